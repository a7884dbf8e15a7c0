"""The pages. What they show comes through the same functions as the API's replies."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.deps import Now, Operator, RecordId, Reviewer, ServiceDep, Supervisor, Words, checked_login, current_login
from api.errors import json_face
from api.routes.exports import list_exports
from api.routes.groups import list_kinds
from api.routes.records import list_records
from api.routes.refused import list_refused
from api.routes.session import account_out
from api.routes.templates import list_templates
from api.schemas import ErrorOut
from api.service import Service, service_of
from models.habits import NO_CHOICE
from models.record import RecordStatus
from pipeline.decide.glance import KIND_LENGTH
from pipeline.store.accounts import Login
from pipeline.store.queue import counts
from pipeline.store.views import Actor
from review_ui.contexts import (
    DeskPage,
    ErrorPage,
    ExportsPage,
    GridPage,
    GroupsPage,
    HelpPage,
    LoginPage,
    Page,
    QueuePage,
    RefusedPage,
    SettingsPage,
)
from review_ui.i18n import page_words

router = APIRouter(include_in_schema=False)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


class Visitor:
    """Whoever asks for a page, with what every page of theirs needs."""

    def __init__(self, service: ServiceDep, login: Annotated[Login, Depends(checked_login)]) -> None:
        """Called by the framework."""
        self.words = page_words(login.actor.language)
        self.municipality = service.settings.municipality_name
        self.account = account_out(login)
        self.csrf = login.csrf
        self.habits = login.habits


VisitorDep = Annotated[Visitor, Depends()]


def rendered(page: Page, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    """A page as HTML; a name that its context does not have is an error."""
    return HTMLResponse(_TEMPLATES.get_template(page.template).render(page=page), status)


@router.get("/")
def start() -> RedirectResponse:
    """The queue is where work starts."""
    return RedirectResponse("/queue", HTTPStatus.SEE_OTHER)


@router.get("/login", response_model=None)
def login_page(
    service: ServiceDep, login: Annotated[Login | None, Depends(current_login)]
) -> HTMLResponse | RedirectResponse:
    """Coming in; whoever is in already goes on to the queue."""
    if login is not None:
        return RedirectResponse("/queue", HTTPStatus.SEE_OTHER)
    settings = service.settings
    return rendered(LoginPage(words=page_words(settings.language), municipality=settings.municipality_name))


@router.get("/queue")
def queue_page(
    visitor: VisitorDep,
    service: ServiceDep,
    actor: Operator,
    words: Words,
    now: Now,
    status: RecordStatus | None = None,
    after: Annotated[str | None, Query(max_length=64)] = None,
) -> HTMLResponse:
    """Records in one state; without a choice, the first state in which something stands."""
    chosen = status or RecordStatus.DRAFT
    found = list_records(service, actor, words, now, status=[chosen], after=after)
    if status is None and not found.counts[chosen]:
        chosen = next((one for one in RecordStatus if found.counts[one]), chosen)
        found = list_records(service, actor, words, now, status=[chosen], after=after)
    page = QueuePage(
        **vars(visitor),
        status=chosen,
        counts=tuple((one, found.counts[one]) for one in RecordStatus),
        entries=tuple(found.entries),
        next_after=found.next_after,
        is_later=after is not None,
    )
    return rendered(page)


@router.get("/refused")
def refused_page(visitor: VisitorDep, service: ServiceDep, actor: Operator, words: Words) -> HTMLResponse:
    """Sheets that were not read."""
    sheets, forms = list_refused(service, actor, words), list_templates(service, actor, words)
    return rendered(RefusedPage(**vars(visitor), sheets=tuple(sheets), forms=tuple(forms)))


@router.get("/group")
def group_page(
    visitor: VisitorDep,
    service: ServiceDep,
    actor: Reviewer,
    words: Words,
    now: Now,
    kind: Annotated[str | None, Query(max_length=KIND_LENGTH)] = None,
) -> HTMLResponse:
    """The kinds of answers that can be judged many at a time; or the crops of one of which something waits."""
    kinds = tuple(list_kinds(service, actor, words, now))
    chosen = next((one for one in kinds if one.kind == kind), None)
    if chosen is None:
        return rendered(GroupsPage(**vars(visitor), kinds=kinds))
    following = next((one for one in kinds if one is not chosen), None)
    return rendered(GridPage(**vars(visitor), kind=chosen, following=following))


@router.get("/exports")
def exports_page(visitor: VisitorDep, service: ServiceDep, actor: Supervisor, words: Words) -> HTMLResponse:
    """Writing reviewed records to a file."""
    forms = tuple({template.form: template for template in list_templates(service, actor, words)}.values())
    reviewed = _counts(service, actor)[RecordStatus.REVIEWED]
    files = tuple(list_exports(service, actor, words))
    return rendered(ExportsPage(**vars(visitor), forms=forms, reviewed=reviewed, files=files))


@router.get("/help")
def help_page(visitor: VisitorDep, actor: Operator) -> HTMLResponse:
    """All keys."""
    return rendered(HelpPage(**vars(visitor)))


@router.get("/settings")
def settings_page(visitor: VisitorDep, actor: Operator) -> HTMLResponse:
    """How the desk is shown to whoever asks."""
    return rendered(SettingsPage(**vars(visitor)))


@router.get("/desk")
def desk_page(visitor: VisitorDep, actor: Reviewer) -> HTMLResponse:
    """The desk with the next record that waits."""
    return rendered(DeskPage(**vars(visitor), record_id=None))


@router.get("/desk/{record_id}")
def desk_page_of(
    record_id: RecordId,
    visitor: VisitorDep,
    actor: Reviewer,
    came_from: Annotated[Literal["counter"] | None, Query(alias="from")] = None,
) -> HTMLResponse:
    """The desk with a certain record; whoever came from the counter goes back there."""
    return rendered(DeskPage(**vars(visitor), record_id=record_id, back=f"/{came_from}" if came_from else ""))


def error_face(request: Request, status: HTTPStatus, body: ErrorOut) -> Response:
    """An error as JSON under ``/api``, as a page elsewhere; whoever is not logged in is led to the door."""
    if request.url.path.startswith("/api/"):
        return json_face(request, status, body)
    if status is HTTPStatus.UNAUTHORIZED:
        return RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    settings = service_of(request).settings
    words = page_words(getattr(request.state, "language", settings.language))
    habits = getattr(request.state, "habits", NO_CHOICE)
    page = ErrorPage(words=words, municipality=settings.municipality_name, habits=habits, message=body.error.message)
    return rendered(page, status)


def _counts(service: Service, actor: Actor) -> dict[RecordStatus, int]:
    with service.database.read() as session:
        return dict(counts(session, actor))
