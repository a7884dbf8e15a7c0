"""Read crops: all their lines go through the engine together, then each field makes sense of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from models.date_parts import DateParts
from models.fields import ChoiceField, DateField, ImageField, LineField
from models.reading import Candidate, Crop, Doubt, Reading
from pipeline.hands import ONE_HAND, Hands
from pipeline.lexicon.lexicon import Lexicon
from pipeline.read.dates import DateLines, date_lines, date_texts
from pipeline.read.decode import CANDIDATES
from pipeline.read.engine import CellReader, TextEngine
from pipeline.read.gaps import gap_doubts
from pipeline.read.line_texts import LineTexts, Texts, seen_together
from pipeline.read.lines import Line, free_lines
from pipeline.read.marks import read_choice
from pipeline.read.names import name_of, signed
from pipeline.read.places import ink_share, pixel_box
from pipeline.read.read_lines import read_lines
from pipeline.read.red_ink import hides_an_answer, is_stamped
from pipeline.read.script import Script
from pipeline.read.stray import is_lone_stroke
from pipeline.read.strips import cell_line
from pipeline.read.struck import alive

LEAST_PRINT = 0.4
"""Share of a field's print that a page must show; scans and photos show 0.95 and more, faxes may lose half of it."""

AT_LABELS_MM2 = 1.0
"""Ink over the word of an empty box, from which it may be a ring around the word: what a quarter of one has."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A crop and the lines found on it; ``date`` for a date in parts. ``doubts`` are about what the crop is without."""

    crop: Crop
    lines: tuple[Line, ...]
    date: DateLines | None = None
    doubts: tuple[Doubt, ...] = ()


def read_crops(
    crops: Sequence[Crop],
    engine: TextEngine,
    lexicon: Lexicon | None = None,
    second: CellReader | None = None,
    hands: Hands = ONE_HAND,
) -> tuple[Reading, ...]:
    """One reading for each crop, in order; crops of many pages may come together.

    With a ``lexicon``, addresses and names are read with the names it lists in mind; a ``second`` reader looks at each
    character in cells. Crops without ink never reach the engine. EngineFault where a reader itself fails.
    """
    prepared = tuple(hands.each(prepare, crops))
    read = iter(read_lines([line for one in prepared for line in one.lines], engine, lexicon, second, hands))
    name = name_of(engine, second)
    return tuple(_reading(one, tuple(islice(read, len(one.lines))), name) for one in prepared)


def prepare(crop: Crop) -> Prepared:
    """Leave out what is struck out, and find the lines to read; none for choices, pictures and empty fields."""
    if isinstance(crop.field, ImageField):
        return Prepared(crop, ())
    still = alive(crop)
    return replace(_lines_of(still.crop), doubts=still.doubts)


def _lines_of(crop: Crop) -> Prepared:
    match crop.field:
        case LineField(cells=None) as field:
            box = pixel_box(field.box_mm, crop)
            lines = _in_turn(free_lines(crop.writing, box, field.lines, _FREE[field.type]))
            return Prepared(crop, tuple(replace(one, expected=field.expected, pattern=field.pattern) for one in lines))
        case LineField() as field:
            cells = [pixel_box(box, crop) for box in field.cell_boxes()]
            strip = cell_line(crop.writing, cells, _CELLED[field.type])
            return Prepared(crop, tuple(replace(line, pattern=field.pattern) for line in strip))
        case DateField(parts=DateParts() as parts):
            date = date_lines(crop, parts)
            return Prepared(crop, date.lines, date)
        case DateField() as field:
            return Prepared(crop, free_lines(crop.writing, pixel_box(field.box_mm, crop), 1, Script.DATE))
        case _:
            return Prepared(crop, ())


def _in_turn(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """An address begins on its first line; what is on the others is free text, unless the second goes on with it."""
    return tuple(
        replace(line, script=Script.TEXT, follows=number == 1) if number and line.script is Script.ADDRESS else line
        for number, line in enumerate(lines)
    )


def _reading(prepared: Prepared, read: Sequence[LineTexts], name: str) -> Reading:
    crop = prepared.crop
    reading = read_choice(crop, crop.field) if isinstance(crop.field, ChoiceField) else _written(prepared, read, name)
    doubts = (*prepared.doubts, *reading.doubts, *_doubts_about(crop, reading.text))
    return replace(reading, doubts=doubts, engine=signed(reading.engine))


def _doubts_about(crop: Crop, text: str) -> Iterator[Doubt]:
    if crop.faint_mm2 > 0:
        yield Doubt.FAINT_INK
    if crop.print_found < LEAST_PRINT:
        yield Doubt.PRINT_MISSING
    if crop.at_labels_mm2 >= AT_LABELS_MM2:
        yield Doubt.STRAY_STROKE
    if crop.overrun_mm > 0:
        yield Doubt.LEAVES_BOX
    if is_stamped(crop):
        yield Doubt.STAMPED
    elif hides_an_answer(crop, text):
        yield Doubt.RED_INK


def _written(prepared: Prepared, read: Sequence[LineTexts], name: str) -> Reading:
    crop, texts = prepared.crop, [one.texts for one in read]
    doubts: tuple[Doubt, ...] = ()
    if prepared.date is not None:
        candidates, doubts = date_texts(prepared.date, texts), prepared.date.doubts
    else:
        candidates = _joined(texts)
    if isinstance(crop.field, LineField) and prepared.lines:
        doubts = (*doubts, *gap_doubts(crop.field, prepared.lines[0].filled))
    if any(one.is_strange for one in read):
        doubts = (*doubts, Doubt.OTHER_CHARACTERS)
    if prepared.lines and (not (candidates and candidates[0].text) or is_lone_stroke(crop, candidates[0].text)):
        doubts = (*doubts, Doubt.STRAY_INK)  # something is written, whatever it is
    return Reading(
        field=crop.field.key,
        text=candidates[0].text if candidates else "",
        score=candidates[0].score if candidates else 1.0,
        candidates=candidates,
        ink=ink_share(crop),
        doubts=doubts,
        engine=name,
        quad=crop.quad,
        sight=seen_together(tuple(one.sight for one in read)),
    )


def _joined(texts: Sequence[Texts]) -> Texts:
    """The lines of a field as one text; each line's other candidates vary it, each text standing there once."""
    joined = list(texts[0]) if texts else []
    for line in texts[1:]:
        pairs = [Candidate(f"{a.text} {b.text}".strip(), a.score * b.score) for a in joined for b in line]
        joined = sorted(pairs, key=lambda candidate: -candidate.score)[:CANDIDATES]
    once: defaultdict[str, float] = defaultdict(float)
    for candidate in joined:
        once[candidate.text.strip()] += candidate.score
    return tuple(Candidate(text, min(1.0, score)) for text, score in sorted(once.items(), key=lambda item: -item[1]))


_FREE = {
    "digits": Script.DIGITS,
    "integer": Script.DIGITS,
    "my_number": Script.DIGITS,
    "account_number": Script.DIGITS,
    "postal_code": Script.NUMBER,
    "phone": Script.PHONE,
    "code": Script.CODE,
    "money": Script.MONEY,
    "kana": Script.KANA,
    "name": Script.NAME,
    "address": Script.ADDRESS,
    "text": Script.TEXT,
}
"""The script of a field type on a free line."""

_CELLED = {**_FREE, "phone": Script.NUMBER}
"""The same in cells, where brackets do not stand."""
