"""How a value is put on paper: which characters go into which cells, and what the sheet then says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.reading import FieldValue
from models.template import DateField, DateParts, FormField, LineField, Part
from pipeline.check.eras import ERAS

_ASCII_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_GROUP_GAP_MM = 1.0
_WESTERN = "western"


@dataclass(frozen=True, slots=True)
class Habits:
    """What a writer does the same way all over a sheet."""

    pads_with_zero: bool
    writes_zeros_of_account: bool
    leaves_gap_in_kana: bool
    signs_yen: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One field as it stands on paper: ``value`` in normal form, ``text`` as written.

    ``cells`` holds what is in each one-character box (empty strings for empty boxes); for a date in parts, the era's
    value, then year, month and day. It is empty for a free line and for choices.
    """

    field: FormField
    value: FieldValue
    text: str
    cells: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing is put on paper."""
        return self.value is None


def answer(field: FormField, value: FieldValue, habits: Habits) -> Answer:
    """Put ``value`` into the boxes of ``field``; what does not fit is cut or left out, as people do."""
    if not value:
        return Answer(field, None, "")
    if isinstance(field, DateField):
        return _date(field, dt.date.fromisoformat(str(value)), habits)
    if isinstance(field, LineField):
        return _in_cells(field, str(value), habits) if field.cells else _on_line(field, str(value), habits)
    return Answer(field, value, value if isinstance(value, str) else ",".join(value))


def _on_line(field: LineField, value: str, habits: Habits) -> Answer:
    match field.type:
        case "postal_code":
            return Answer(field, value, f"{value[:3]}-{value[3:]}")
        case "phone":
            return Answer(field, value, "-".join(_phone_groups(value)))
        case "money":
            return Answer(field, value, f"¥{int(value):,}-" if habits.signs_yen else f"{int(value):,}")
        case "address":
            return Answer(field, value.translate(_ASCII_DIGITS), value)
        case _:
            return Answer(field, value, value)


def _in_cells(field: LineField, value: str, habits: Habits) -> Answer:
    count = len(field.cell_boxes())
    written = value
    if field.type == "kana" and (not habits.leaves_gap_in_kana or len(value) > count):
        written = value.replace("　", "")
    if field.type == "account_number" and not habits.writes_zeros_of_account:
        written = value.lstrip("0") or "0"
    written = written[:count].strip("　")
    kept = value if field.type == "account_number" else written
    if field.type == "money" and habits.signs_yen and len(written) < count:
        written = f"¥{written}"
    if field.type in {"account_number", "integer", "money"}:
        cells = _to_the_right(written, count)
    else:
        cells = (field.type == "phone" and _phone_in_groups(field, written)) or _to_the_left(written, count)
    text = re.sub(r"\s+", " ", "".join(cell or " " for cell in cells)).strip()
    return Answer(field, kept, text, tuple(cell.strip("　") for cell in cells))


def _to_the_left(characters: str, count: int) -> tuple[str, ...]:
    return (*characters, *[""] * (count - len(characters)))


def _to_the_right(characters: str, count: int) -> tuple[str, ...]:
    return (*[""] * (count - len(characters)), *characters)


def _phone_groups(digits: str) -> tuple[str, str, str]:
    area = 3 if len(digits) == 11 or digits[1] not in "36" else 2
    return digits[:area], digits[area:-4], digits[-4:]


def _phone_in_groups(field: LineField, digits: str) -> tuple[str, ...]:
    """Area, exchange and line each in their own printed group of cells; empty where the groups do not fit."""
    boxes = field.cell_boxes()
    starts = [i for i, box in enumerate(boxes) if i == 0 or box.x - boxes[i - 1].right > _GROUP_GAP_MM]
    rooms = [end - start for start, end in pairwise([*starts, len(boxes)])]
    groups = _phone_groups(digits)
    if len(rooms) != len(groups) or any(len(g) > room for g, room in zip(groups, rooms, strict=True)):
        return ()
    return tuple(cell for g, room in zip(groups, rooms, strict=True) for cell in _to_the_left(g, room))


def _date(field: DateField, day: dt.date, habits: Habits) -> Answer:
    if field.parts is None:
        return Answer(field, day.isoformat(), _said(_era_of(day, ()), day))
    era = _era_for(field.parts, day)
    if era is None:
        return Answer(field, None, "")
    year = _year_in(era, day)
    is_gannen = year == 1 and era != _WESTERN and not habits.pads_with_zero
    parts = ((year, field.parts.year), (day.month, field.parts.month), (day.day, field.parts.day))
    digits = tuple(_digits(number, part, habits) for number, part in parts)
    written = ("元", *digits[1:]) if is_gannen else digits
    text = f"{_era_name(era)}{written[0]}年{written[1]}月{written[2]}日"
    return Answer(field, day.isoformat(), text, (era, *written))


def _said(era: str, day: dt.date) -> str:
    return f"{_era_name(era)}{_year_in(era, day)}年{day.month}月{day.day}日"


def _era_for(parts: DateParts, day: dt.date) -> str | None:
    """The era under which ``day`` can be written in these parts; None where the sheet has no fitting one."""
    offered = (parts.era.printed,) if parts.era.printed else tuple(option.value for option in parts.era.options)
    era = _era_of(day, tuple(value for value in offered if value))
    fits = era in offered and len(str(_year_in(era, day))) <= (parts.year.cells or 4)
    return era if fits else None


def _era_of(day: dt.date, offered: Sequence[str]) -> str:
    """The era that ``day`` lies in; the western calendar where the sheet offers that one and not the era."""
    era = next((era.key for era in reversed(ERAS) if era.holds(day)), _WESTERN)
    return _WESTERN if era not in offered and _WESTERN in offered else era


def _year_in(era: str, day: dt.date) -> int:
    return next((day.year - e.start.year + 1 for e in ERAS if e.key == era), day.year)


def _era_name(era: str) -> str:
    return next((e.names[0] for e in ERAS if e.key == era), "西暦")


def _digits(number: int, part: Part, habits: Habits) -> str:
    return f"{number:02d}" if habits.pads_with_zero and part.cells == 2 else str(number)
