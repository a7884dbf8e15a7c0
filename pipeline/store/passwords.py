"""Passwords: their hashes (argon2) and a lock against guessing that a restart does not open."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.db.tables import LoginFailureRow
from models.errors import Refusal

MAX_FAILURES = 5
LOCK = timedelta(minutes=15)
"""After five wrong passwords within a quarter of an hour a name is locked until the first of them is that old."""

MIN_PASSWORD = 10
"""Characters of the shortest password allowed."""

_HASHER = PasswordHash((Argon2Hasher(),))


def hash_password(password: str) -> str:
    """The salted argon2 hash; Refusal (details: reason) when the password is too short."""
    if len(password) < MIN_PASSWORD:
        raise Refusal(f"a password has at least {MIN_PASSWORD} characters", reason="password")
    return _HASHER.hash(password)


def is_password(password: str, stored_hash: str | None) -> bool:
    """Whether ``password`` has this hash; without one (nobody of that name) False after the same time."""
    return _HASHER.verify(password, stored_hash or _nobodys_hash()) and stored_hash is not None


def count_attempt(session: Session, municipality_id: int, username: str, now: datetime) -> datetime | None:
    """Note one attempt to log in; until when the name is locked, where it already had too many."""
    here = LoginFailureRow.municipality_id == municipality_id
    session.execute(delete(LoginFailureRow).where(here, LoginFailureRow.at <= now - LOCK))
    earlier = select(func.count(), func.min(LoginFailureRow.at)).where(here, LoginFailureRow.username == username)
    count, first = session.execute(earlier).one()
    if count >= MAX_FAILURES:
        return first + LOCK
    session.add(LoginFailureRow(municipality_id=municipality_id, username=username, at=now))
    return None


def forget_attempts(session: Session, municipality_id: int, username: str) -> None:
    """Start counting anew, after a success."""
    mine = (LoginFailureRow.municipality_id == municipality_id, LoginFailureRow.username == username)
    session.execute(delete(LoginFailureRow).where(*mine))


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(12))
