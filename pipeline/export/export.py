"""Reviewed records leave the house as one file, whole and unchanged, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.tables import ExportRecordRow, ExportRow, MunicipalityRow, RecordRow
from models.errors import Conflict, ExportRefused, NotFound, NothingToExport, Refusal
from models.record import RecordStatus, Role
from pipeline.export.columns import ExportedRecord, exported
from pipeline.export.lines import jsonl_text
from pipeline.export.table import csv_text, lost_characters
from pipeline.store.views import Actor
from pipeline.store.whole import write_whole

PLACES_TOLD = 50
"""How many lost characters a refusal lists; it counts them all."""


class ExportFormat(StrEnum):
    """A table for spreadsheets and other systems, or one JSON object a line with text, value and who decided."""

    CSV = "csv"
    JSONL = "jsonl"


class ExportEncoding(StrEnum):
    """UTF-8 with BOM (spreadsheets recognise it), or Windows-31J for older systems. JSON Lines are always UTF-8."""

    UTF8_BOM = "utf-8-sig"
    CP932 = "cp932"


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export. ``key`` names this export: the same key again gives the same records and the same bytes.

    ``record_ids`` None means every reviewed record of the form; given ids may be exported already (a second copy).
    ``by`` is None for the command line.
    """

    municipality_id: int
    key: str
    form: str
    format: ExportFormat = ExportFormat.CSV
    encoding: ExportEncoding = ExportEncoding.UTF8_BOM
    record_ids: tuple[int, ...] | None = None
    by: Actor | None = None


@dataclass(frozen=True, slots=True)
class ExportReceipt:
    """What was written, and where."""

    export_id: int
    path: Path
    sha256: str
    record_ids: tuple[int, ...]


def export_records(session: Session, order: ExportOrder, out: Path, now: datetime) -> ExportReceipt:
    """Write the file ``out`` (whole or not at all), note the export and mark its records exported.

    CSV: header row of keys: ``record_id``, ``received_at``, then every non-image field in template order; cells are
    values; several choices joined with ``;``; cells that a spreadsheet would take for a formula get a leading
    apostrophe. Needs a supervisor where ``by`` is given. ExportRefused (details: count, and places, one a
    line) when characters are not in the encoding; NothingToExport; Refusal for a record that is not reviewed; NotFound
    for ids of another municipality; Conflict when ``key`` was an order of another kind; StoreFault when the disk is
    full. Nothing is written and nothing is marked then.
    """
    if order.by is not None:
        order.by.need(Role.SUPERVISOR)
        if order.by.municipality_id != order.municipality_id:
            raise NotFound("no such municipality here", what="municipalities", id=str(order.municipality_id))
    # One export at a time: an order sent again while the first is being written waits, and gets the same file.
    session.execute(select(MunicipalityRow.id).filter_by(id=order.municipality_id).with_for_update(key_share=True))
    earlier = session.scalar(select(ExportRow).filter_by(municipality_id=order.municipality_id, key=order.key))
    rows = _chosen(session, order) if earlier is None else _chosen_before(session, order, earlier)
    content = _content([exported(session, row) for row in rows], order)
    sha256 = hashlib.sha256(content).hexdigest()
    write_whole(out, lambda file: file.write(content))
    export_id = earlier.id if earlier is not None else _note(session, order, rows, out.name, sha256, now)
    return ExportReceipt(export_id, out, sha256, tuple(row.id for row in rows))


def _chosen(session: Session, order: ExportOrder) -> Sequence[RecordRow]:
    """The ordered records, oldest first, locked until they are marked."""
    query = (
        select(RecordRow)
        .where(RecordRow.municipality_id == order.municipality_id, RecordRow.form == order.form)
        .order_by(RecordRow.received_at, RecordRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if order.record_ids is None:
        rows = session.scalars(query.where(RecordRow.status == RecordStatus.REVIEWED)).all()
    else:
        rows = session.scalars(query.where(RecordRow.id.in_(order.record_ids))).all()
        for missing in set(order.record_ids) - {row.id for row in rows}:
            raise NotFound(f"no record {missing} of this form", what="records", id=str(missing))
    if not rows:
        raise NothingToExport(order.form)
    for row in rows:
        if row.status not in (RecordStatus.REVIEWED, RecordStatus.EXPORTED):
            raise Refusal(f"record {row.id} is {row.status}", status=row.status, id=str(row.id))
    return rows


def _chosen_before(session: Session, order: ExportOrder, earlier: ExportRow) -> Sequence[RecordRow]:
    """The records of an export that was made already, in its order; Conflict when it was of another kind."""
    if (earlier.form, earlier.format, earlier.encoding) != (order.form, order.format, order.encoding):
        raise Conflict("an export of another kind has this key", key=order.key)
    query = (
        select(RecordRow)
        .join(ExportRecordRow, ExportRecordRow.record_id == RecordRow.id)
        .where(ExportRecordRow.export_id == earlier.id)
        .order_by(ExportRecordRow.position)
    )
    return session.scalars(query).all()


def _content(records: Sequence[ExportedRecord], order: ExportOrder) -> bytes:
    """The file's bytes; ExportRefused with the first places where a character would be lost."""
    if order.format is ExportFormat.JSONL:
        return jsonl_text(records).encode("utf-8")
    lost = list(lost_characters(records, order.encoding))
    if lost:
        places = list(map(str, lost[:PLACES_TOLD]))
        told = f"{len(lost)} characters are not in {order.encoding}: {'; '.join(places)}"
        raise ExportRefused(told, count=str(len(lost)), places="\n".join(places))
    return csv_text(records).encode(order.encoding)


def _note(
    session: Session, order: ExportOrder, rows: Sequence[RecordRow], file_name: str, sha256: str, now: datetime
) -> int:
    """Write down the export and mark its records."""
    row = ExportRow(
        municipality_id=order.municipality_id,
        key=order.key,
        form=order.form,
        format=order.format,
        encoding=order.encoding,
        file_name=file_name,
        sha256=sha256,
        record_count=len(rows),
        account_id=order.by.account_id if order.by is not None else None,
        at=now,
    )
    session.add(row)
    session.flush()
    for position, record in enumerate(rows):
        session.add(
            ExportRecordRow(
                municipality_id=order.municipality_id, export_id=row.id, record_id=record.id, position=position
            )
        )
        if record.status is RecordStatus.REVIEWED:
            record.status = RecordStatus.EXPORTED
            record.version += 1
    session.flush()
    return row.id
