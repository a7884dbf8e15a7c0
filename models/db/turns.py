"""Who reads a scan, how far that is, and at the counter whether it was handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from models.counter import CounterStage
from models.db.base import OwnedRow
from models.db.types import code_of


class TurnRow(OwnedRow):
    """The turn at reading one scan: a lease that ends at ``expires_at``.

    ``token`` grows each time that it is taken (a fencing token: who shows an older one has lost the turn). ``is_held``
    until its reader gives it back; one that ends while it is held has lapsed. ``tries`` counts turns that came to
    nothing, ``lapses`` those that lapsed. ``failure`` is the code of the error after which nobody tries again unasked.
    ``pages_done`` counts pages that were read in this turn.
    """

    __tablename__ = "turns"

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), unique=True)
    token: Mapped[int]
    is_held: Mapped[bool] = mapped_column(server_default=false())
    tries: Mapped[int]
    lapses: Mapped[int] = mapped_column(server_default="0")
    stage: Mapped[CounterStage] = mapped_column(code_of(CounterStage))
    pages_done: Mapped[int]
    expires_at: Mapped[datetime]
    failure: Mapped[str | None] = mapped_column(String(32))
    handed_over_at: Mapped[datetime | None]
    """When the counter left what waits in it to colleagues."""
