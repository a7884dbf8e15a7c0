"""The queue, one record, and its way to ``reviewed`` or ``rejected``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from api.bodies import FinishIn, HoldIn, NextIn, RejectIn, TakeIn
from api.deps import Now, Operator, RecordId, Reviewer, ServiceDep, Words
from api.faces import ahead_out, entry_out, record_out
from api.record_schemas import AheadOut, ClaimedRecordOut, ClaimOut, FinishedOut, NextOut, RecordOut
from api.schemas import QueueOut, StatusOut
from api.service import Service
from models.catalogue import Catalogue
from models.record import WAITING, RecordStatus
from pipeline.store.claims import claim, look_ahead, prolong, release, take_next
from pipeline.store.corrections import finish, reject
from pipeline.store.foreseen import as_of
from pipeline.store.queue import count_waiting, counts, queue
from pipeline.store.records import open_record
from pipeline.store.views import Actor, Claim

router = APIRouter(prefix="/records", tags=["records"])


@router.get("")
def list_records(
    service: ServiceDep,
    actor: Operator,
    words: Words,
    now: Now,
    status: Annotated[list[RecordStatus], Query()] = list(WAITING),  # noqa: B006 - FastAPI copies it
    form: Annotated[str | None, Query(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=64, pattern=r"^[\x21-\x7e]+$")] = None,
) -> QueueOut:
    """Records in the given states, most urgent first, with the number of records in every state."""
    with service.database.read() as session:
        page = queue(session, actor, statuses=status, now=now, form=form, limit=limit, after=after)
        numbers = counts(session, actor)
    entries = [entry_out(entry, service, words) for entry in page.entries]
    return QueueOut(counts=dict(numbers), entries=entries, next_after=page.next_after)


@router.get("/{record_id}")
def read_record(record_id: RecordId, service: ServiceDep, actor: Operator, words: Words, now: Now) -> RecordOut:
    """One record with its readings and what people decided."""
    with service.database.read() as session:
        record = open_record(session, actor, record_id, now)
    return record_out(record, service.form(record.form, record.template_version), words)


@router.post("/next", responses={HTTPStatus.NO_CONTENT: {"description": "nothing waits", "model": None}})
def take_next_record(
    body: NextIn, response: Response, service: ServiceDep, actor: Reviewer, words: Words, now: Now
) -> ClaimedRecordOut | None:
    """Claim the most urgent record that waits and whose template is still there; 204 when nothing does."""
    with service.database.write() as session:
        held = take_next(session, actor, now, service.settings.claim_minutes, _known(service, body.form))
    if held is None:
        response.status_code = HTTPStatus.NO_CONTENT
        return None
    return _on_the_desk(service, actor, words, now, held)


@router.post("/{record_id}/claim")
def claim_record(record_id: RecordId, service: ServiceDep, actor: Reviewer, words: Words, now: Now) -> ClaimedRecordOut:
    """Hold a record for a while; again only moves the end."""
    with service.database.write() as session:
        held = claim(session, actor, record_id, now, service.settings.claim_minutes)
    return _on_the_desk(service, actor, words, now, held)


@router.put("/{record_id}/claim")
def hold_record(record_id: RecordId, body: HoldIn, service: ServiceDep, actor: Reviewer, now: Now) -> ClaimOut:
    """Go on holding a record that one works on; refused when somebody else has it meanwhile."""
    with service.database.write() as session:
        held = prolong(session, actor, record_id, body.token, now, service.settings.claim_minutes)
    return _claim_out(held)


@router.delete("/{record_id}/claim", status_code=HTTPStatus.NO_CONTENT)
def release_record(record_id: RecordId, service: ServiceDep, actor: Reviewer, now: Now) -> None:
    """Put a record back as it is, without a reason."""
    with service.database.write() as session:
        release(session, actor, record_id, now)


@router.post("/{record_id}/finish")
def finish_record(
    record_id: RecordId, body: FinishIn, service: ServiceDep, actor: Reviewer, words: Words, now: Now
) -> FinishedOut:
    """Finish one's look at a claimed record: reviewed, or on to another person; and claim the next if that is asked.

    Refused while a field waits.
    """
    held, is_foreseen, waiting = None, False, 0
    with service.database.write() as session:
        status = finish(session, actor, record_id, body.expected_version, now)
        if body.take is not None:
            held = take_next(session, actor, now, service.settings.claim_minutes, _known(service, body.take.form))
        if held is not None:
            is_foreseen, waiting = _is_foreseen(session, held, body.take), _others_waiting(session, actor)
    if held is None:
        return FinishedOut(status=status, next=None)
    record = None if is_foreseen else _told(service, actor, words, now, held)
    taken = NextOut(claim=_claim_out(held), version=held.version, record=record, waiting=waiting)
    return FinishedOut(status=status, next=taken)


@router.get("/{record_id}/ahead", responses={HTTPStatus.NO_CONTENT: {"description": "nothing waits", "model": None}})
def record_ahead(
    record_id: RecordId, response: Response, service: ServiceDep, actor: Reviewer, words: Words, now: Now
) -> AheadOut | None:
    """The record that would come after this one, so that it is there with its pictures when it does. Not claimed."""
    with service.database.read() as session:
        found = look_ahead(session, actor, record_id, now, _known(service))
        record = None if found is None else open_record(session, actor, found, now)
        mark = "" if record is None else as_of(session, record.record_id, record.version)
    if record is None:
        response.status_code = HTTPStatus.NO_CONTENT
        return None
    return ahead_out(record, service.form(record.form, record.template_version), words, mark)


@router.post("/{record_id}/reject")
def reject_record(record_id: RecordId, body: RejectIn, service: ServiceDep, actor: Reviewer, now: Now) -> StatusOut:
    """Take a sheet out of the way that is not a resident's form."""
    with service.database.write() as session:
        return StatusOut(status=reject(session, actor, record_id, body.reason, now))


def _known(service: Service, form: str | None = None) -> list[tuple[str, str]]:
    """The forms whose templates are still there, or only those called ``form``."""
    return [known for known in service.forms if form in (None, known[0])]


def _is_foreseen(session: Session, held: Claim, asked: TakeIn | None) -> bool:
    """Whether what was claimed is the record that was told ahead, and nothing else has changed since."""
    if asked is None or asked.foreseen is None or asked.foreseen.record_id != held.record_id:
        return False
    return asked.foreseen.as_of == as_of(session, held.record_id, held.found_version)


def _on_the_desk(service: Service, actor: Actor, words: Catalogue, now: Now, held: Claim) -> ClaimedRecordOut:
    record = _told(service, actor, words, now, held)
    with service.database.read() as session:
        waiting = _others_waiting(session, actor)
    return ClaimedRecordOut(claim=_claim_out(held), record=record, waiting=waiting)


def _told(service: Service, actor: Actor, words: Catalogue, now: Now, held: Claim) -> RecordOut:
    with service.database.read() as session:
        record = open_record(session, actor, held.record_id, now)
    return record_out(record, service.form(record.form, record.template_version), words)


def _others_waiting(session: Session, actor: Actor) -> int:
    return max(0, count_waiting(session, actor) - 1)


def _claim_out(held: Claim) -> ClaimOut:
    return ClaimOut(token=held.token, expires_at=held.expires_at)
