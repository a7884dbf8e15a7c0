"""What people say to each other about a record: why it was put aside, questions and answers. All insert-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import OwnedRow
from models.db.states import SkipReason
from models.db.types import code_of
from models.record import Look


class SkipRow(OwnedRow):
    """A record put aside by a person; ``key`` is the caller's, so that a replay adds nothing."""

    __tablename__ = "skips"
    __table_args__ = (UniqueConstraint("record_id", "key"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    key: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime]
    look: Mapped[Look] = mapped_column(code_of(Look), server_default="first")
    reason: Mapped[SkipReason] = mapped_column(code_of(SkipReason))
    text: Mapped[str]
    """The person's own words; empty beside one of the usual reasons."""


class NoteRow(OwnedRow):
    """A question to a colleague about a record or one of its fields, or an answer to one.

    ``answers_id`` is the question; ``key`` is the caller's, so that a replay adds nothing.
    """

    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("record_id", "key"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    field_key: Mapped[str | None] = mapped_column(String(64))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime]
    text: Mapped[str]
