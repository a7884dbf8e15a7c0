"""``make bench-odd``: fields filled in as they should not be, hundreds of each kind: none may be accepted.

Prints for each kind of oddness and each level how many were drawn, how many were accepted, and for how many of the rest
the reason that a person sees says what is odd. ``CASES`` has one entry a kind.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from models.date_parts import DateParts
from models.fields import ChoiceField, DateField, FormField
from models.labels import Mark
from models.reasons import ReasonCode
from pipeline.evaluate.bench_align_cases import rng_of, shipped
from pipeline.evaluate.odd_pages import OddCase, OddField, odd_fields
from pipeline.paper.answers import Answer
from pipeline.paper.degrade import Level
from pipeline.paper.fill import put
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas
from pipeline.paper.odd_marks import Boxes, OddMark, draw_odd_mark, suits
from pipeline.read.engine import TextEngine
from pipeline.settings import settings
from pipeline.workbench import open_workbench

SEED = 20261126
EACH = 100
"""Fields a kind and level."""


def marked(field: FormField) -> tuple[Mark, Boxes] | None:
    """How and where a field is marked: the options of a choice, or the eras of a date."""
    match field:
        case ChoiceField(mark=mark, options=options):
            return mark, [option.box_mm for option in options]
        case DateField(parts=DateParts(era=era)) if era.options:
            return era.mark, [option.box_mm for option in era.options]
        case _:
            return None


_FREE_OF_HARM = {OddMark.DOUBLE, OddMark.STRONG_AND_PALER, OddMark.STRONG_AND_FAINT}
"""Where several marks are asked for, two are none too many, whatever the pen."""


def _can_be_marked(odd: OddMark, field: FormField) -> bool:
    place = marked(field)
    allowed = odd in _FREE_OF_HARM and field.type == "choices"
    return place is not None and not allowed and suits(odd, *place)


def _mark(odd: OddMark, canvas: Canvas, answer: Answer, hand: Hand, rng: np.random.Generator) -> None:
    if isinstance(answer.field, DateField) and answer.cells:
        put(canvas, replace(answer, cells=("", *answer.cells[1:])), hand, rng)
    if place := marked(answer.field):
        draw_odd_mark(canvas, odd, *place, hand, rng)


def _of_marks(odd: OddMark, *reasons: ReasonCode) -> OddCase:
    return OddCase(odd.value, partial(_can_be_marked, odd), partial(_mark, odd), frozenset(reasons))


_IN_GREY = (Level.SCAN, Level.PHOTO)
"""A fax shows nothing of what is so pale."""

_TWO, _FAINT = ReasonCode.TWO_MARKS, (ReasonCode.FAINT_INK, ReasonCode.FAINT_MARK)

_OF_SEALS = (_TWO, ReasonCode.CORRECTED_MARK, ReasonCode.STRAY_STROKE, ReasonCode.STRAY_INK, ReasonCode.BETWEEN_OPTIONS)
"""Without colour a seal is ink like any other; in colour it is no ink at all."""

CASES: tuple[OddCase, ...] = (
    _of_marks(OddMark.DOUBLE, _TWO),
    _of_marks(OddMark.STRONG_AND_PALER, _TWO, *_FAINT),
    replace(_of_marks(OddMark.STRONG_AND_FAINT, _TWO, *_FAINT), levels=_IN_GREY),
    _of_marks(OddMark.CORRECTED, ReasonCode.CORRECTED_MARK, _TWO),
    _of_marks(OddMark.WITHDRAWN, ReasonCode.CORRECTED_MARK),
    replace(_of_marks(OddMark.RUBBED_OUT, ReasonCode.CORRECTED_MARK, _TWO, *_FAINT), levels=_IN_GREY),
    _of_marks(OddMark.BETWEEN, ReasonCode.BETWEEN_OPTIONS, _TWO, ReasonCode.STRAY_INK),
    _of_marks(
        OddMark.STRAY,
        ReasonCode.STRAY_STROKE,
        ReasonCode.STRAY_INK,
        ReasonCode.CORRECTED_MARK,
        _TWO,
        ReasonCode.RULED_OUT,
    ),
    replace(_of_marks(OddMark.SEALED, *_OF_SEALS), levels=(Level.FAX,)),
)
"""Every kind of oddness that is measured."""


def odd_ones(case: OddCase, level: Level, count: int, engine: TextEngine, seed: int = SEED) -> Iterator[OddField]:
    """``count`` fields with this oddness, from sheets of every shipped form in turn."""
    sheets = [s for s in shipped() if any(map(case.suits, s.template.all_fields()))]
    made = number = 0
    while made < count:
        rng = rng_of(seed, f"{case.name} {level.value}", number)
        found = odd_fields(case, sheets[number % len(sheets)], level, engine, rng)[: count - made]
        yield from found
        made, number = made + len(found), number + 1


def main() -> None:
    """Print the table; exit status 1 where an odd field was accepted."""
    asked = _asked()
    engine = open_workbench(settings()).engine()
    accepted = 0
    sys.stdout.write(f"{'kind':<18}{'level':<7}{'drawn':>6}{'accepted':>10}{'right reason':>14}\n")
    for case in CASES:
        for level in (level for level in case.levels if not asked.kind or case.name in asked.kind):
            found = list(odd_ones(case, level, asked.each, engine, asked.seed))
            unseen = [field for field in found if field.accepted]
            told = sum(not case.reasons.isdisjoint(field.reasons) for field in found)
            sys.stdout.write(f"{case.name:<18}{level.value:<7}{len(found):>6}{len(unseen):>10}{told:>14}\n")
            sys.stdout.flush()
            accepted += len(unseen)
            if asked.save:
                for number, field in enumerate(unseen):
                    _save(asked.save / f"{case.name}_{level.value}_{number}_{field.read}.png", field)
    raise SystemExit(accepted > 0)


def _save(path: Path, field: OddField) -> None:
    writing = np.asarray(cv2.cvtColor(field.crop.writing, cv2.COLOR_GRAY2BGR), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack([field.crop.pixels, writing]))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=EACH, help="fields a kind and level")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kind", action="append", help="only this kind")
    parser.add_argument("--save", type=Path, help="folder for pictures of what was accepted")
    return parser.parse_args()


if __name__ == "__main__":
    main()
