"""A scan by which a machine that helps knows that its database is the one of the machine that asked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.tables import MunicipalityRow, ScanRow


@dataclass(frozen=True, slots=True)
class Landmark:
    """A scan of the municipality with this ``code``."""

    scan_id: int
    sha256: str
    code: str


def newest_landmark(session: Session) -> Landmark | None:
    """The scan that was taken in last; None where there is none."""
    query = select(ScanRow.id, ScanRow.sha256, MunicipalityRow.code)
    query = query.join(MunicipalityRow, MunicipalityRow.id == ScanRow.municipality_id)
    row = session.execute(query.order_by(ScanRow.id.desc()).limit(1)).first()
    return None if row is None else Landmark(*row)


def is_known(session: Session, mark: Landmark) -> bool:
    """Whether the same scan has the same number here."""
    same = select(ScanRow.id).where(ScanRow.id == mark.scan_id, ScanRow.sha256 == mark.sha256)
    return session.scalar(same) is not None
