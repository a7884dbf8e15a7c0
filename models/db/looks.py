"""Who looked at a record, and who may not look at it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import OwnedRow
from models.db.types import code_of
from models.record import Look


class LookRow(OwnedRow):
    """A look that somebody finished; ``version`` is the record's after it. The database changes no such row."""

    __tablename__ = "looks"
    __table_args__ = (UniqueConstraint("record_id", "version"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    version: Mapped[int]
    look: Mapped[Look] = mapped_column(code_of(Look))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime]


class BarredRow(OwnedRow):
    """Somebody whose word is weighed in the look that a record waits for, so that it is not for them.

    Kept beside what it follows from (``pipeline/store/looks.py``) so that the next record is found by an index; the
    rows go when the look is over.
    """

    __tablename__ = "barred"
    __table_args__ = (UniqueConstraint("record_id", "account_id"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
