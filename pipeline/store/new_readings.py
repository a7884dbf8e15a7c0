"""What other readers than those that read it make of a record, while it is still nobody's but the machine's.

A reading is never changed: the new one stands beside it. A record that a person has begun, answered, put aside, asked
about, finished or exported stays as it is; that is asked once more in the transaction that writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from models.db.states import Proof, RulingKind
from models.db.tables import (
    BatchRow,
    ClaimRow,
    CorrectionRow,
    LookRow,
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
from models.document import DocumentPage, KeptPage
from models.form import FormKey
from models.record import Look, RecordStatus
from pipeline.gather.missing import NOBODY
from pipeline.store.documents import put_readings
from pipeline.store.looks import begin_next
from pipeline.store.reread import save_reading
from pipeline.store.rows import own_row


class Reread(StrEnum):
    """What became of a record that was to be read again."""

    READ = "read"
    SAME = "same"
    """These readers have read it already."""
    BEGUN = "begun"
    """A person was faster."""
    OTHERWISE = "otherwise"
    """A page of it is refused now, or taken for another form: a person's matter, not this one's."""
    NO_FORM = "no_form"
    """Its form's edition is not installed any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: of a form's key, of batches with this name; any where None."""

    municipality_id: int
    form: str | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A page of a record: its ``number`` in the scan, what it is read as; ``is_named``: a person said so."""

    page_id: int
    number: int
    form: FormKey
    form_page: int
    is_named: bool


@dataclass(frozen=True, slots=True)
class ToReread:
    """The records to be read again, by scan; ``left`` counts those that are not, and why."""

    scans: Mapping[int, tuple[int, ...]]
    left: Counter[Reread]


def records_to_reread(
    session: Session, wanted: Wanted, readers: Collection[str], forms: Collection[FormKey]
) -> ToReread:
    """Records that these ``readers`` have not read, of installed ``forms``."""
    query = (
        select(RecordRow.id, PageRow.scan_id, RecordRow.form, RecordRow.template_version, _read_otherwise(readers))
        .join(PageRow, PageRow.id == RecordRow.page_id)
        .where(RecordRow.municipality_id == wanted.municipality_id, _is_nobodys())
        .order_by(PageRow.scan_id, RecordRow.id)
    )
    if wanted.form is not None:
        query = query.where(RecordRow.form == wanted.form)
    if wanted.batch is not None:
        handed_in = select(SubmissionRow.scan_id).join(BatchRow, BatchRow.id == SubmissionRow.batch_id)
        of_town = (BatchRow.municipality_id == wanted.municipality_id, BatchRow.name == wanted.batch)
        query = query.where(PageRow.scan_id.in_(handed_in.where(*of_town)))
    scans: dict[int, tuple[int, ...]] = {}
    left: Counter[Reread] = Counter()
    for record_id, scan_id, form, version, is_other in session.execute(query):
        if not is_other:
            left[Reread.SAME] += 1
        elif (form, version) not in forms:
            left[Reread.NO_FORM] += 1
        else:
            scans[scan_id] = (*scans.get(scan_id, ()), record_id)
    return ToReread(scans, left)


def pages_of(session: Session, record_id: int) -> tuple[ReadBy, ...]:
    """The pages of a record that were read, in the form's order."""
    named = select(RulingRow.id).where(
        RulingRow.page_id == PageRow.id, RulingRow.kind.in_((RulingKind.FORM, RulingKind.PAGE))
    )
    query = (
        select(PageRow, named.exists())
        .join(RecordPageRow, RecordPageRow.page_id == PageRow.id)
        .where(RecordPageRow.record_id == record_id, PageRow.form_page.is_not(None))
        .order_by(RecordPageRow.position)
    )
    return tuple(
        ReadBy(page.id, page.number, (page.form or "", page.template_version or ""), page.form_page or 1, is_named)
        for page, is_named in session.execute(query)
    )


def save_new_readings(
    session: Session,
    municipality_id: int,
    record_id: int,
    pages: Mapping[int, KeptPage],
    readers: Collection[str],
    now: datetime,
) -> Reread:
    """Store what was read of a record's pages (by their numbers in the scan) beside what was read of them before.

    Fields, and with them the status, follow the new readings. All of the record, or nothing of it.
    """
    record = own_row(session, RecordRow, record_id, municipality_id, lock=True)
    mine = select(RecordRow.id).where(RecordRow.id == record_id)
    if session.scalar(mine.where(_is_nobodys())) is None:
        return Reread.BEGUN
    if session.scalar(mine.where(_read_otherwise(readers))) is None:
        return Reread.SAME
    read: list[tuple[PageRow, DocumentPage]] = []
    for place in pages_of(session, record_id):
        kept = pages.get(place.number)
        if kept is None or kept.sheet is None:
            return Reread.OTHERWISE
        if (kept.sheet.template.key, kept.sheet.template.page) != (place.form, place.form_page):
            return Reread.OTHERWISE
        read.append((session.get_one(PageRow, place.page_id), DocumentPage(kept, kept.sheet)))
    for page, document_page in read:
        save_reading(session, page, document_page, (), now)
        put_readings(session, record, page, document_page.sheet, now)
    _follow(session, record)
    return Reread.READ


def _follow(session: Session, record: RecordRow) -> None:
    """Let the record wait for whom its fields ask for now: a first person, a second, or nobody."""
    before = record.status, record.look
    for field in session.scalars(select(RecordFieldRow).filter_by(record_id=record.id)):
        field.proof = Proof.UNASKED  # nobody has said anything yet
    record.look = Look.FIRST
    record.status = RecordStatus.REVIEWED if begin_next(session, record) is None else RecordStatus.DRAFT
    if (record.status, record.look) != before:
        record.version += 1


def _is_nobodys() -> ColumnElement[bool]:
    """Whether no person has had anything to do with the record of the query, and it has not left the house."""
    fields = select(RecordFieldRow.id).where(RecordFieldRow.record_id == RecordRow.id)
    answered = fields.join(CorrectionRow, CorrectionRow.record_field_id == RecordFieldRow.id)
    people = (
        select(kind.id).where(kind.record_id == RecordRow.id).correlate(RecordRow).exists()
        for kind in (ClaimRow, LookRow, SkipRow, NoteRow)
    )
    return and_(
        RecordRow.status.in_((RecordStatus.DRAFT, RecordStatus.REVIEWED)),
        RecordRow.closed_at.is_(None),
        ~or_(*people),
        ~answered.correlate(RecordRow).exists(),
        ~fields.where(RecordFieldRow.stood_out).correlate(RecordRow).exists(),
    )


def _read_otherwise(readers: Collection[str]) -> ColumnElement[bool]:
    """Whether a field of the record has a reading by anybody else; nobody reads what was not scanned."""
    return (
        select(RecordFieldRow.id)
        .join(ReadingRow, ReadingRow.id == RecordFieldRow.reading_id)
        .where(RecordFieldRow.record_id == RecordRow.id, ReadingRow.engine.not_in([*readers, NOBODY]))
        .correlate(RecordRow)
        .exists()
    )
