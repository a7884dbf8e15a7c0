"""Sheets on which some fields were filled in oddly, passed through a machine, laid by what is known of it, and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from models.fields import FormField
from models.geometry import PX_PER_MM
from models.page import AlignedPage, BlankSheet, IdentifiedPage, Residual
from models.placement import Placement
from models.reading import Crop, Reading
from models.reasons import ReasonCode
from pipeline.align.lay import laid
from pipeline.calibrate.examples import is_clear
from pipeline.check.values import value_of
from pipeline.crop.cut import cut
from pipeline.evaluate.bench_align_judge import page_of
from pipeline.paper.answers import Answer
from pipeline.paper.degrade import Level, degrade, exact
from pipeline.paper.fill import answers_for, fill
from pipeline.paper.hands import Hand, invent_hand
from pipeline.paper.ink import Canvas
from pipeline.paper.story import invent_story
from pipeline.read.engine import TextEngine
from pipeline.read.read import read_crops

_ODD_FIELDS = 5
"""At most so many fields of a sheet are filled in oddly; the others stand beside them as they should."""

_LAID_OFF_MM = 0.08
"""By how much (one standard deviation) alignment misses."""


@dataclass(frozen=True, slots=True)
class OddCase:
    """One kind of oddness: which fields it may befall, how it is put on paper, and the reasons that tell a person.

    ``draw`` puts the field's answer on the sheet in place of the writer's clean one. ``levels`` are those on which a
    person could see it.
    """

    name: str
    suits: Callable[[FormField], bool]
    draw: Callable[[Canvas, Answer, Hand, np.random.Generator], None]
    reasons: frozenset[ReasonCode]
    levels: tuple[Level, ...] = (Level.SCAN, Level.PHOTO, Level.FAX)


@dataclass(frozen=True, slots=True, eq=False)
class OddField:
    """One field filled in oddly, and what was made of it."""

    crop: Crop
    read: str
    accepted: bool
    reasons: tuple[ReasonCode, ...]


def odd_fields(
    case: OddCase, sheet: BlankSheet, level: Level, engine: TextEngine, rng: np.random.Generator
) -> tuple[OddField, ...]:
    """Fill in one sheet, some fields of it oddly, and read those; at least one must suit."""
    canvas = Canvas(np.asarray(cv2.cvtColor(sheet.pixels, cv2.COLOR_GRAY2BGR), np.uint8), PX_PER_MM)
    story, hand = invent_story(sheet.template, rng), invent_hand(rng)
    answers = answers_for(sheet.template, story, hand, rng)
    able = [answer for answer in answers if case.suits(answer.field)]
    chosen = rng.choice(len(able), min(_ODD_FIELDS, len(able)), replace=False)
    odd = {able[int(place)].field.key: able[int(place)] for place in chosen}
    fill(canvas, sheet.template, story, tuple(a for a in answers if a.field.key not in odd), hand, rng)
    for answer in odd.values():
        case.draw(canvas, answer, hand, rng)
    crops = [crop for crop in cut(on_its_blank(canvas, sheet, level, rng)) if crop.field.key in odd]
    readings = read_crops(crops, engine)
    return tuple(_judged(crop, reading) for crop, reading in zip(crops, readings, strict=True))


def on_its_blank(canvas: Canvas, sheet: BlankSheet, level: Level, rng: np.random.Generator) -> AlignedPage:
    """A sheet that passed through a machine, laid by what is known of it, a little off as alignment is."""
    picture = exact(degrade(canvas.pixels, canvas.px_per_mm, level, rng), canvas.px_per_mm)
    page = page_of(picture)
    off = np.eye(3)
    off[:2, 2] = rng.normal(0, _LAID_OFF_MM, 2)
    placement = Placement(off @ np.linalg.inv(picture.to_page))
    pixels = laid(page.pixels, placement, sheet.template.page_mm, PX_PER_MM)
    identified = IdentifiedPage(page, sheet, placement.to_template, 0, 0)
    return AlignedPage(identified, placement, Residual(_LAID_OFF_MM, _LAID_OFF_MM), pixels)


def _judged(crop: Crop, reading: Reading) -> OddField:
    """Accepted is what nothing but its score could stop, as if every score were enough."""
    field, text = crop.field, reading.text
    value = value_of(field, text)
    reasons = (*(ReasonCode(doubt) for doubt in reading.doubts), *(reason.code for reason in value.reasons))
    return OddField(crop, text, is_clear(reasons), reasons)
