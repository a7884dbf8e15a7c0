"""Reviewed records leave the house as one file, whole and unchanged, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from pipeline.store.views import Actor


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
    apostrophe. Needs a supervisor where ``by`` is given. ExportRefused (details: count, places) when characters are
    not in the encoding; Refusal when there is nothing to export; NotFound for ids of another municipality; StoreFault
    when the disk is full. Nothing is written and nothing is marked then.
    """
    raise NotImplementedError
