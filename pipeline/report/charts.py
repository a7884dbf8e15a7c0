"""The series behind the pictures of a morning report, with their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from models.catalogue import Catalogue
from models.clock import JAPAN
from pipeline.charts.series import Column, Columns
from pipeline.report.figures import MorningReport, Night

MOST_HOURS = 24
"""Columns that fit; a run that was gone on with after days is told by its last hours."""


def nights_chart(nights: Sequence[Night], words: Catalogue, name: str = "nights") -> Columns:
    """Pages read and refused night by night, the oldest first."""
    columns = []
    for night in sorted(nights, key=lambda one: one.started_at):
        parts = (night.total.pages - night.total.refused_pages, night.total.refused)
        columns.append(Column(_day(night), parts, f"{sum(parts):,}"))
    pages = f"{sum(night.total.pages for night in nights):,}"
    refused = f"{sum(night.total.refused for night in nights):,}"
    return Columns(
        name=name,
        title=words("report.nights_chart"),
        description=words("report.nights_told", nights=str(len(nights)), pages=pages, refused=refused),
        kinds=(words("report.read"), words("report.refused")),
        columns=tuple(columns),
    )


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


def _day(night: Night) -> str:
    day = night.started_at.astimezone(JAPAN).date()
    return f"{day.month}/{day.day}"
