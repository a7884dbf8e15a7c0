"""Files of exports on their way: noted with the export, held by one deliverer at a time, marked when they are there.

A hold lapses; whoever takes the file then gets a larger token, and what the one before still says changes nothing.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.states import DeliveryState, DeliveryTrouble
from models.db.tables import AccountRow, DeliveryRow, ExportRow

HOLD = timedelta(seconds=60)
"""How long a file is left to one that is silent about it. Whoever writes says so more often."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Until the next try after the first that failed; twice as long after each one more."""

TOLD = 20
"""How many exports a list shows."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The bytes of an export, held by the one that has ``token``."""

    delivery_id: int
    token: int
    target: Path
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """An export and where its file is, or is to be. ``by`` is None for the command line.

    ``trouble`` and ``next_try_at`` go with one that is not there yet; ``tries`` have failed so far.
    """

    form: str
    key: str
    records: int
    at: datetime
    by: str | None
    target: Path
    state: DeliveryState
    tries: int
    trouble: DeliveryTrouble | None
    next_try_at: datetime


def post(session: Session, export: ExportRow, target: Path, content: bytes, now: datetime) -> int:
    """Note that the file of a (locked) export is to be written to ``target``, whatever was noted of it before."""
    row = session.scalar(select(DeliveryRow).filter_by(export_id=export.id).with_for_update())
    if row is None:
        row = DeliveryRow(municipality_id=export.municipality_id, export_id=export.id, token=0)
        session.add(row)
    row.target, row.content = str(target), zlib.compress(content)
    row.state, row.token = DeliveryState.PENDING, row.token + 1
    row.held_until, row.delivered_at, row.tries, row.trouble, row.next_try_at = None, None, 0, None, now
    session.flush()
    return row.id


def take(session: Session, delivery_id: int, now: datetime) -> Parcel | DeliveryState:
    """Hold a file that is to be written; where it is delivered, or another holds it, only its state comes back."""
    row = _locked(session, delivery_id)
    if row.state is DeliveryState.DELIVERED or row.content is None or (row.held_until and row.held_until > now):
        return row.state
    row.token += 1
    row.held_until = now + HOLD
    sha256 = session.scalars(select(ExportRow.sha256).where(ExportRow.id == row.export_id)).one()
    session.flush()
    return Parcel(row.id, row.token, Path(row.target), sha256, zlib.decompress(row.content))


def hold(session: Session, parcel: Parcel, now: datetime) -> bool:
    """Hold on to it; False where somebody else has taken it since."""
    row = _own(session, parcel)
    if row is not None:
        row.held_until = now + HOLD
    return row is not None


def mark_delivered(session: Session, parcel: Parcel, now: datetime) -> None:
    """The file is there. Its bytes are kept no longer: nothing of a resident lies in two places for nothing."""
    if (row := _own(session, parcel)) is not None:
        row.state, row.delivered_at, row.held_until = DeliveryState.DELIVERED, now, None
        row.content, row.trouble = None, None


def mark_failed(session: Session, parcel: Parcel, trouble: DeliveryTrouble, now: datetime) -> None:
    """It could not be written this time; the next try is later each time."""
    if (row := _own(session, parcel)) is not None:
        row.next_try_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.tries, 10))
        row.held_until, row.tries, row.trouble = None, row.tries + 1, trouble


def due(session: Session, municipality_id: int, now: datetime | None = None) -> tuple[int, ...]:
    """Files to be written, oldest first: all, or those whose next try has come by ``now``."""
    query = select(DeliveryRow.id).filter_by(municipality_id=municipality_id, state=DeliveryState.PENDING)
    if now is not None:
        query = query.where(DeliveryRow.next_try_at <= now)
    return tuple(session.scalars(query.order_by(DeliveryRow.id)))


def pending_files(session: Session, municipality_id: int) -> tuple[ExportedFile, ...]:
    """Every file that is not there yet, oldest first."""
    return _files(session, municipality_id, DeliveryState.PENDING)


def delivered_files(session: Session, municipality_id: int) -> tuple[ExportedFile, ...]:
    """The last files that were delivered, newest first."""
    return _files(session, municipality_id, DeliveryState.DELIVERED)


def _files(session: Session, municipality_id: int, state: DeliveryState) -> tuple[ExportedFile, ...]:
    query = (
        select(ExportRow, DeliveryRow, AccountRow.display_name)
        .join(DeliveryRow, DeliveryRow.export_id == ExportRow.id)
        .outerjoin(AccountRow, AccountRow.id == ExportRow.account_id)
        .where(DeliveryRow.municipality_id == municipality_id, DeliveryRow.state == state)
    )
    if state is DeliveryState.DELIVERED:
        query = query.order_by(DeliveryRow.export_id.desc()).limit(TOLD)
    else:
        query = query.order_by(DeliveryRow.export_id)
    return tuple(
        ExportedFile(
            form=export.form,
            key=export.key,
            records=export.record_count,
            at=export.at,
            by=by,
            target=Path(row.target),
            state=row.state,
            tries=row.tries,
            trouble=row.trouble,
            next_try_at=row.next_try_at,
        )
        for export, row, by in session.execute(query)
    )


def _locked(session: Session, delivery_id: int) -> DeliveryRow:
    query = select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _own(session: Session, parcel: Parcel) -> DeliveryRow | None:
    """The row, locked, while the parcel's token is its own."""
    row = _locked(session, parcel.delivery_id)
    return row if row.token == parcel.token and row.state is DeliveryState.PENDING else None
