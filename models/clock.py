"""The time of day at the counter."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

JAPAN = timezone(timedelta(hours=9), "JST")
"""One zone for the whole country, without summer time since 1951; machines are often set to UTC."""


def as_told(moment: datetime) -> str:
    """A moment as clocks in Japan say it, to the second (ISO 8601): its date is one that the law asks for."""
    return moment.astimezone(JAPAN).isoformat(timespec="seconds")


def today() -> date:
    """The day it is at the counter."""
    return datetime.now(JAPAN).date()
