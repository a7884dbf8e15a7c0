"""What is ordered to leave the house, and what has been noted of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

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
    """What is in the file, and where it is. ``is_new`` is False where nothing was left to do for this order."""

    export_id: int
    path: Path
    sha256: str
    record_ids: tuple[int, ...]
    is_new: bool = True
