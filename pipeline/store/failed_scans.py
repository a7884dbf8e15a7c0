"""Scans of which nothing came: every try that they had came to nothing, and nobody tries again by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db.tables import ScanRow, TurnRow
from pipeline.store.night_pages import Towns


@dataclass(frozen=True, slots=True)
class FailedScans:
    """How many scans of a municipality wait for a person, by the code of the error that ended the last try."""

    town: int
    code: str
    scans: int


def failed_scans(session: Session, towns: Towns) -> tuple[FailedScans, ...]:
    """Those that are not read yet; what somebody had read since is not among them."""
    query = (
        select(ScanRow.municipality_id, TurnRow.failure, func.count())
        .join(TurnRow, TurnRow.scan_id == ScanRow.id)
        .where(ScanRow.municipality_id.in_(towns), ScanRow.digitised_at.is_(None), TurnRow.failure.is_not(None))
        .group_by(ScanRow.municipality_id, TurnRow.failure)
        .order_by(ScanRow.municipality_id, TurnRow.failure)
    )
    return tuple(FailedScans(town, str(code), scans) for town, code, scans in session.execute(query))
