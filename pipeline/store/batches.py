"""What came in: batches, scans, and files that are not even a scan. Doing it again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.problem import Problem
from models.scan import Scan


@dataclass(frozen=True, slots=True)
class RegisteredScan:
    """``is_new``: these bytes were never seen in the municipality. ``is_done``: its pages are stored already."""

    scan_id: int
    is_new: bool
    is_done: bool


def ensure_municipality(session: Session, code: str, name: str) -> int:
    """The id of the municipality with this 6-digit code, made with ``name`` when it is not there."""
    raise NotImplementedError


def open_batch(session: Session, municipality_id: int, *, key: str, name: str, now: datetime) -> int:
    """The id of the batch called ``key`` by the caller, made when it is not there; ``name`` is for people."""
    raise NotImplementedError


def register_scan(session: Session, municipality_id: int, batch_id: int, scan: Scan, now: datetime) -> RegisteredScan:
    """Note that ``scan`` was handed in with this batch. The same bytes twice are one scan with two submissions.

    Keep the file in the vault first.
    """
    raise NotImplementedError


def register_refused_file(
    session: Session,
    municipality_id: int,
    batch_id: int,
    *,
    file_name: str,
    sha256: str | None,
    problem: Problem,
    now: datetime,
) -> int:
    """List a file that is no scan (zero bytes, broken, encrypted …), so that nobody misses it; the submission's id.

    ``sha256`` is None where the bytes could not be read at all.
    """
    raise NotImplementedError
