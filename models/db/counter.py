"""What becomes of a scan at the counter: who reads it, how far that is, and whether it was handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.counter import CounterStage
from models.db.base import OwnedRow
from models.db.types import code_of


class CounterScanRow(OwnedRow):
    """The turn at reading one scan. It lapses at ``expires_at``; ``token`` grows each time that it is taken.

    ``pages_done`` counts pages that were read in this turn; ``tries`` the turns that ended without a result.
    ``failure`` is the code of the error after which nobody tries again by themselves.
    """

    __tablename__ = "counter_scans"

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), unique=True)
    token: Mapped[int]
    tries: Mapped[int]
    stage: Mapped[CounterStage] = mapped_column(code_of(CounterStage))
    pages_done: Mapped[int]
    expires_at: Mapped[datetime]
    failure: Mapped[str | None] = mapped_column(String(32))
    handed_over_at: Mapped[datetime | None]
    """When the counter left what waits in it to colleagues."""
