"""Who is logged in. Only the hash of a token is stored: a copy of the database opens no desk."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.db.tables import AccountRow, LoginSessionRow
from pipeline.store.accounts import actor_from
from pipeline.store.views import Actor


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


def actor_of(session: Session, token: str, now: datetime) -> Login | None:
    """Who is logged in with ``token``; None where unknown, lapsed, or the account was switched off."""
    query = (
        select(AccountRow, LoginSessionRow.csrf)
        .join(LoginSessionRow, LoginSessionRow.account_id == AccountRow.id)
        .where(LoginSessionRow.token_hash == _hash(token), LoginSessionRow.expires_at > now, AccountRow.active)
    )
    row = session.execute(query).one_or_none()
    return Login(actor_from(row[0]), row[1]) if row else None


def close_session(session: Session, token: str) -> None:
    """End a login; an unknown token is fine."""
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
