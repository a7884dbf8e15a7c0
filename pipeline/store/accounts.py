"""Local accounts: passwords as argon2 hashes, and a lock against guessing."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.catalogue import Language
from models.db.session import Database
from models.db.tables import AccountRow, LoginFailureRow, MunicipalityRow
from models.errors import Conflict, Refusal
from models.record import Role
from pipeline.store.rows import insert_once
from pipeline.store.views import Actor

MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
"""After five wrong passwords within a quarter of an hour a name is locked until the first of them is that old."""

MIN_PASSWORD = 10
"""Characters of the shortest password allowed."""

_HASHER = PasswordHash((Argon2Hasher(),))


@dataclass(frozen=True, slots=True)
class LoginRefused:
    """Wrong name or password (which of them is not told); ``locked_until`` is set after too many failures."""

    locked_until: datetime | None


def create_account(
    session: Session,
    municipality_id: int,
    *,
    username: str,
    display_name: str,
    password: str,
    role: Role,
    language: Language = "ja",
) -> int:
    """Make an account and return its id.

    Conflict when the name is taken; Refusal (details: reason) when the name is not 1 to 64 of ``a-z 0-9 . _ -`` or
    the password is too short.
    """
    if not re.fullmatch(r"[a-z0-9._-]{1,64}", username):
        raise Refusal("a user name is 1 to 64 of a-z 0-9 . _ -", reason="username")
    if len(password) < MIN_PASSWORD:
        raise Refusal(f"a password has at least {MIN_PASSWORD} characters", reason="password")
    is_new = insert_once(
        session,
        AccountRow,
        municipality_id=municipality_id,
        username=username,
        display_name=display_name,
        password_hash=_HASHER.hash(password),
        role=role,
        language=language,
        active=True,
    )
    if not is_new:
        raise Conflict("this user name is taken", username=username)
    query = select(AccountRow.id).filter_by(municipality_id=municipality_id, username=username)
    return session.scalars(query).one()


def first_admin(session: Session, municipality_id: int, language: Language = "ja") -> str | None:
    """Make the account ``admin`` in a municipality without accounts and return its password; else None."""
    if session.scalar(select(AccountRow.id).filter_by(municipality_id=municipality_id).limit(1)) is not None:
        return None
    password = secrets.token_urlsafe(12)
    try:
        create_account(
            session,
            municipality_id,
            username="admin",
            display_name="管理者" if language == "ja" else "Administrator",
            password=password,
            role=Role.ADMIN,
            language=language,
        )
    except Conflict:  # another process was faster and has printed the password
        return None
    return password


def authenticate(
    database: Database, municipality_code: str, username: str, password: str, now: datetime
) -> Actor | LoginRefused:
    """Check a password. Takes the same time for a name that does not exist.

    Every attempt is counted before it is checked (and forgotten on success), so parallel guesses gain nothing and
    a restart does not reset the count. No lock is held while the password is hashed.
    """
    name = username.strip().lower()[:64]
    with database.write() as session:
        municipality_id = session.scalar(select(MunicipalityRow.id).filter_by(code=municipality_code))
        if municipality_id is not None:
            locked_until = _count_attempt(session, municipality_id, name, now)
            if locked_until is not None:
                return LoginRefused(locked_until)
        account = session.scalar(
            select(AccountRow).filter_by(municipality_id=municipality_id, username=name, active=True)
        )
        stored_hash = account.password_hash if account else _nobodys_hash()
        actor = actor_from(account) if account else None
    if not _HASHER.verify(password, stored_hash) or actor is None:
        return LoginRefused(None)
    with database.write() as session:
        session.execute(
            delete(LoginFailureRow).where(
                LoginFailureRow.municipality_id == actor.municipality_id, LoginFailureRow.username == name
            )
        )
    return actor


def actor_from(account: AccountRow) -> Actor:
    """The account as the one who asks."""
    return Actor(
        account_id=account.id,
        municipality_id=account.municipality_id,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        language=cast(Language, account.language),
    )


def _count_attempt(session: Session, municipality_id: int, username: str, now: datetime) -> datetime | None:
    """Note one attempt; until when the name is locked, where it already had too many."""
    session.execute(
        delete(LoginFailureRow).where(
            LoginFailureRow.municipality_id == municipality_id, LoginFailureRow.at <= now - LOCK
        )
    )
    mine = select(func.count(), func.min(LoginFailureRow.at)).where(
        LoginFailureRow.municipality_id == municipality_id, LoginFailureRow.username == username
    )
    count, first = session.execute(mine).one()
    if count >= MAX_FAILURES:
        return first + LOCK
    session.add(LoginFailureRow(municipality_id=municipality_id, username=username, at=now))
    return None


@cache
def _nobodys_hash() -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return _HASHER.hash(secrets.token_urlsafe(12))
