"""The series behind the pictures of the supervisor's page, with their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.supervision import DayOut
from models.catalogue import Catalogue
from pipeline.charts.series import Column, Columns, Spark


def days_chart(days: Sequence[DayOut], words: Catalogue) -> Columns:
    """Records done, day by day: by people, by the machine alone, set aside."""
    columns = tuple(
        Column(_short(one.day), (one.by_people, one.by_machine, one.set_aside), f"{_done(one):,}") for one in days
    )
    return Columns(
        name="days",
        title=words("supervisor.days"),
        description=_days_told(days, words),
        kinds=(words("supervisor.by_people"), words("supervisor.by_machine"), words("supervisor.set_aside")),
        columns=columns,
    )


def pace_chart(days: Sequence[DayOut], words: Catalogue) -> Spark:
    """Mean seconds of an answer, day by day."""
    values = tuple(one.seconds / one.answers if one.answers else None for one in days)
    measured = [value for value in values if value is not None]
    answers = sum(one.answers for one in days)
    told = words("supervisor.pace_none")
    if measured:
        mean = sum(one.seconds for one in days) / answers
        told = words("supervisor.pace_told", mean=f"{mean:.1f}", answers=f"{answers:,}", last=f"{measured[-1]:.1f}")
    return Spark(name="pace", title=words("supervisor.pace"), description=told, values=values)


def _done(day: DayOut) -> int:
    return day.by_people + day.by_machine + day.set_aside


def _days_told(days: Sequence[DayOut], words: Catalogue) -> str:
    busiest = max(days, key=_done)
    if not _done(busiest):
        return words("supervisor.days_none")
    return words(
        "supervisor.days_told",
        people=f"{sum(one.by_people for one in days):,}",
        machine=f"{sum(one.by_machine for one in days):,}",
        aside=f"{sum(one.set_aside for one in days):,}",
        day=_short(busiest.day),
        most=f"{_done(busiest):,}",
    )


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"
