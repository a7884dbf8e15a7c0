"""What a route may ask for in its signature. Who may do what is decided here and nowhere else."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Cookie, Depends, Header, Path, Request

from api.errors import ForgedRequest, NotLoggedIn
from api.service import Service, service_of
from models.catalogue import Catalogue
from models.db.session import Database
from models.labels import Key
from models.record import Role
from pipeline.store.accounts import Login, actor_of
from pipeline.store.views import Actor

SESSION_COOKIE = "madoguchi_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

ServiceDep = Annotated[Service, Depends(service_of)]


def _database(service: ServiceDep) -> Database:
    return service.database


def _now() -> datetime:
    return datetime.now(UTC)


DatabaseDep = Annotated[Database, Depends(_database)]
Now = Annotated[datetime, Depends(_now)]
SessionToken = Annotated[str | None, Cookie(alias=SESSION_COOKIE, include_in_schema=False)]


def current_login(request: Request, service: ServiceDep, now: Now, token: SessionToken = None) -> Login | None:
    """Whoever is logged in; error words are in that account's language from here on."""
    if not token:
        return None
    with service.database.read() as session:
        login = actor_of(session, service.settings.municipality, token, now)
    if login is not None:
        request.state.language = login.actor.language
        request.state.habits = login.habits
    return login


def checked_login(
    request: Request,
    login: Annotated[Login | None, Depends(current_login)],
    csrf: Annotated[str, Header(alias="X-CSRF-Token", include_in_schema=False)] = "",
) -> Login:
    """A login that may do what its role allows; writes must carry the login's own token."""
    if login is None:
        raise NotLoggedIn("no valid session")
    if request.method not in SAFE_METHODS and not hmac.compare_digest(csrf.encode(), login.csrf.encode()):
        raise ForgedRequest("the X-CSRF-Token header is missing or wrong")
    return login


LoginDep = Annotated[Login, Depends(checked_login)]


def _needs(role: Role) -> Callable[[Login], Actor]:
    def actor(login: LoginDep) -> Actor:
        login.actor.need(role)
        return login.actor

    return actor


Operator = Annotated[Actor, Depends(_needs(Role.OPERATOR))]
Reviewer = Annotated[Actor, Depends(_needs(Role.REVIEWER))]
Supervisor = Annotated[Actor, Depends(_needs(Role.SUPERVISOR))]


def _words(service: ServiceDep, actor: Operator) -> Catalogue:
    return service.words(actor.language)


Words = Annotated[Catalogue, Depends(_words)]
RecordId = Annotated[int, Path(ge=1, le=2**53 - 1, description="number of the record")]
PageId = Annotated[int, Path(ge=1, le=2**53 - 1, description="number of the page")]
FileId = Annotated[int, Path(ge=1, le=2**53 - 1, description="number of the file, as the list gives it")]
PageNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="place of the page in its scan")]
FieldKey = Annotated[Key, Path()]
