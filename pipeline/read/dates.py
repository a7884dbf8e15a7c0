"""Dates on paper: an era printed or ringed, and digits for year, month and day in cells or on short lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.date_parts import DateParts, Era, Part
from models.reading import Candidate, Crop, Doubt
from pipeline.crop.cut import OWN_REACH_PX
from pipeline.crop.own_ink import own_ink
from pipeline.read.decode import CANDIDATES
from pipeline.read.lines import Box, Line, free_lines
from pipeline.read.mark_doubts import Marks
from pipeline.read.marks import doubts_about, find_marks
from pipeline.read.places import pixel_box
from pipeline.read.script import Script
from pipeline.read.strips import cell_line

ERA_NAMES = {
    "meiji": "明治", "taisho": "大正", "showa": "昭和", "heisei": "平成", "reiwa": "令和", "western": "西暦",
}  # fmt: skip
"""How an era option's value is written in a date's text."""

UNITS = "年月日"


@dataclass(frozen=True, slots=True)
class DateLines:
    """What is to be read of a date: its lines, each with the part (0 year, 1 month, 2 day) of every character.

    ``era`` is its name; where it is not printed, ``marks`` are those of its options, with the ``doubts`` about them.
    """

    lines: tuple[Line, ...]
    parts: tuple[tuple[int, ...], ...]
    era: str
    marks: Marks | None = None
    doubts: tuple[Doubt, ...] = ()


def date_lines(crop: Crop, parts: DateParts) -> DateLines:
    """Find the era, and lay the digits of all celled parts into one strip."""
    written = (parts.year, parts.month, parts.day)
    lines: list[Line] = []
    owners: list[tuple[int, ...]] = []
    cells = [(box, number) for number, part in enumerate(written) for box in _cells(part, crop)]
    strip = [box for box, _ in cells]
    for line in cell_line(own_ink(crop.writing, strip, OWN_REACH_PX), strip, Script.DATE_DIGITS) if cells else ():
        lines.append(line)
        owners.append(tuple(cells[index][1] for index in line.filled))
    for number, part in enumerate(written):
        for line in () if part.cells else _free_part(part, crop):
            lines.append(line)
            owners.append((number,))
    if parts.era.printed is not None:
        return DateLines(tuple(lines), tuple(owners), ERA_NAMES[parts.era.printed])
    return _with_era(DateLines(tuple(lines), tuple(owners), ""), crop, parts.era)


def date_texts(date: DateLines, read: Sequence[tuple[Candidate, ...]]) -> tuple[Candidate, ...]:
    """Candidates for the whole date such as 令和7年4月1日; nothing where nothing was written or ringed."""
    if not date.lines and (date.marks is None or date.marks.best is None):
        return ()
    digits = [(["", "", ""], 1.0)]
    for owners, candidates in zip(date.parts, read, strict=True):
        digits = [
            (_with(before, owners, candidate.text), score * candidate.score)
            for before, score in digits
            for candidate in candidates
        ]
    once: defaultdict[str, float] = defaultdict(float)
    for parts, score in digits:  # 04 and 4 are one month
        once[date.era + "".join(part.lstrip("0") + unit for part, unit in zip(parts, UNITS, strict=True))] += score
    ranked = sorted(once.items(), key=lambda item: -item[1])[:CANDIDATES]
    return tuple(Candidate(text, min(1.0, score)) for text, score in ranked)


def _cells(part: Part, crop: Crop) -> list[Box]:
    return [pixel_box(box, crop) for box in part.box_mm.split(part.cells)] if part.cells else []


def _free_part(part: Part, crop: Crop) -> tuple[Line, ...]:
    box = pixel_box(part.box_mm, crop)
    return free_lines(own_ink(crop.writing, [box], OWN_REACH_PX), box, 1, Script.DATE_DIGITS)


def _with_era(date: DateLines, crop: Crop, era: Era) -> DateLines:
    boxes = [pixel_box(option.box_mm, crop) for option in era.options]
    marks = find_marks(crop.writing, crop.blank, boxes, era.mark)
    doubts = doubts_about(marks, crop.writing, boxes, one_only=True)
    name = "" if marks.best is None else ERA_NAMES.get(era.options[marks.best].value, "")
    return replace(date, era=name, marks=marks, doubts=doubts)


def _with(parts: list[str], owners: tuple[int, ...], text: str) -> list[str]:
    """The parts with ``text`` added: character by character for a strip, whole for a line of its own."""
    added = list(parts)
    characters = text.replace(" ", "")
    if len(owners) == 1:
        added[owners[0]] += characters
        return added
    for number, character in zip(owners, characters, strict=True):
        added[number] += character
    return added
