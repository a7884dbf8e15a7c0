"""Local accounts: passwords as argon2 hashes, a lock against guessing, logins of which only the hash is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.catalogue import Language
from models.db.session import Database
from models.record import Role
from pipeline.store.views import Actor

MAX_FAILURES = 5
LOCK_MINUTES = 15
"""After five wrong passwords within a quarter of an hour a name is locked for the rest of it."""


@dataclass(frozen=True, slots=True)
class LoginRefused:
    """Wrong name or password (which of them is not told); ``locked_until`` is set after too many failures."""

    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A fresh login: ``token`` goes into the cookie and nowhere else; ``csrf`` must come back with every write."""

    token: str
    csrf: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Login:
    """Who a session token belongs to."""

    actor: Actor
    csrf: str


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
    """Make an account and return its id; Conflict when the name is taken, Refusal when the password is too short."""
    raise NotImplementedError


def first_admin(session: Session, municipality_id: int, language: Language = "ja") -> str | None:
    """Make the account ``admin`` in a municipality without accounts and return its password; else None."""
    raise NotImplementedError


def authenticate(
    database: Database, municipality_code: str, username: str, password: str, now: datetime
) -> Actor | LoginRefused:
    """Check a password. Takes the same time for a name that does not exist.

    Every attempt is counted before it is checked (and forgotten on success), so parallel guesses gain nothing and
    a restart does not reset the count. No lock is held while the password is hashed.
    """
    raise NotImplementedError


def open_session(session: Session, actor: Actor, now: datetime, hours: int) -> OpenedSession:
    """Start a login of ``hours``; only the token's hash is stored. Lapsed logins are swept out."""
    raise NotImplementedError


def actor_of(session: Session, token: str, now: datetime) -> Login | None:
    """Who is logged in with ``token``; None where unknown, lapsed, or the account was switched off."""
    raise NotImplementedError


def close_session(session: Session, token: str) -> None:
    """End a login; an unknown token is fine."""
    raise NotImplementedError
