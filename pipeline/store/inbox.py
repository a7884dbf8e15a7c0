"""Files that the database has and that still lie in a watched folder: known again by their hash, folder and name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models.db.tables import MunicipalityRow, ProblemRow, ScanRow, SubmissionRow
from models.problem import Problem

KEY = "inbox"
"""What the keys of the batches of watched folders begin with."""


@dataclass(frozen=True, slots=True)
class LyingFile:
    """A file as it lies: ``sha256`` is None where its bytes could not be read."""

    municipality_id: int
    folder: str
    file_name: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What the database has of a file: ``problem`` says why it was refused whole."""

    scan_id: int | None
    problem: Problem | None


def known(session: Session, file: LyingFile) -> Known | None:
    """What became of the file when it was taken in and not moved away; None for one that is new here."""
    row = session.execute(
        select(SubmissionRow.scan_id, ProblemRow)
        .outerjoin(ProblemRow, ProblemRow.submission_id == SubmissionRow.id)
        .where(*_of(file))
        .order_by(SubmissionRow.id, ProblemRow.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    scan_id, why = row
    return Known(scan_id, None if why is None else Problem(why.code, details=why.details))


def moved_away(session: Session, file: LyingFile) -> None:
    """The file lies there no more: the same bytes under its name are handed in anew from now on."""
    session.execute(update(SubmissionRow).where(*_of(file)).values(lies_in=None))


def lying(session: Session, municipality_id: int) -> tuple[LyingFile, ...]:
    """All files of a municipality that are thought to lie in a watched folder."""
    query = select(SubmissionRow).where(
        SubmissionRow.municipality_id == municipality_id, SubmissionRow.lies_in.is_not(None)
    )
    rows = session.scalars(query).all()
    return tuple(LyingFile(municipality_id, row.lies_in or "", row.file_name, row.sha256 or None) for row in rows)


def municipalities(session: Session) -> Mapping[str, int]:
    """The id of every municipality by its 6-digit code."""
    return {row.code: row.id for row in session.scalars(select(MunicipalityRow))}


def code_of(session: Session, scan_id: int) -> str | None:
    """The code of the municipality that a scan belongs to; None for an unknown scan."""
    query = select(MunicipalityRow.code).join(ScanRow, ScanRow.municipality_id == MunicipalityRow.id)
    return session.scalar(query.where(ScanRow.id == scan_id))


def form_hint(session: Session, scan_id: int) -> str | None:
    """The form that a scan is said to be, by whoever handed it in last."""
    hinted = (SubmissionRow.scan_id == scan_id, SubmissionRow.form_hint.is_not(None))
    return session.scalar(select(SubmissionRow.form_hint).where(*hinted).order_by(SubmissionRow.id.desc()).limit(1))


def _of(file: LyingFile) -> tuple[ColumnElement[bool], ...]:
    return (
        SubmissionRow.municipality_id == file.municipality_id,
        SubmissionRow.sha256 == (file.sha256 or ""),
        SubmissionRow.file_name == file.file_name,
        SubmissionRow.lies_in == file.folder,
    )
