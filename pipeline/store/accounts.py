"""Local accounts and who is logged in.

Only the hash of a login's token is stored: a copy of the database opens no desk.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.catalogue import Language
from models.db.session import Database
from models.db.tables import AccountRow, LoginSessionRow, MunicipalityRow
from models.errors import Conflict, Refusal
from models.habits import Habits
from models.record import Role
from pipeline.store.passwords import count_attempt, forget_attempts, hash_password, is_password
from pipeline.store.rows import insert_once, own_row
from pipeline.store.staff import fresh_password
from pipeline.store.views import Actor


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
    habits: Habits


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
    is_new = insert_once(
        session,
        AccountRow,
        municipality_id=municipality_id,
        username=username,
        display_name=display_name,
        password_hash=hash_password(password),
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
    password = fresh_password()
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


def set_language(session: Session, actor: Actor, language: Language) -> None:
    """Show the desk to this account in ``language`` from now on."""
    own_row(session, AccountRow, actor.account_id, actor.municipality_id).language = language


def authenticate(
    database: Database, municipality_code: str, username: str, password: str, now: datetime
) -> Actor | LoginRefused:
    """Check a password. Takes the same time for a name that does not exist.

    Every attempt is counted before it is checked (and forgotten on success), so parallel guesses gain nothing and
    a restart does not reset the count. No lock is held while the password is hashed.
    """
    name = username.strip().lower()[:64]
    with database.write() as session:
        # Locked, so that of parallel guesses each sees those before it.
        here = select(MunicipalityRow.id).filter_by(code=municipality_code).with_for_update(key_share=True)
        municipality_id = session.scalar(here)
        if municipality_id is None:
            account = None
        elif locked_until := count_attempt(session, municipality_id, name, now):
            return LoginRefused(locked_until)
        else:
            known = select(AccountRow).filter_by(municipality_id=municipality_id, username=name, active=True)
            account = session.scalar(known)
        stored_hash, actor = (account.password_hash, _actor(account)) if account else (None, None)
    if not is_password(password, stored_hash) or actor is None:
        return LoginRefused(None)
    with database.write() as session:
        forget_attempts(session, actor.municipality_id, name)
    return actor


def open_session(session: Session, actor: Actor, now: datetime, hours: int) -> OpenedSession:
    """Start a login of ``hours``; only the token's hash is stored. Lapsed logins are swept out."""
    opened = OpenedSession(secrets.token_urlsafe(32), secrets.token_urlsafe(32), now + timedelta(hours=hours))
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.expires_at <= now))
    session.add(
        LoginSessionRow(
            municipality_id=actor.municipality_id,
            account_id=actor.account_id,
            token_hash=_hash(opened.token),
            csrf=opened.csrf,
            expires_at=opened.expires_at,
        )
    )
    return opened


def actor_of(session: Session, municipality_code: str, token: str, now: datetime) -> Login | None:
    """Who is logged in with ``token``; None where unknown, lapsed, switched off, or of another municipality.

    Browsers send a cookie to every port of a host, and the files of a desk belong to one municipality.
    """
    query = (
        select(AccountRow, LoginSessionRow.csrf)
        .join(LoginSessionRow, LoginSessionRow.account_id == AccountRow.id)
        .join(MunicipalityRow, MunicipalityRow.id == AccountRow.municipality_id)
        .where(MunicipalityRow.code == municipality_code, AccountRow.active)
        .where(LoginSessionRow.token_hash == _hash(token), LoginSessionRow.expires_at > now)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    account, csrf = row
    return Login(_actor(account), csrf, Habits(account.text_size, account.paper_side))


def close_session(session: Session, token: str) -> None:
    """End a login; an unknown token is fine."""
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_hash == _hash(token)))


def _actor(account: AccountRow) -> Actor:
    return Actor(
        account_id=account.id,
        municipality_id=account.municipality_id,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        language=cast(Language, account.language),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
