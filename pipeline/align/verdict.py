"""Whether a page that was laid over a blank really is that form and really lies there; refuse rather than guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from models.page import Residual
from models.placement import Points
from models.problem import Problem, ProblemCode
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.moved_rules import moved_rule
from pipeline.align.other_letters import other_letters
from pipeline.align.paper import off_paper
from pipeline.align.printed import (
    TILE_MM,
    Mask,
    Printed,
    by_tile,
    grown,
    ink_on,
    print_by_tile,
    printed_of,
    straight,
    thin_in,
)
from pipeline.align.register import Registered
from pipeline.align.residual import residual_of

LIMIT_MM = 1.0
"""A region whose print lies further off than this is refused: a written stroke would fall into the next cell."""

LEAST_PRINT = 0.6
"""Share of a form's firm print that a page must show to be that form: edges may be cut off, a corner folded."""

_ACROSS_MM, _DOWN_MM = 45.0, 6.0
"""Rules that the blank does not have, so long and joined to each other as those of a row or a large box are. The
frame of a stamp is smaller, the ring of a cup is bent, a ruled correction has no uprights."""

_BOLD_PX = 2
"""Half a millimetre more than elsewhere: a copy of a copy shows rules so much bolder."""

_TILE_PRINT, _MOVED_TILES = 0.03, 8
"""Tiles with so much print (share of the tile) of which so many show something else are a row that moved. On made pages
with every defect at most three did; a row that moved shows eleven and more."""

_EDGE_MM = 10.0
"""At the sheet's edge lie shadows, copier's borders and fax headers."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """How well a page lies on a blank, and the problem if it does not."""

    lies: Registered
    residual: Residual
    problem: Problem | None


def judge(lies: Registered) -> Verdict:
    """Measure, and refuse with unknown_form, poor_alignment or other_print."""
    printed = printed_of(lies.identified.blank)
    ink = ink_on(lies.rough, printed)
    strokes = ink & thin_in(lies.rough)
    residual = residual_of(lies.found, ink, strokes, printed)
    problem = _misfit(lies, residual) or _other_print(lies, ink, strokes, printed)
    return Verdict(lies, residual, problem)


def _misfit(lies: Registered, residual: Residual) -> Problem | None:
    if residual.print_found < LEAST_PRINT:
        return _problem(ProblemCode.UNKNOWN_FORM, lies, {"matches": str(lies.identified.matches)})
    if residual.worst_mm > LIMIT_MM:
        off = {"residual_mm": f"{residual.worst_mm:.2f}", "limit_mm": f"{LIMIT_MM:.2f}"}
        return _problem(ProblemCode.POOR_ALIGNMENT, lies, off)
    return None


def _other_print(lies: Registered, ink: Mask, strokes: Mask, printed: Printed) -> Problem | None:
    place = _displaced(ink, strokes & ~printed.near, printed)
    if place is None:
        place = moved_rule(lies, ink, strokes, printed)
    if place is None:
        place = next(iter(other_letters(lies, ink)), None)
    if place is None:
        added = strokes & ~grown(printed.near, _BOLD_PX)
        place = _added_rules(added)
        if place is not None:
            place = _added_rules(added & ~off_paper(lies.rough, lies.beyond()))
    if place is None:
        return None
    return _problem(ProblemCode.OTHER_PRINT, lies, {"x_mm": f"{place[0]:.0f}", "y_mm": f"{place[1]:.0f}"})


def _problem(code: ProblemCode, lies: Registered, details: Mapping[str, str]) -> Problem:
    template = lies.identified.blank.template
    guess = {"form": template.form, "version": template.version}
    return Problem(code, page=lies.identified.page.number, details={**guess, **details})


def _displaced(ink: Mask, added: Mask, printed: Printed) -> Points | None:
    """Where (mm) rows or boxes have moved: over many tiles print is not in its place, and other strokes are there.

    ``added`` is thin ink that lies on no print of the blank.
    """
    wanted, in_place = print_by_tile(printed, ink)
    enough = wanted >= _TILE_PRINT * (TILE_MM * SEEK_PX_PER_MM) ** 2
    moved = enough & (in_place < wanted / 2) & (by_tile(added) >= wanted / 3)
    by_row, by_column = moved.sum(axis=1), moved.sum(axis=0)
    if moved.sum() < _MOVED_TILES or moved.sum() - max(by_row.max(), by_column.max()) < _MOVED_TILES / 2:
        return None  # a few tiles, or those along one edge of torn paper
    return np.asarray((np.median(np.argwhere(moved), axis=0)[::-1] + 0.5) * TILE_MM)


def _added_rules(strokes: Mask) -> Points | None:
    """Where (mm) the page has rules that the blank does not have; None where it has none to speak of.

    ``strokes`` is thin ink that lies on no print of the blank.
    """
    edge = round(_EDGE_MM * SEEK_PX_PER_MM)
    inner = np.s_[edge:-edge, edge:-edge]
    rules = np.zeros_like(strokes)
    rules[inner] = grown(strokes, 1)[inner]  # a rule that lies a little askew is straight all the same
    across = straight(rules, _ACROSS_MM, SEEK_PX_PER_MM, down=False)
    if not across.any():
        return None
    down = straight(rules, _DOWN_MM, SEEK_PX_PER_MM, down=True)
    _, joined = cv2.connectedComponents(grown(across | down, 2).astype(np.uint8))
    boxes = np.intersect1d(joined[across], joined[down])
    return np.argwhere(joined == boxes[0])[0][::-1] / SEEK_PX_PER_MM if boxes.size else None
