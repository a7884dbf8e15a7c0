"""Reviewed records leave the house as one file, whole and unchanged, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from models.db.session import Database
from models.errors import StoreFault
from pipeline.export.deliver import Courier, clock
from pipeline.export.note import Place, may_export, note_export
from pipeline.export.order import ExportOrder, ExportReceipt
from pipeline.export.put import need_folder, sha256_of


def export_records(
    database: Database,
    order: ExportOrder,
    out: Path,
    now: datetime,
    *,
    is_ours: bool = False,
    clock: Callable[[], datetime] = clock,
) -> ExportReceipt:
    """Note the export, mark its records, and write the file ``out``: it is there once this returns.

    CSV: header row of keys: ``record_id``, ``received_at``, then every non-image field in template order; cells are
    values; several choices joined with ``;``; cells that a spreadsheet would take for a formula get a leading
    apostrophe. Needs a supervisor where ``by`` is given.

    The same key again changes nothing: a file that was delivered to ``out`` and taken away from there is not written a
    second time, unless the folder ``is_ours``; asked for elsewhere it is written there, with the same bytes.

    Nothing is noted, marked or written with ExportRefused (details: count, and places, one a line) when characters are
    not in the encoding; NothingToExport; Refusal for a record that is not reviewed; NotFound for ids of another
    municipality; Conflict when ``key`` was an order of another kind; ExportChanged where the file of an earlier order
    cannot be made again; FileInTheWay; NoFolder where the folder is not there. NotDelivered where the export is
    noted and the file could not be written yet: it is tried again (``deliver.py``), by the same order too.
    """
    may_export(order)
    target, courier = out.absolute(), Courier(database, clock)
    need_folder(target.parent)
    while True:
        place = Place(target, _standing(target), is_ours)
        with database.write() as session:
            noted = note_export(session, order, place, now)
        if noted.delivery_id is not None:
            courier.bring_now(noted.delivery_id)
        if noted.target == target:
            return ExportReceipt(noted.export_id, out, noted.sha256, noted.record_ids, noted.delivery_id is not None)


def _standing(target: Path) -> str | None:
    try:
        return sha256_of(target)
    except OSError as error:
        raise StoreFault(f"cannot look at the file: {error.strerror}", reason=str(error.strerror)) from error
