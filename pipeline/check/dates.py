"""Dates in either calendar and many hands: 令和7年4月1日, 令7.4.1, R7/4/1, 2025-04-01, 20250401, 令和七年四月一日."""

from __future__ import annotations

import datetime
import re

from models.reasons import ReasonCode
from pipeline.check.characters import ASCII_CAPITALS, ASCII_DIGITS, HYPHEN_CLASS
from pipeline.check.eras import ERA_BY_NAME, ERAS, Era
from pipeline.check.kanji_numbers import with_ascii_numbers
from pipeline.check.normal_form import NormalForm, doubted, wrong_format

FIRST_YEAR, LAST_YEAR = 1868, 2199
"""Western years outside these are slips of pen or reader: nobody who moves house was born before Meiji."""

_BREAK = rf"\s*(?:[/／.．・、,，]|{HYPHEN_CLASS})\s*|\s+"
_DAY = rf"(?:\s*月\s*|{_BREAK})(?P<day>[0-9]{{1,2}})\s*日?"
_ERA = rf"(?P<era>{'|'.join(sorted(ERA_BY_NAME, key=len, reverse=True))})\s*"
_SPACED = re.compile(
    rf"(?:{_ERA}(?P<era_year>元|[0-9]{{1,2}})|(?:西暦|西)?\s*(?P<year>[0-9]{{4}}))"
    rf"(?:\s*年\s*|{_BREAK})(?P<month>[0-9]{{1,2}}){_DAY}"
)
_COMPACT = re.compile(
    rf"(?:{_ERA}(?P<era_year>[0-9]{{2}})|(?:西暦|西)?\s*(?P<year>[0-9]{{4}}))(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})"
)

_NAME_BY_KEY = {era.key: era.names[0] for era in ERAS}


def calendar_date(text: str, printed: str | None = None) -> NormalForm:
    """The ISO date of ``text``; ``printed`` is the key of the era that the sheet prints before the year.

    With a printed era ``7.4.1`` has its year in it, unless the text says another.
    ``wrong_format`` where a part is missing or cannot be told; ``impossible_date`` where the calendar has no such day;
    ``date_outside_era`` where the day is real but its era had not begun or was over (平成31年5月1日 is 2019-05-01).
    """
    plain = with_ascii_numbers(text.strip().translate(ASCII_DIGITS | ASCII_CAPITALS))
    parts = _parts(plain)
    if parts is None and printed in _NAME_BY_KEY:
        parts = _parts(_NAME_BY_KEY[printed] + plain)
    if parts is None:
        return wrong_format()
    era = ERA_BY_NAME.get(parts["era"] or "")
    day = _day(_western_year(parts, era), int(parts["month"]), int(parts["day"]))
    if day is None:
        return doubted(None, ReasonCode.IMPOSSIBLE_DATE)
    if era is not None and not era.holds(day):
        return doubted(day.isoformat(), ReasonCode.DATE_OUTSIDE_ERA)
    return NormalForm(day.isoformat())


def era_date(day: datetime.date) -> str | None:
    """The day as it stands on papers, 令和7年4月1日; None before the first era."""
    for era in reversed(ERAS):
        if era.holds(day):
            year = day.year - era.start.year + 1
            return f"{era.names[0]}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return None


def _parts(plain: str) -> re.Match[str] | None:
    return _SPACED.fullmatch(plain) or _COMPACT.fullmatch(plain)


def _western_year(parts: re.Match[str], era: Era | None) -> int:
    if era is None:
        return int(parts["year"])
    year = 1 if parts["era_year"] == "元" else int(parts["era_year"])
    return era.western_year(year) if year > 0 else 0


def _day(year: int, month: int, day: int) -> datetime.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
