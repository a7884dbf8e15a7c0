"""Runs over everything that waits, for all municipalities of the installation together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Row
from models.db.types import code_of
from models.run import RunKind, RunOutcome


class RunRow(Row):
    """One run. It belongs to no municipality: what it did for each is told by their own rows of its time.

    ``key`` is what people call it. ``token`` grows each time that somebody goes on with it after its process was killed
    (who shows an older one tells nothing of it any more); ``stood_seconds`` is how long it lay still before that.
    """

    __tablename__ = "runs"

    key: Mapped[str] = mapped_column(String(128), unique=True)
    kind: Mapped[RunKind] = mapped_column(code_of(RunKind))
    started_at: Mapped[datetime] = mapped_column(index=True)
    heartbeat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[RunOutcome | None] = mapped_column(code_of(RunOutcome))
    workers: Mapped[int]
    flow_run_id: Mapped[str | None] = mapped_column(String(64))
    """What the orchestrator calls it; absent where there is none."""
    stood_seconds: Mapped[float]
    token: Mapped[int] = mapped_column(server_default="1")
