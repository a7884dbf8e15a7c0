"""Read crops: all their lines go through the engine together, then each field makes sense of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from models.fields import ChoiceField, DateField, DateParts, ImageField, LineField
from models.reading import Candidate, Crop, Doubt, Reading
from pipeline.lexicon.lexicon import Lexicon
from pipeline.read.alphabets import Alphabet, alphabet
from pipeline.read.dates import DateLines, date_doubts, date_lines, date_texts
from pipeline.read.decode import CANDIDATES, decode_cells, decode_line
from pipeline.read.engine import Posteriors, TextEngine
from pipeline.read.lines import Line, cell_line, free_lines
from pipeline.read.marks import read_choice
from pipeline.read.places import ink_share, pixel_box
from pipeline.read.script import Script
from pipeline.read.stray import has_stray_mark, is_lone_stroke
from pipeline.read.struck import alive
from pipeline.read.variants import is_untold, with_variants

LEAST_PRINT = 0.4
"""Share of a field's print that a page must show; scans and photos show 0.95 and more, faxes may lose half of it."""

Texts = tuple[Candidate, ...]
"""The candidates of one line, best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A crop and the lines found on it; ``date`` for a date in parts. ``doubts`` are about what the crop is without."""

    crop: Crop
    lines: tuple[Line, ...]
    date: DateLines | None = None
    doubts: tuple[Doubt, ...] = ()


def read_crops(crops: Sequence[Crop], engine: TextEngine, lexicon: Lexicon | None = None) -> tuple[Reading, ...]:
    """One reading for each crop, in order; crops of many pages may come together.

    With a ``lexicon``, addresses and names are read with the names it lists in mind. Crops without ink never reach the
    engine. EngineFault where the engine itself fails.
    """
    prepared = [prepare(crop) for crop in crops]
    texts = iter(_read_lines([line for one in prepared for line in one.lines], engine, lexicon))
    return tuple(_reading(one, tuple(islice(texts, len(one.lines))), engine) for one in prepared)


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
            return Prepared(crop, _in_turn(free_lines(crop.writing, box, field.lines, _FREE[field.type])))
        case LineField() as field:
            cells = [pixel_box(box, crop) for box in field.cell_boxes()]
            return Prepared(crop, cell_line(crop.writing, cells, _CELLED[field.type]))
        case DateField(parts=DateParts() as parts):
            date = date_lines(crop, parts)
            return Prepared(crop, date.lines, date)
        case DateField() as field:
            return Prepared(crop, free_lines(crop.writing, pixel_box(field.box_mm, crop), 1, Script.DATE))
        case _:
            return Prepared(crop, ())


def _in_turn(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """An address begins on its first line; what is on the others is free text."""
    return tuple(
        replace(line, script=Script.TEXT) if number and line.script is Script.ADDRESS else line
        for number, line in enumerate(lines)
    )


def _read_lines(lines: Sequence[Line], engine: TextEngine, lexicon: Lexicon | None) -> list[Texts]:
    """Each line's candidates; the engine's large matrices are decoded as they come."""
    texts: list[Texts] = [()] * len(lines)
    for index, steps in engine.posteriors([line.pixels for line in lines]) if lines else ():
        texts[index] = _decode(steps, lines[index], alphabet(lines[index].script, engine.charset, lexicon))
    return texts


def _decode(steps: Posteriors, line: Line, symbols: Alphabet) -> Texts:
    if line.windows:
        return decode_cells(steps, line.windows, line.pixels.shape[1], symbols)
    return decode_line(steps, symbols)


def _reading(prepared: Prepared, texts: Sequence[Texts], engine: TextEngine) -> Reading:
    crop = prepared.crop
    if isinstance(crop.field, ChoiceField):
        reading = read_choice(crop, crop.field)
        if has_stray_mark(crop, crop.field) and Doubt.STRAY_INK not in reading.doubts:
            reading = replace(reading, doubts=(*reading.doubts, Doubt.STRAY_INK))
    else:
        reading = _written(prepared, texts, engine)
    return replace(reading, doubts=(*prepared.doubts, *reading.doubts, *_doubts_about(crop)))


def _doubts_about(crop: Crop) -> Iterator[Doubt]:
    if crop.faint_mm2 > 0:
        yield Doubt.FAINT_INK
    if crop.print_found < LEAST_PRINT:
        yield Doubt.PRINT_MISSING


def _written(prepared: Prepared, texts: Sequence[Texts], engine: TextEngine) -> Reading:
    crop = prepared.crop
    doubts: tuple[Doubt, ...] = ()
    if prepared.date is not None:
        candidates, doubts = date_texts(prepared.date, texts), date_doubts(prepared.date)
    else:
        candidates = _joined(texts)
    if _ends_early(prepared):
        doubts = (*doubts, Doubt.LAST_CELL_EMPTY)
    if crop.field.type == "name" and candidates:
        doubts = (*doubts, Doubt.VARIANT_KANJI) if is_untold(candidates[0].text, engine.charset) else doubts
        candidates = with_variants(candidates)
    if prepared.lines and (not (candidates and candidates[0].text) or is_lone_stroke(crop, candidates[0].text)):
        doubts = (*doubts, Doubt.STRAY_INK)  # something is written, whatever it is
    return Reading(
        field=crop.field.key,
        text=candidates[0].text if candidates else "",
        score=candidates[0].score if candidates else 1.0,
        candidates=candidates,
        ink=ink_share(crop),
        doubts=doubts,
        engine=engine.name,
        quad=crop.quad,
    )


def _ends_early(prepared: Prepared) -> bool:
    """Whether an account number, which is written to the right, leaves its last box empty: a digit may be missing."""
    field = prepared.crop.field
    if not (isinstance(field, LineField) and field.type == "account_number" and field.cells and prepared.lines):
        return False
    return prepared.lines[0].filled[-1] < len(field.cell_boxes()) - 1


def _joined(texts: Sequence[Texts]) -> Texts:
    """The lines of a field as one text; each line's other candidates vary it."""
    joined = list(texts[0]) if texts else []
    for line in texts[1:]:
        pairs = [Candidate(f"{a.text} {b.text}".strip(), a.score * b.score) for a in joined for b in line]
        joined = sorted(pairs, key=lambda candidate: -candidate.score)[:CANDIDATES]
    return tuple(Candidate(candidate.text.strip(), candidate.score) for candidate in joined)


_FREE = {
    "digits": Script.DIGITS,
    "integer": Script.DIGITS,
    "my_number": Script.DIGITS,
    "account_number": Script.DIGITS,
    "postal_code": Script.NUMBER,
    "phone": Script.PHONE,
    "code": Script.CODE,
    "kana": Script.KANA,
    "name": Script.NAME,
    "address": Script.ADDRESS,
    "text": Script.TEXT,
}
"""The script of a field type on a free line."""

_CELLED = {**_FREE, "phone": Script.NUMBER}
"""The same in cells, where brackets do not stand."""
