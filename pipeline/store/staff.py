"""The accounts of a town's staff as an administrator keeps them: listed, given a new password, switched off and on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.db.tables import AccountRow, LoginSessionRow
from models.errors import LastAdministrator, NotFound
from models.record import Role
from pipeline.store.passwords import forget_attempts, hash_password


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An account as it is listed; nothing secret."""

    username: str
    display_name: str
    role: Role
    active: bool


def fresh_password() -> str:
    """A password to be shown once: 16 characters, 96 bits."""
    return secrets.token_urlsafe(12)


def list_staff(session: Session, municipality_id: int) -> tuple[StaffMember, ...]:
    """Every account of the municipality, by user name."""
    rows = session.scalars(select(AccountRow).filter_by(municipality_id=municipality_id).order_by(AccountRow.username))
    return tuple(StaffMember(row.username, row.display_name, row.role, row.active) for row in rows)


def set_password(session: Session, municipality_id: int, username: str, password: str) -> None:
    """Give an account a new password, end its logins and lift its lock; NotFound for an unknown name."""
    row = _row(session, municipality_id, username)
    row.password_hash = hash_password(password)
    _end_logins(session, row)
    forget_attempts(session, municipality_id, username)


def set_active(session: Session, municipality_id: int, username: str, active: bool) -> None:
    """Switch an account on or off; off ends its logins. What it did stays under its name.

    NotFound as above; LastAdministrator where nobody would be left who may administer.
    """
    row = _row(session, municipality_id, username)
    if not active and row.role is Role.ADMIN and row.active:
        _need_another(session, row)
    row.active = active
    if not active:
        _end_logins(session, row)


def _row(session: Session, municipality_id: int, username: str) -> AccountRow:
    found = session.scalar(select(AccountRow).filter_by(municipality_id=municipality_id, username=username))
    if found is None:
        raise NotFound(f"no account {username}", username=username)
    return found


def _need_another(session: Session, row: AccountRow) -> None:
    """Two who switch each other off at the same moment wait for each other here."""
    query = select(AccountRow.id).filter_by(municipality_id=row.municipality_id, role=Role.ADMIN, active=True)
    if session.scalars(query.order_by(AccountRow.id).with_for_update()).all() == [row.id]:
        raise LastAdministrator(row.username)


def _end_logins(session: Session, row: AccountRow) -> None:
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.account_id == row.id))
