"""Lists for the desk: what waits, how much, and what was refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models.record import RecordStatus
from pipeline.store.views import Actor, QueuePage, RefusedSheet


def queue(
    session: Session,
    actor: Actor,
    *,
    statuses: Collection[RecordStatus],
    now: datetime,
    form: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> QueuePage:
    """Records in any of ``statuses``, oldest first; ``after`` is an earlier page's ``next_after``.

    Refusal when ``after`` is not of that kind.
    """
    raise NotImplementedError


def counts(session: Session, actor: Actor) -> Mapping[RecordStatus, int]:
    """How many records stand where; every status is present."""
    raise NotImplementedError


def refused_pages(session: Session, actor: Actor, limit: int = 100) -> tuple[RefusedSheet, ...]:
    """Files, scans and pages that were not read, newest first."""
    raise NotImplementedError
