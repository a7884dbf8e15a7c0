"""An export is noted in one transaction: its records are marked, and its file is to be written from then on.

The file's bytes are noted with it, packed, until they are delivered. They could be derived again from the records,
which do not change any more; but only by the same release of the program, and a share may be out of reach for longer
than that. Once delivered they are dropped, and derived again where somebody asks for the same export a second time.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import DeliveryState
from models.db.tables import DeliveryRow, ExportRecordRow, ExportRow, MunicipalityRow, RecordRow
from models.errors import Conflict, NotFound, Refusal
from models.export_errors import ExportChanged, ExportRefused, FileInTheWay, NothingToExport
from models.record import RecordStatus, Role
from pipeline.export.columns import exported
from pipeline.export.lines import jsonl_text
from pipeline.export.order import ExportFormat, ExportOrder
from pipeline.export.table import csv_text, lost_characters
from pipeline.store.outbox import post

PLACES_TOLD = 50
"""How many lost characters a refusal lists; it counts them all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the file is to be.

    ``stands`` is the hash of what has that name already, looked up before the transaction: a share that does not
    answer must keep nobody from writing to the database. ``is_ours``: nobody takes files away from there.
    """

    target: Path
    stands: str | None
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """An export as it is noted. ``delivery_id`` is None where nothing is to be written any more.

    ``target`` is another than the one that was asked for where the file is still on its way there.
    """

    export_id: int
    sha256: str
    record_ids: tuple[int, ...]
    delivery_id: int | None
    target: Path


def may_export(order: ExportOrder) -> None:
    """NotAllowed for less than a supervisor, NotFound for one of another municipality."""
    if order.by is not None:
        order.by.need(Role.SUPERVISOR)
        if order.by.municipality_id != order.municipality_id:
            raise NotFound("no such municipality here", what="municipalities", id=str(order.municipality_id))


def note_export(session: Session, order: ExportOrder, place: Place, now: datetime) -> Noted:
    """Note the export and mark its records, or find it noted already; errors as in ``export_records``."""
    may_export(order)
    # One export at a time: an order sent again while the first is being noted waits, and gets the same file.
    session.execute(select(MunicipalityRow.id).filter_by(id=order.municipality_id).with_for_update(key_share=True))
    earlier = session.scalar(select(ExportRow).filter_by(municipality_id=order.municipality_id, key=order.key))
    if earlier is not None:
        return _noted_before(session, order, earlier, place, now)
    rows = _chosen(session, order)
    content = _content(session, rows, order)
    sha256 = hashlib.sha256(content).hexdigest()
    _refuse_another_file(place, sha256)
    export = _note(session, order, rows, place.target.name, sha256, now)
    delivery_id = post(session, export, place.target, content, now)
    return Noted(export.id, sha256, tuple(row.id for row in rows), delivery_id, place.target)


def _noted_before(session: Session, order: ExportOrder, earlier: ExportRow, place: Place, now: datetime) -> Noted:
    """What became of an export that was ordered again; its file is written anew where that is wanted."""
    rows = _chosen_before(session, order, earlier)
    row = session.scalar(select(DeliveryRow).filter_by(export_id=earlier.id).with_for_update())
    noted = Noted(earlier.id, earlier.sha256, tuple(record.id for record in rows), None, place.target)
    if row is None:  # of a release that wrote at once
        stays, content = place.stands == earlier.sha256, None
    elif row.state is DeliveryState.PENDING:
        if row.target == str(place.target) or row.held_until is not None:
            return replace(noted, delivery_id=row.id, target=Path(row.target))
        stays, content = False, row.content
    else:  # one that was taken away from a shared folder has reached somebody: it must not come a second time
        there = place.stands == earlier.sha256
        stays, content = there or (row.target == str(place.target) and not place.is_ours), None
    if stays:
        return noted
    _refuse_another_file(place, earlier.sha256)
    again = zlib.decompress(content) if content is not None else _content(session, rows, order)
    if hashlib.sha256(again).hexdigest() != earlier.sha256:
        raise ExportChanged("the export would not be the same any more", key=order.key)
    return replace(noted, delivery_id=post(session, earlier, place.target, again, now))


def _refuse_another_file(place: Place, sha256: str) -> None:
    if place.stands not in (None, sha256):
        raise FileInTheWay("another file has this name")


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


def _content(session: Session, rows: Sequence[RecordRow], order: ExportOrder) -> bytes:
    """The file's bytes; ExportRefused with the first places where a character would be lost."""
    records = [exported(session, row) for row in rows]
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
) -> ExportRow:
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
    return row
