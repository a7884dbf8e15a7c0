"""Sheets with odd writing: answers struck out, a blank sheet dirtied, or ditto marks, and what is where.

The bench of odd writing and the tests read them; ``madoguchi sample`` makes none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from models.geometry import BoxMm
from models.page import BlankSheet
from models.template import ChoiceField, DateField, DateParts, FormField, ImageField, LineField, Template
from pipeline.paper.answers import Answer, answer
from pipeline.paper.fill import answers_for, put
from pipeline.paper.hands import Hand, Writers
from pipeline.paper.ink import Canvas
from pipeline.paper.odd_writing import DITTO_WORDS, Dirt, Strike, dirty, show_through, strike, write_ditto
from pipeline.paper.story import invent_story
from pipeline.paper.writing import write_lines

BLEED = "bleed_through"

_LEVEL_WORDS = {
    "name": ("三三　一二", "王　三二", "二宮　一三", "吉田　三土"),
    "kana": ("ニーミー　エニ", "ミエコ　ニー", "ユーコ　ミー"),
    "text": ("三二一", "長女", "一三工業", "亜三重", "ニーズ"),
    "address": ("三重県三好市一二三一丁目二二ー三", "王寺町三三二一ー二", "三土二丁目一一ー一　サニーコート三三一"),
}
"""Words of many level strokes, by field type; every fourth field of these types says one of them."""

_PARTS = ("whole", "first", "above")
_WIDE_MM = 10.0
_STRUCK_SHARE, _LEVEL_SHARE, _DITTO_SHARE = 0.7, 0.25, 0.6


@dataclass(frozen=True, slots=True)
class OddField:
    """One field with something odd: of which ``kind``, and what its answer says (as written) beside or under it."""

    key: str
    kind: str
    said: str


@dataclass(frozen=True, slots=True, eq=False)
class OddSheet:
    """A sheet before any machine saw it."""

    canvas: Canvas
    template: Template
    odd: tuple[OddField, ...]


SheetMaker = Callable[[BlankSheet, float, np.random.Generator, Writers], OddSheet]
"""Makes a sheet from a blank at pixels per millimetre."""


def struck_sheet(blank: BlankSheet, px_per_mm: float, rng: np.random.Generator, writers: Writers) -> OddSheet:
    """A filled sheet most of whose written answers are struck out, wholly or in their first part."""
    canvas, hand, answers = _begun(blank, px_per_mm, rng, writers)
    odd = []
    for given in answers:
        is_written = not given.is_blank and not isinstance(given.field, ChoiceField)
        if not is_written or rng.random() > _STRUCK_SHARE:
            _put(canvas, given, hand, rng)
            continue
        said = _with_level_words(given, hand, rng)
        how, part = list(Strike)[int(rng.integers(len(Strike)))], _PARTS[int(rng.integers(len(_PARTS)))]
        place = _inked(canvas, said.field, lambda said=said: _put(canvas, said, hand, rng))  # type: ignore[misc]
        if place is None:
            continue
        _strike_part(canvas, said, place, (how, part), hand, rng)
        odd.append(OddField(said.field.key, f"{how.value}, {part}", said.text))
    return OddSheet(canvas, blank.template, tuple(odd))


def dirty_sheet(blank: BlankSheet, px_per_mm: float, rng: np.random.Generator, writers: Writers, kind: str) -> OddSheet:
    """A sheet on which nobody wrote, every field of it dirtied: ``kind`` is one of ``Dirt``, ``BLEED`` or "blank"."""
    canvas, hand, answers = _begun(blank, px_per_mm, rng, writers)
    if kind == BLEED:
        reverse = Canvas(np.full_like(canvas.pixels, 255), px_per_mm)
        for given in answers:
            _put(reverse, given, hand, rng)
        show_through(canvas, reverse.pixels, rng)
    fields = [field for field in blank.template.all_fields() if not isinstance(field, ImageField)]
    if kind == Dirt.DIAGONAL:  # in the box of a single option it would be a tick
        fields = [field for field in fields if field.box_mm.w >= _WIDE_MM]
    if kind in list(Dirt):
        for field in fields:
            dirty(canvas, Dirt(kind), _somewhere(field, Dirt(kind), rng), hand, rng)
    return OddSheet(canvas, blank.template, tuple(OddField(field.key, kind, "") for field in fields))


def ditto_sheet(blank: BlankSheet, px_per_mm: float, rng: np.random.Generator, writers: Writers) -> OddSheet:
    """A filled sheet whose names, addresses and texts below the first of their kind often say "the same as above"."""
    canvas, hand, answers = _begun(blank, px_per_mm, rng, writers)
    odd, seen = [], set()
    for given in answers:
        field = given.field
        fits = isinstance(field, LineField) and not field.cells and field.type in {"name", "address", "text"}
        if fits and not given.is_blank and field.type in seen and rng.random() < _DITTO_SHARE:
            words = DITTO_WORDS[int(rng.integers(len(DITTO_WORDS)))]
            assert isinstance(field, LineField)
            write_ditto(canvas, words, field.box_mm, field.lines, hand, rng)
            odd.append(OddField(field.key, f"ditto {words}", words))
        else:
            seen |= {field.type} if not given.is_blank else set()
            _put(canvas, given, hand, rng)
    return OddSheet(canvas, blank.template, tuple(odd))


def _begun(
    blank: BlankSheet, px_per_mm: float, rng: np.random.Generator, writers: Writers
) -> tuple[Canvas, Hand, tuple[Answer, ...]]:
    width, height = (round(mm * px_per_mm) for mm in blank.template.page_mm)
    grey = cv2.resize(blank.pixels, (width, height), interpolation=cv2.INTER_AREA)
    canvas = Canvas(np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8), px_per_mm)
    story, hand = invent_story(blank.template, rng), writers.someone(rng)
    return canvas, hand, answers_for(blank.template, story, hand, rng)


def _put(canvas: Canvas, given: Answer, hand: Hand, rng: np.random.Generator) -> None:
    if not given.is_blank:
        put(canvas, given, hand, rng)


def _with_level_words(given: Answer, hand: Hand, rng: np.random.Generator) -> Answer:
    words: Sequence[str] = _LEVEL_WORDS.get(given.field.type, ())
    if not words or rng.random() > _LEVEL_SHARE:
        return given
    return answer(given.field, words[int(rng.integers(len(words)))], hand.habits)


def _inked(canvas: Canvas, field: FormField, write: Callable[[], None]) -> BoxMm | None:
    """Where on the field's surroundings ``write`` left ink."""
    box = field.box_mm.grown(3)
    px = canvas.px_per_mm
    left, top, right, bottom = (round(edge * px) for edge in (box.x, box.y, box.right, box.bottom))
    before = canvas.pixels[top:bottom, left:right].copy()
    write()
    changed = (before.astype(int) - canvas.pixels[top:bottom, left:right]).max(axis=2) > 40
    if isinstance(field, DateField) and isinstance(field.parts, DateParts) and field.parts.era.options:
        changed[:, : round((field.parts.year.box_mm.x - 0.5 - box.x) * px)] = False  # the era's ring is not struck
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return None
    return BoxMm(box.x + columns[0] / px, box.y + rows[0] / px, (columns[-1] + 1 - columns[0]) / px,
                 (rows[-1] + 1 - rows[0]) / px)  # fmt: skip


def _strike_part(
    canvas: Canvas, said: Answer, place: BoxMm, kind: tuple[Strike, str], hand: Hand, rng: np.random.Generator
) -> None:
    how, part = kind
    lines = said.field.lines if isinstance(said.field, LineField) else 1
    if part == "first":
        place = BoxMm(place.x, place.y, max(place.w * float(rng.uniform(0.3, 0.65)), min(place.w, 7.0)), place.h)
    rows = lines if place.h > 0.7 * said.field.box_mm.h and lines > 1 else 1
    for row in range(rows):
        strike(canvas, how, BoxMm(place.x, place.y + row * place.h / rows, place.w, place.h / rows), hand, rng)
    if part == "above":
        above = BoxMm(place.x, max(0.0, place.y - 3.2), max(place.w, 12.0), 3.6)
        write_lines(canvas, said.text.replace(" ", "　"), above, 1, replace(hand, size=1.0, real=None), rng)


def _somewhere(field: FormField, what: Dirt, rng: np.random.Generator) -> BoxMm:
    """The field's box, or that of one of its options."""
    if what is Dirt.DIAGONAL or not isinstance(field, ChoiceField):
        return field.box_mm
    return field.options[int(rng.integers(len(field.options)))].box_mm
