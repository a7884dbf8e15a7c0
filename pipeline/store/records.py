"""One record, whole, as the desk shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.db.states import Proof
from models.db.tables import (
    AccountRow,
    ClaimRow,
    CorrectionRow,
    PageRow,
    ProblemRow,
    ReadingRow,
    RecordFieldRow,
    RecordPageRow,
    RecordRow,
    ScanRow,
)
from models.geometry import BoxMm
from models.page import Residual
from models.problem import Problem
from models.reading import Candidate
from models.reasons import Reason, ReasonCode
from pipeline.store.look_views import Check, Words
from pipeline.store.notes import notes_of
from pipeline.store.rows import first_file_name, own_row
from pipeline.store.said import words_on
from pipeline.store.seen import seen_by
from pipeline.store.skips import last_skips
from pipeline.store.views import Actor, CorrectionView, FieldView, PageView, RecordView, ScanView


def open_record(session: Session, actor: Actor, record_id: int, now: datetime) -> RecordView:
    """The record as the actor may see it now; NotFound in another municipality. Opening does not claim."""
    record = own_row(session, RecordRow, record_id, actor.municipality_id)
    holder = (
        select(AccountRow.display_name)
        .join(ClaimRow, ClaimRow.account_id == AccountRow.id)
        .where(ClaimRow.record_id == record_id, ClaimRow.expires_at > now)
    )
    return RecordView(
        record_id=record.id,
        form=record.form,
        template_version=record.template_version,
        status=record.status,
        version=record.version,
        received_at=record.received_at,
        scan=_scan_view(session, record.page_id),
        pages=_page_views(session, record_id),
        fields=seen_by(actor, record, field_views(session, record_id)),
        claimed_by=session.scalar(holder),
        lane=record.lane,
        skip=last_skips(session, [record_id]).get(record_id),
        notes=notes_of(session, actor, record),
        look=record.look,
    )


def field_views(session: Session, record_id: int, key: str | None = None) -> tuple[FieldView, ...]:
    """The fields of a record in template order, or only the one called ``key``, with all that is known of them."""
    query = (
        select(RecordFieldRow, ReadingRow, CorrectionRow, AccountRow.display_name)
        .join(ReadingRow, ReadingRow.id == RecordFieldRow.reading_id)
        .outerjoin(
            CorrectionRow,
            and_(
                CorrectionRow.record_field_id == RecordFieldRow.id,
                CorrectionRow.version == RecordFieldRow.version,
            ),
        )
        .outerjoin(AccountRow, AccountRow.id == CorrectionRow.account_id)
        .where(RecordFieldRow.record_id == record_id)
        .order_by(RecordFieldRow.position)
    )
    if key is not None:
        query = query.where(RecordFieldRow.key == key)
    rows = session.execute(query).all()
    checked = [row[0] for row in rows if row[0].proof is not Proof.UNASKED]
    words = words_on(session, checked)
    views = (_field_view(*row) for row in rows)
    return tuple(_verified(view, words[view.key]) if view.key in words else view for view in views)


def _verified(view: FieldView, words: Words) -> FieldView:
    """A field that a second person was asked for: its last correction is the one that gave it its value."""
    said = words.ruling or words.first
    last = None
    if said.by is not None and said.at is not None:
        before = words.first if words.ruling else None
        last = CorrectionView(
            said.by,
            said.at,
            said.kind,
            before_value=before.value if before else None,
            before_text=before.text if before else "",
            after_value=said.value,
            after_text=said.text,
        )
    return replace(view, last_correction=last, check=replace(view.check, words=words))


def _field_view(field: RecordFieldRow, reading: ReadingRow, last: CorrectionRow | None, by: str | None) -> FieldView:
    a, b, c, d = map(_point, reading.quad)
    return FieldView(
        key=field.key,
        type=field.type,
        sensitivity=field.sensitivity,
        form_page=field.form_page,
        box_mm=BoxMm(*field.box_mm),
        quad=(a, b, c, d),
        value=field.value,
        text=field.text,
        confidence=field.confidence,
        decision=field.decision,
        state=field.state,
        reasons=tuple(Reason(ReasonCode(code), details) for code, details in field.reasons),
        candidates=tuple(Candidate(text, score) for text, score in reading.candidates),
        version=field.version,
        last_correction=_correction_view(last, by) if last is not None and by is not None else None,
        check=Check(field.verification, field.proof),
    )


def _correction_view(row: CorrectionRow, by: str) -> CorrectionView:
    return CorrectionView(
        by=by,
        at=row.at,
        kind=row.kind,
        before_value=row.before_value,
        before_text=row.before_text,
        after_value=row.after_value,
        after_text=row.after_text,
    )


def _scan_view(session: Session, page_id: int) -> ScanView:
    query = (
        select(ScanRow, first_file_name(PageRow.scan_id))
        .join(PageRow, PageRow.scan_id == ScanRow.id)
        .where(PageRow.id == page_id)
    )
    scan, file_name = session.execute(query).one()
    return ScanView(file_name, scan.sha256, scan.media_type, scan.page_count)


def _page_views(session: Session, record_id: int) -> tuple[PageView, ...]:
    """The record's pages in their order, each with its problems."""
    mine = select(PageRow).join(RecordPageRow, RecordPageRow.page_id == PageRow.id).filter_by(record_id=record_id)
    pages = session.scalars(mine.order_by(RecordPageRow.position)).all()
    told = select(ProblemRow).where(ProblemRow.page_id.in_([page.id for page in pages])).order_by(ProblemRow.id)
    problems = session.scalars(told).all()
    return tuple(_page_view(page, [row for row in problems if row.page_id == page.id]) for page in pages)


def _page_view(page: PageRow, problems: Sequence[ProblemRow]) -> PageView:
    residual = None
    if page.residual_median_mm is not None and page.residual_worst_mm is not None:
        residual = Residual(page.residual_median_mm, page.residual_worst_mm)
    return PageView(
        number=page.number,
        form_page=page.form_page,
        image_key=page.image_key,
        residual=residual,
        problems=tuple(Problem(row.code, page.number, row.field, row.details) for row in problems),
    )


def _point(pair: Sequence[Any]) -> tuple[float, float]:
    x, y = pair
    return (x, y)
