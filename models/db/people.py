"""Municipalities, accounts and logins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import OwnedRow, Row
from models.db.types import Sha256, code_of
from models.habits import PaperSide, TextSize
from models.record import Role


class MunicipalityRow(Row):
    """The tenant; ``code`` is the 6-digit 全国地方公共団体コード."""

    __tablename__ = "municipalities"

    code: Mapped[str] = mapped_column(String(6), unique=True)
    name: Mapped[str]


class AccountRow(OwnedRow):
    """Somebody who works here. Accounts are switched off, never removed: their corrections stay theirs."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("municipality_id", "username"),)

    username: Mapped[str] = mapped_column(String(64))
    display_name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role] = mapped_column(code_of(Role))
    language: Mapped[str] = mapped_column(String(2))
    text_size: Mapped[TextSize] = mapped_column(code_of(TextSize), server_default=TextSize.USUAL)
    paper_side: Mapped[PaperSide] = mapped_column(code_of(PaperSide), server_default=PaperSide.LEFT)
    active: Mapped[bool]


class LoginSessionRow(OwnedRow):
    """A login in progress; the token itself is only in the browser."""

    __tablename__ = "login_sessions"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class LoginFailureRow(OwnedRow):
    """An attempt to log in that has not succeeded; the name need not exist."""

    __tablename__ = "login_failures"
    __table_args__ = (Index(None, "municipality_id", "username", "at"),)

    username: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
