"""What every part of the store needs: rows of one's own municipality, inserting at most once, names for people."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ScalarSelect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.db.tables import AccountRow, Base, OwnedRow, SubmissionRow
from models.errors import NotFound

Owned = TypeVar("Owned", bound=OwnedRow)


def own_row(session: Session, kind: type[Owned], row_id: int, municipality_id: int, *, lock: bool = False) -> Owned:
    """The row, fresh from the database and locked on request; NotFound elsewhere or in another municipality."""
    query = select(kind).where(kind.id == row_id, kind.municipality_id == municipality_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound(f"no {kind.__tablename__} row {row_id} here", what=kind.__tablename__, id=str(row_id))
    return row


def insert_once(session: Session, kind: type[Base], /, **values: Any) -> bool:
    """Insert a row unless a unique key is taken; whether it was inserted. Waits for a rival's open transaction."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(kind).values(values).on_conflict_do_nothing().returning(kind.__mapper__.primary_key[0])
    return session.scalar(statement) is not None


def first_file_name(scan_id: InstrumentedAttribute[int]) -> ScalarSelect[str]:
    """What the file of a scan was called when it was first handed in."""
    query = select(SubmissionRow.file_name).where(SubmissionRow.scan_id == scan_id)
    return query.order_by(SubmissionRow.id).limit(1).scalar_subquery()


def display_name(session: Session, account_id: int) -> str:
    """The name that colleagues see."""
    return session.scalars(select(AccountRow.display_name).where(AccountRow.id == account_id)).one()
