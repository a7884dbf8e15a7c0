"""Storing what was read of a refused page as that which a person said it is: reading and ruling in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import PageStatus
from models.db.tables import PageRow, ProblemRow, RecordPageRow, ScanRow
from models.document import Document, DocumentPage
from models.errors import Refusal
from models.problem import Problem, ProblemCode
from models.record import RecordStatus
from pipeline.gather.missing import missing_notices
from pipeline.store.claims import refuse_if_held
from pipeline.store.documents import join_page, place_page, save_document
from pipeline.store.drafts import lay, save_problems
from pipeline.store.rulings import Ruling, ready_page, record_of, ruling_row
from pipeline.store.views import Actor


def read_as_form(
    session: Session, actor: Actor, page_id: int, ruling: Ruling, document: Document, now: datetime
) -> int:
    """Store what was read of a page as page 1 of the form that the ruling names; the record's id."""
    page, again = ready_page(session, actor, page_id, ruling, lock=True)
    if again is not None and again.record_id is not None:
        return again.record_id
    save_reading(session, page, document.front, missing_notices(document), now)
    record = save_document(session, session.get_one(ScanRow, page.scan_id), document, [page], [], now)
    session.add(ruling_row(actor, ruling, now, page_id=page.id, record_id=record.id))
    return record.id


def read_as_page(
    session: Session, actor: Actor, page_id: int, ruling: Ruling, read: DocumentPage, now: datetime
) -> int:
    """Give what was read of a later page to the record of its scan that the ruling names; the record's id.

    Held while a colleague works on the record; Refusal where it is past review, of another form, or has such a page.
    """
    page, again = ready_page(session, actor, page_id, ruling, lock=True)
    record = record_of(session, page, ruling.record_id)
    if again is not None:
        return record.id
    refuse_if_held(session, actor, record.id, now)
    template = read.sheet.template
    has = select(PageRow.id).join(RecordPageRow, RecordPageRow.page_id == PageRow.id)
    has = has.where(RecordPageRow.record_id == record.id, PageRow.form_page == template.page)
    waits = record.status in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW)
    if not waits or template.key != (record.form, record.template_version) or session.scalar(has) is not None:
        raise Refusal("the record takes no such page", status=record.status)
    save_reading(session, page, read, (), now)
    join_page(session, record, page, read.sheet, now)
    place_page(session, record, page)
    for problem in session.scalars(select(ProblemRow).filter_by(page_id=record.page_id, code=ProblemCode.MISSING_PAGE)):
        if problem.details["form_page"] == str(template.page):
            session.delete(problem)
    session.add(ruling_row(actor, ruling, now, page_id=page.id, record_id=record.id))
    return record.id


def save_reading(
    session: Session, page: PageRow, read: DocumentPage, notices: Sequence[Problem], now: datetime
) -> None:
    """Fill the row of a page that is read now; what was told of it before stays beside the notices of this reading."""
    page.status, page.seconds = PageStatus.READ, read.kept.seconds
    lay(page, read.sheet)
    told = set(session.scalars(select(ProblemRow.code).where(ProblemRow.page_id == page.id)))
    fresh = [problem for problem in (*read.kept.problems, *notices) if problem.code not in told]
    save_problems(session, page, fresh, now)
