"""The series behind the pictures of a morning report, with their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.catalogue import Catalogue
from models.clock import JAPAN
from pipeline.charts.series import Column, Columns
from pipeline.report.figures import MorningReport, Night

MOST_HOURS = 24
"""Columns that fit; a run that was gone on with after days is told by its last hours."""


Point = tuple[datetime, int, int]
"""When a night began, pages read, pages and files refused."""


def nights_chart(points: Sequence[Point], words: Catalogue) -> Columns:
    """Pages read and refused night by night, the oldest first."""
    columns = tuple(
        Column(_day(begun), (read, refused), f"{read + refused:,}") for begun, read, refused in sorted(points)
    )
    pages, refused = sum(point[1] for point in points), sum(point[2] for point in points)
    told = {"nights": str(len(points)), "pages": f"{pages:,}", "refused": f"{refused:,}"}
    return Columns(
        name="nights",
        title=words("report.nights_chart"),
        description=words("report.nights_told", **told),
        kinds=(words("report.read"), words("report.refused")),
        columns=columns,
    )


def point_of(night: Night) -> Point:
    """A night in the chart."""
    return night.run.started_at, night.total.pages - night.total.refused_pages, night.total.refused


def hours_chart(report: MorningReport, words: Catalogue) -> Columns:
    """Pages by whole hours since the start."""
    counts = report.facts.by_hour
    first = max(0, len(counts) - MOST_HOURS)
    begins = [report.run.started_at + timedelta(hours=hour) for hour in range(len(counts))]
    columns = tuple(
        Column(begins[hour].astimezone(JAPAN).strftime("%H:%M"), (counts[hour],), f"{counts[hour]:,}")
        for hour in range(first, len(counts))
    )
    most = max(counts, default=0)
    return Columns(
        name="hours",
        title=words("report.hours_chart"),
        description=words("report.hours_told", hours=str(len(counts)), most=f"{most:,}"),
        kinds=(words("report.pages"),),
        columns=columns,
    )


def _day(moment: datetime) -> str:
    day = moment.astimezone(JAPAN).date()
    return f"{day.month}/{day.day}"
