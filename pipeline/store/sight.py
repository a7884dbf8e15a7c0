"""Whose numbers somebody may see, and when a day begins at the counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, Label, case, cast, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from models.clock import JAPAN
from models.db.tables import MunicipalityRow
from models.record import Role
from pipeline.store.views import Actor

DAY = timedelta(days=1)
"""Japan has no summer time: every day is as long as the next."""


def towns_in_sight(actor: Actor) -> tuple[int, ...]:
    """The municipalities whose numbers an account may see: its own. The one place that decides it.

    Every count of the supervisor's pages asks here and tells the municipalities apart, so that a role for a shared
    installation needs no other query. NotAllowed below a supervisor.
    """
    actor.need(Role.SUPERVISOR)
    return (actor.municipality_id,)


def town_names(session: Session, towns: Sequence[int]) -> Mapping[int, str]:
    """What the municipalities are called."""
    query = select(MunicipalityRow.id, MunicipalityRow.name).where(MunicipalityRow.id.in_(towns))
    return {row[0]: row[1] for row in session.execute(query)}


def midnight(now: datetime, days_ago: int = 0) -> datetime:
    """When today, or the day ``days_ago`` days before it, began at the counter."""
    today = now.astimezone(JAPAN).date()
    return datetime.combine(today, time.min, JAPAN).astimezone(UTC) - days_ago * DAY


def day_starts(now: datetime, days: int) -> tuple[datetime, ...]:
    """When each of the last ``days`` days began, today's last."""
    return tuple(midnight(now, days - 1 - number) for number in range(days))


def passed(column: InstrumentedAttribute[Any], edges: Sequence[datetime], name: str) -> Label[int]:
    """How many of the ascending ``edges`` a moment has come to, as a column called ``name``: to group by."""
    counts = [(column >= edge, number) for number, edge in reversed(list(enumerate(edges, 1)))]
    return cast(case(*counts, else_=0), Integer).label(name)
