"""The files that rows name, of all municipalities; and rows that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from models.db.session import Database
from models.db.states import PageStatus
from models.db.tables import (
    ExportRecordRow,
    ExportRow,
    MunicipalityRow,
    PageRow,
    RecordFieldRow,
    RecordPageRow,
    RecordRow,
    ScanRow,
    SubmissionRow,
)
from pipeline.store.vault import original_name, page_name

_ROWS_AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class NamedFile:
    """What an image is called in the store; ``size`` in bytes is known of scans, not of page images."""

    name: str
    sha256: str
    size: int | None


def named_files(database: Database) -> Iterator[NamedFile]:
    """Every file that a row names, some of them twice. No transaction stays open between pieces."""
    with database.read() as session:
        towns = {row.id: row.code for row in session.execute(select(MunicipalityRow.id, MunicipalityRow.code))}
    for town, sha256, size in _piece_by_piece(database, ScanRow, ScanRow.sha256, ScanRow.size_bytes):
        yield NamedFile(original_name(towns[town], sha256), sha256, size)
    for town, key in _piece_by_piece(database, PageRow, PageRow.image_key):
        if key is not None:
            yield NamedFile(page_name(towns[town], key), key, None)


def _piece_by_piece(database: Database, kind: type[ScanRow | PageRow], *columns: Any) -> Iterator[tuple[Any, ...]]:
    last = 0
    while True:
        query = select(kind.id, kind.municipality_id, *columns).where(kind.id > last).order_by(kind.id)
        with database.read() as session:
            rows = session.execute(query.limit(_ROWS_AT_A_TIME)).all()
        yield from (tuple(row[1:]) for row in rows)
        if len(rows) < _ROWS_AT_A_TIME:
            return
        last = rows[-1][0]


def town_codes(session: Session) -> frozenset[str]:
    """The codes of all municipalities here."""
    return frozenset(session.scalars(select(MunicipalityRow.code)))


def is_named(session: Session, sha256: str) -> bool:
    """Whether a row of any municipality names a file with this hash now."""
    scan = select(ScanRow.id).where(ScanRow.sha256 == sha256)
    page = select(PageRow.id).where(PageRow.image_key == sha256)
    return any(session.scalar(query.limit(1)) is not None for query in (scan, page))


def contradictions(session: Session) -> Mapping[str, int]:
    """How many rows there are of each kind that no way of the program leaves behind."""
    found = {name: session.scalar(query) or 0 for name, query in _CONTRADICTIONS.items()}
    return {name: count for name, count in found.items() if count}


def _count(kind: Any, *wrong: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(kind).where(*wrong)


_PAGES_OF_SCAN = exists().where(PageRow.scan_id == ScanRow.id)
_LISTED = select(func.count()).where(ExportRecordRow.export_id == ExportRow.id).correlate(ExportRow).scalar_subquery()
_LAID = and_(PageRow.form.is_not(None), PageRow.image_key.is_not(None), PageRow.to_template.is_not(None))

_CONTRADICTIONS: Mapping[str, Select[int]] = {
    "scan_without_submission": _count(ScanRow, ~exists().where(SubmissionRow.scan_id == ScanRow.id)),
    "digitised_without_pages": _count(ScanRow, ScanRow.digitised_at.is_not(None), ~_PAGES_OF_SCAN),
    "pages_before_digitised": _count(ScanRow, ScanRow.digitised_at.is_(None), _PAGES_OF_SCAN),
    "read_page_without_image": _count(PageRow, PageRow.status == PageStatus.READ, ~_LAID),
    "record_without_pages": _count(RecordRow, ~exists().where(RecordPageRow.record_id == RecordRow.id)),
    "record_without_fields": _count(RecordRow, ~exists().where(RecordFieldRow.record_id == RecordRow.id)),
    "export_of_other_records": _count(ExportRow, ExportRow.record_count != _LISTED),
}
