"""Where a field's crop is cut out, without opening its record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.tables import PageRow, RecordFieldRow, RecordPageRow
from models.errors import NotFound
from models.geometry import BoxMm
from pipeline.store.views import Actor


@dataclass(frozen=True, slots=True)
class CropPlace:
    """Where a field's crop is cut out: its place on the aligned image of its page, which may not have been scanned."""

    box_mm: BoxMm
    form_page: int
    image_key: str | None


def crop_place(session: Session, actor: Actor, record_id: int, key: str) -> CropPlace:
    """Where one field lies, without opening its record; NotFound in another municipality."""
    of_record = select(PageRow.form_page, PageRow.image_key).join(RecordPageRow, RecordPageRow.page_id == PageRow.id)
    pages = of_record.where(RecordPageRow.record_id == record_id).subquery()
    query = (
        select(RecordFieldRow.box_mm, RecordFieldRow.form_page, pages.c.image_key)
        .outerjoin(pages, pages.c.form_page == RecordFieldRow.form_page)
        .where(RecordFieldRow.municipality_id == actor.municipality_id)
        .where(RecordFieldRow.record_id == record_id, RecordFieldRow.key == key)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound("no such field", what="record_fields", id=key)
    return CropPlace(BoxMm(*found.box_mm), found.form_page, found.image_key)
