"""Everything that happened to a record, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.db.tables import (
    AccountRow,
    BatchRow,
    ClaimRow,
    CorrectionRow,
    ExportRecordRow,
    ExportRow,
    NoteRow,
    PageRow,
    ReadingRow,
    RecordFieldRow,
    RecordPageRow,
    RecordRow,
    RulingRow,
    SkipRow,
    SubmissionRow,
)
from models.reading import Decision
from models.reasons import Reason, ReasonCode
from models.record import RecordStatus
from pipeline.store.events import (
    Answered,
    Closed,
    Decided,
    Event,
    Exported,
    HandedIn,
    Noted,
    PageRead,
    PageRuled,
    PutAside,
    Taken,
)
from pipeline.store.rows import display_name, own_row
from pipeline.store.seen import is_hidden, notes_for
from pipeline.store.views import Actor


@dataclass(frozen=True, slots=True)
class History:
    """A record's life so far; ``events`` in the order in which they happened."""

    record_id: int
    form: str
    template_version: str
    status: RecordStatus
    received_at: datetime
    events: tuple[Event, ...]


def history_of(session: Session, actor: Actor, record_id: int) -> History:
    """The whole life of a record; NotFound in another municipality. What of it may be shown is the doors' matter."""
    record = own_row(session, RecordRow, record_id, actor.municipality_id)
    parts = (
        _sheets(session, record),
        _decisions(session, record),
        _words(session, actor, record),
        _ends(session, record),
    )
    events = sorted((event for part in parts for event in part), key=lambda event: event.at)  # stable: parts in order
    return History(record.id, record.form, record.template_version, record.status, record.received_at, tuple(events))


def _sheets(session: Session, record: RecordRow) -> Iterator[Event]:
    pages = session.scalars(
        select(PageRow)
        .join(RecordPageRow, RecordPageRow.page_id == PageRow.id)
        .where(RecordPageRow.record_id == record.id)
        .order_by(RecordPageRow.position)
    ).all()
    scan_ids = {page.scan_id for page in pages}
    came = (
        select(SubmissionRow.at, SubmissionRow.file_name, BatchRow.name, BatchRow.lane)
        .join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
        .where(SubmissionRow.scan_id.in_(scan_ids))
        .order_by(SubmissionRow.id)
    )
    yield from (HandedIn(*row) for row in session.execute(came))
    for page in pages:
        if page.form_page is not None:
            yield from _page_read(session, record, page)
    yield from _rulings(session, record, [page.id for page in pages])


def _page_read(session: Session, record: RecordRow, page: PageRow) -> Iterator[PageRead]:
    """When and by what a page was read, each time. A page that a person named was read later than it was stored."""
    query = select(ReadingRow.engine, ReadingRow.at).where(ReadingRow.page_id == page.id).order_by(ReadingRow.id)
    readings = session.execute(query).all()
    times = sorted({at for _, at in readings}) or [page.stored_at]
    for at in times:
        is_last = at == times[-1]
        yield PageRead(
            at=at,
            page_number=page.number,
            form_page=page.form_page or 1,
            template_version=page.template_version or record.template_version,
            engines=tuple(dict.fromkeys(engine for engine, read_at in readings if read_at == at)),
            seconds=page.seconds if is_last else None,
            residual_mm=page.residual_worst_mm if is_last else None,
        )


def _rulings(session: Session, record: RecordRow, page_ids: list[int]) -> Iterator[Event]:
    query = (
        select(RulingRow.at, AccountRow.display_name, RulingRow.kind, PageRow.number)
        .join(AccountRow, AccountRow.id == RulingRow.account_id)
        .join(PageRow, PageRow.id == RulingRow.page_id)
        .where(or_(RulingRow.record_id == record.id, RulingRow.page_id.in_(page_ids)))
        .order_by(RulingRow.id)
    )
    yield from (PageRuled(*row) for row in session.execute(query))


def _decisions(session: Session, record: RecordRow) -> Iterator[Event]:
    """What the machine decided of the fields, told once for each time at which some of them were read.

    Its reasons may name what it read, so those of a field that is keyed unseen are left out.
    """
    query = (
        select(RecordFieldRow.key, RecordFieldRow.decision, RecordFieldRow.reasons, ReadingRow.at, is_hidden(record))
        .join(ReadingRow, ReadingRow.id == RecordFieldRow.reading_id)
        .where(RecordFieldRow.record_id == record.id)
        .order_by(RecordFieldRow.position)
    )
    rows = session.execute(query).all()
    for at in sorted({read_at for *_, read_at, _ in rows}):
        sent = {
            key: () if unseen else tuple(Reason(ReasonCode(code), details) for code, details in reasons)
            for key, decision, reasons, read_at, unseen in rows
            if read_at == at and decision is Decision.REVIEW
        }
        yield Decided(at, sum(read_at == at for *_, read_at, _ in rows) - len(sent), sent)


def _words(session: Session, actor: Actor, record: RecordRow) -> Iterator[Event]:
    """What people said: holding, answers, notes, reasons for putting it aside."""
    held = (
        select(ClaimRow.taken_at, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == ClaimRow.account_id)
        .where(ClaimRow.record_id == record.id, ClaimRow.taken_at.is_not(None))
    )
    yield from (Taken(at, by) for at, by in session.execute(held) if at is not None)
    answers = (
        select(
            CorrectionRow,
            RecordFieldRow.key,
            RecordFieldRow.sensitivity,
            AccountRow.display_name,
            is_hidden(record),
        )
        .join(RecordFieldRow, RecordFieldRow.id == CorrectionRow.record_field_id)
        .join(AccountRow, AccountRow.id == CorrectionRow.account_id)
        .where(RecordFieldRow.record_id == record.id)
        .order_by(CorrectionRow.id)
    )
    for row, key, care, by, unseen in session.execute(answers):
        cost = (row.seconds, row.keystrokes)
        yield Answered(row.at, by, key, care, row.kind, row.before_text, row.after_text, *cost, row.look, bool(unseen))
    notes = (
        select(NoteRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == NoteRow.account_id)
        .where(NoteRow.record_id == record.id, notes_for(session, actor, record))
        .order_by(NoteRow.id)
    )
    for note, by in session.execute(notes):
        yield Noted(note.at, by, note.field_key, note.answers_id is not None, note.text)
    skips = (
        select(SkipRow.at, AccountRow.display_name, SkipRow.reason, SkipRow.text)
        .join(AccountRow, AccountRow.id == SkipRow.account_id)
        .where(SkipRow.record_id == record.id)
        .order_by(SkipRow.id)
    )
    yield from (PutAside(*row) for row in session.execute(skips))


def _ends(session: Session, record: RecordRow) -> Iterator[Event]:
    if record.closed_at is not None:
        by = None if record.closed_by_id is None else display_name(session, record.closed_by_id)
        ended = RecordStatus.REJECTED if record.status is RecordStatus.REJECTED else RecordStatus.REVIEWED
        yield Closed(record.closed_at, by, ended, record.reject_reason)
    left = (
        select(ExportRow, AccountRow.display_name)
        .join(ExportRecordRow, ExportRecordRow.export_id == ExportRow.id)
        .outerjoin(AccountRow, AccountRow.id == ExportRow.account_id)
        .where(ExportRecordRow.record_id == record.id)
        .order_by(ExportRow.id)
    )
    for row, by in session.execute(left):
        yield Exported(row.at, by, row.file_name, row.format, row.encoding, row.record_count)
