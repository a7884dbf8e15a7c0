"""The supervisor's pages, and each record's history."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.deps import Now, Operator, RecordId, ServiceDep, Supervisor, Words
from api.routes.history import record_history
from api.routes.supervisor import Period, supervision, troubles
from review_ui.history_context import HistoryPage
from review_ui.pages import VisitorDep, rendered
from review_ui.supervisor_contexts import Order, SortKey, SupervisorPage, TroublesPage

router = APIRouter(include_in_schema=False)


@router.get("/supervisor")
def supervisor_page(
    visitor: VisitorDep, service: ServiceDep, actor: Supervisor, words: Words, now: Now
) -> HTMLResponse:
    """What waits, what was done, who is at work."""
    return rendered(SupervisorPage(**vars(visitor), state=supervision(service, actor, words, now)))


@router.get("/supervisor/fields")
def troubles_page(
    visitor: VisitorDep,
    service: ServiceDep,
    actor: Supervisor,
    words: Words,
    now: Now,
    days: Period = "28",
    sort: SortKey = "corrected",
    order: Order = "desc",
) -> HTMLResponse:
    """The fields that people had to put right."""
    found = troubles(service, actor, words, now, days)
    return rendered(TroublesPage(**vars(visitor), found=found, days=days, sort=sort, order=order))


@router.get("/records/{record_id}/history")
def history_page(
    record_id: RecordId, visitor: VisitorDep, service: ServiceDep, actor: Operator, words: Words
) -> HTMLResponse:
    """Everything that happened to a record."""
    return rendered(HistoryPage(**vars(visitor), history=record_history(record_id, service, actor, words)))
