"""Who works here now, and what each did today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Integer, Select, cast, func, select
from sqlalchemy.orm import Session

from models.db.states import CorrectionKind
from models.db.tables import AccountRow, ClaimRow, CorrectionRow, RecordRow
from models.record import RecordStatus
from pipeline.store.sight import midnight, towns_in_sight
from pipeline.store.views import Actor


@dataclass(frozen=True, slots=True)
class Hold:
    """A record that somebody holds now; ``since`` is None where an older release noted no beginning."""

    record_id: int
    form: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did today.

    ``records`` were finished, ``fields`` answered (each once, however often); ``median_seconds`` is of the measured
    answers, to a tenth, None without any.
    """

    records: int = 0
    fields: int = 0
    median_seconds: float | None = None
    keystrokes: int = 0
    last_answer: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds a record now or has done something today."""

    name: str
    holds: tuple[Hold, ...]
    today: Tally


def people(session: Session, actor: Actor, now: datetime) -> tuple[Person, ...]:
    """Those at work first, then whoever answered most today."""
    towns, start = towns_in_sight(actor), midnight(now)
    holds: dict[int, list[Hold]] = {}
    for account, *hold in session.execute(holds_query(towns, now)):
        holds.setdefault(account, []).append(Hold(*hold))
    tallies = _tallies(session, towns, start)
    who = select(AccountRow.id, AccountRow.display_name).where(AccountRow.id.in_({*holds, *tallies}))
    found = [
        Person(name, tuple(holds.get(account, ())), tallies.get(account, Tally()))
        for account, name in session.execute(who)
    ]
    return tuple(sorted(found, key=lambda one: (not one.holds, -one.today.fields, -one.today.records, one.name)))


def holds_query(towns: tuple[int, ...], now: datetime) -> Select[*tuple[Any, ...]]:
    """Account, and the columns of ``Hold``: of claims that have not lapsed, the one taken first first."""
    return (
        select(ClaimRow.account_id, RecordRow.id, RecordRow.form, ClaimRow.taken_at)
        .join(RecordRow, RecordRow.id == ClaimRow.record_id)
        .where(ClaimRow.municipality_id.in_(towns), ClaimRow.expires_at > now)
        .where(RecordRow.status == RecordStatus.IN_REVIEW)
        .order_by(ClaimRow.taken_at, RecordRow.id)
    )


def _tallies(session: Session, towns: tuple[int, ...], start: datetime) -> Mapping[int, Tally]:
    finished = {row[0]: row[1] for row in session.execute(finished_query(towns, start))}
    answered = {row[0]: row[1:] for row in session.execute(answered_query(towns, start))}
    medians = _medians(session, towns, start)
    found: dict[int, Tally] = {}
    for account in {*finished, *answered}:
        fields, keys, last = answered.get(account, (0, 0, None))
        found[account] = Tally(finished.get(account, 0), fields, medians.get(account), int(keys or 0), last)
    return found


def finished_query(towns: tuple[int, ...], start: datetime) -> Select[*tuple[Any, ...]]:
    """Account, records finished since ``start``."""
    return (
        select(RecordRow.closed_by_id, func.count())
        .where(RecordRow.municipality_id.in_(towns), RecordRow.closed_at >= start)
        .where(RecordRow.status != RecordStatus.REJECTED)
        .group_by(RecordRow.closed_by_id)
    )


def answered_query(towns: tuple[int, ...], start: datetime) -> Select[*tuple[Any, ...]]:
    """Account, fields answered since ``start``, keystrokes, last answer."""
    since = _answers(towns, start)
    fields = func.count(since.c.record_field_id.distinct()).filter(since.c.kind != CorrectionKind.UNDONE)
    return select(since.c.account_id, fields, func.sum(since.c.keystrokes), func.max(since.c.at)).group_by(
        since.c.account_id
    )


def _answers(towns: tuple[int, ...], start: datetime) -> CTE:
    """The answers since ``start``, looked up first: SQLite would go through all there ever were, account by account."""
    columns = ("account_id", "record_field_id", "kind", "seconds", "keystrokes", "at")
    found = select(*(getattr(CorrectionRow, name) for name in columns)).where(
        CorrectionRow.municipality_id.in_(towns), CorrectionRow.at >= start
    )
    return found.cte("answers").prefix_with("MATERIALIZED")


def _medians(session: Session, towns: tuple[int, ...], start: datetime) -> Mapping[int, float]:
    """The median of each account's seconds, to a tenth: from counts of tenths, so that no single answer travels."""
    counts: dict[int, list[tuple[int, int]]] = {}
    for account, tenths, answers in session.execute(tenths_query(towns, start)):
        counts.setdefault(account, []).append((tenths, answers))
    return {account: _median(pairs) / 10 for account, pairs in counts.items()}


def tenths_query(towns: tuple[int, ...], start: datetime) -> Select[*tuple[Any, ...]]:
    """Account, tenths of a second, answers that took as long; ascending."""
    since = _answers(towns, start)
    tenths = cast(func.round(since.c.seconds * 10), Integer).label("tenths")
    return (
        select(since.c.account_id, tenths, func.count())
        .where(since.c.seconds.is_not(None), since.c.kind != CorrectionKind.UNDONE)
        .group_by(since.c.account_id, "tenths")
        .order_by(since.c.account_id, "tenths")
    )


def _median(counts: list[tuple[int, int]]) -> float:
    """Of ascending values, each with how often it is there; the mean of the middle two where there are two."""
    total = sum(times for _, times in counts)
    middle = ((total - 1) // 2, total // 2)
    found, before = [], 0
    for value, times in counts:
        found += [value for place in middle if before <= place < before + times]
        before += times
    return sum(found) / len(found)
