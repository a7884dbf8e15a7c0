"""What people at the counter do with a sheet: drop it or take that back, hand it over, have it read again.

Whoever may scan may do all of it: the sheet is their own, and nothing here is lost or decided about what it says.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.db.states import PageStatus, RulingKind
from models.db.tables import NoteRow, PageRow, RecordRow, RulingRow, SubmissionRow, TurnRow
from models.errors import Refusal
from models.record import RecordStatus
from pipeline.store.claims import release
from pipeline.store.counter_sheets import CounterSheet, sheet_of
from pipeline.store.rows import insert_once, own_row
from pipeline.store.rulings import Ruling, ruling_row
from pipeline.store.views import Actor

Aside = Literal[RulingKind.DROP, RulingKind.RESTORE]
_UNLOADED = {"synchronize_session": False}
_BECOMES = {RulingKind.DROP: PageStatus.DROPPED, RulingKind.RESTORE: PageStatus.REFUSED}
_WAS = {RulingKind.DROP: PageStatus.REFUSED, RulingKind.RESTORE: PageStatus.DROPPED}


def put_aside(session: Session, actor: Actor, sheet_id: int, kind: Aside, now: datetime) -> None:
    """Drop everything in a sheet that was not read, or take that back; where nothing of it is left, nothing happens."""
    sheet = sheet_of(session, actor.municipality_id, sheet_id, now)
    if sheet.scan_id is None:
        _put_file_aside(session, actor, sheet_id, kind, now)
        return
    query = select(PageRow).where(PageRow.scan_id == sheet.scan_id, PageRow.status == _WAS[kind])
    for page in session.scalars(query.with_for_update().execution_options(populate_existing=True)):
        page.status = _BECOMES[kind]
        session.add(ruling_row(actor, Ruling(kind), now, page_id=page.id))


def _put_file_aside(session: Session, actor: Actor, file_id: int, kind: Aside, now: datetime) -> None:
    own_row(session, SubmissionRow, file_id, actor.municipality_id, lock=True)
    last = session.scalar(select(RulingRow).filter_by(submission_id=file_id).order_by(RulingRow.id.desc()).limit(1))
    if kind is not (last.kind if last is not None else RulingKind.RESTORE):
        session.add(ruling_row(actor, Ruling(kind), now, submission_id=file_id))


def hand_over(session: Session, actor: Actor, sheet_id: int, text: str, *, key: str, now: datetime) -> None:
    """Leave a sheet's records to the queue, each with a note; the counter's still come first there.

    One's own claims on them end. The same ``key`` again changes nothing. Refusal where none of them waits for anybody.
    """
    sheet = sheet_of(session, actor.municipality_id, sheet_id, now)
    waiting = _waiting(session, sheet)
    if not waiting:
        ids = [record.record_id for record in sheet.records]
        if session.scalar(select(NoteRow.id).where(NoteRow.record_id.in_(ids), NoteRow.key == key).limit(1)) is None:
            raise Refusal("nothing in the sheet waits for anybody")
        return
    for record in waiting:
        who = {"municipality_id": actor.municipality_id, "record_id": record.id, "account_id": actor.account_id}
        insert_once(session, NoteRow, **who, field_key=None, answers_id=None, text=text, key=key, at=now)
        release(session, actor, record.id, now)
    _note_on_scan(session, actor, sheet, now)


def ask_for_reading(session: Session, actor: Actor, sheet_id: int, now: datetime) -> None:
    """Have a sheet read again that the machine failed to read; nothing happens to any other."""
    sheet = sheet_of(session, actor.municipality_id, sheet_id, now)
    row = TurnRow
    failed = update(row).where(row.scan_id == sheet.scan_id, row.failure.is_not(None))
    session.execute(failed.values(failure=None, tries=0, expires_at=now), execution_options=_UNLOADED)


def _waiting(session: Session, sheet: CounterSheet) -> list[RecordRow]:
    """The sheet's records that wait for a person, locked."""
    ids = [record.record_id for record in sheet.records]
    waits = RecordRow.status.in_((RecordStatus.DRAFT, RecordStatus.IN_REVIEW))
    query = select(RecordRow).where(RecordRow.id.in_(ids), waits).order_by(RecordRow.id)
    return list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _note_on_scan(session: Session, actor: Actor, sheet: CounterSheet, now: datetime) -> None:
    """Mark the sheet as handed over; one that came in another way may have no row of the counter yet."""
    fresh = {"token": 0, "tries": 0, "stage": sheet.stage, "pages_done": 0, "expires_at": now}
    insert_once(session, TurnRow, municipality_id=actor.municipality_id, scan_id=sheet.scan_id, **fresh)
    row = TurnRow
    mine = update(row).where(row.scan_id == sheet.scan_id, row.handed_over_at.is_(None))
    session.execute(mine.values(handed_over_at=now), execution_options=_UNLOADED)
