"""Whether a page that was laid over a blank really is that form and really lies there; refuse rather than guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.page import Residual
from models.problem import Problem, ProblemCode
from pipeline.align.anchors import SEEK_PX_PER_MM
from pipeline.align.printed import (
    STEP_MM,
    WINDOW_MM,
    Mask,
    Printed,
    grown,
    in_windows,
    ink_on,
    likeness,
    printed_of,
    straight,
)  # fmt: skip
from pipeline.align.register import Registered
from pipeline.align.residual import residual_of

LIMIT_MM = 1.0
"""A region whose print lies further off than this is refused: a written stroke would fall into the next cell."""

LEAST_PRINT = 0.6
"""Share of a form's firm print that a page must show to be that form: edges may be cut off, a corner folded."""

_LEAST_LETTERS = 20
"""Pixels of letters in a window that is judged, half a square millimetre more or less: one kanji has twice as many."""

_OTHER_FOUND, _OTHER_LIKENESS, _OTHER_CONTRAST = 0.75, 0.45, 0.4
"""A window shows other letters where less than this share of its own is dark, the greys around them do not go
together, and yet something is printed there. Of 143,916 windows of made scans, photos and faxes none did."""

_ADDED_ACROSS_MM, _ADDED_DOWN_MM = 20.0, 8.0
_ACROSS_PIECE_MM, _DOWN_PIECE_MM = 12.0, 6.0
"""Rules that the blank does not have: together so long, in pieces so long. A ー or a 1 is shorter; a ruled correction
has no uprights."""

_EDGE_MM = 6.0
"""At the sheet's edge lie shadows, copier's borders and fax headers."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """How well a page lies on a blank, and the problem if it does not."""

    residual: Residual
    problem: Problem | None


def judge(lies: Registered) -> Verdict:
    """Measure, and refuse with unknown_form, poor_alignment or other_print."""
    printed = printed_of(lies.identified.blank)
    ink = ink_on(lies.picture, printed)
    residual = residual_of(lies.found, ink, printed)
    if residual.print_found < LEAST_PRINT:
        matches = {"matches": str(lies.identified.matches)}
        return Verdict(residual, _problem(ProblemCode.UNKNOWN_FORM, lies, matches))
    if residual.worst_mm > LIMIT_MM:
        off = {"residual_mm": f"{residual.worst_mm:.2f}", "limit_mm": f"{LIMIT_MM:.2f}"}
        return Verdict(residual, _problem(ProblemCode.POOR_ALIGNMENT, lies, off))
    place = _other_letters(lies, printed, ink) or _added_rules(ink, printed)
    if place is not None:
        where = {"x_mm": f"{place[0]:.0f}", "y_mm": f"{place[1]:.0f}"}
        return Verdict(residual, _problem(ProblemCode.OTHER_PRINT, lies, where))
    return Verdict(residual, None)


def _problem(code: ProblemCode, lies: Registered, details: Mapping[str, str]) -> Problem:
    template = lies.identified.blank.template
    guess = {"form": template.form, "version": template.version}
    return Problem(code, page=lies.identified.page.number, details={**guess, **details})


def _other_letters(lies: Registered, printed: Printed, ink: Mask) -> tuple[float, float] | None:
    """The middle (mm) of the window that most clearly shows other letters than the blank's; None where none does."""
    alike, contrast = likeness(lies.picture, printed)
    found = in_windows(printed.letters & ink) / np.maximum(printed.letters_in, 1)
    other = (alike < _OTHER_LIKENESS) & (found < _OTHER_FOUND) & (contrast > _OTHER_CONTRAST)
    other &= (printed.letters_in >= _LEAST_LETTERS) & _whole_on_page(lies, other.shape)
    if not other.any():
        return None
    row, column = np.unravel_index(int(np.where(other, found, 1).argmin()), other.shape)
    return (int(column) + 1) * STEP_MM, (int(row) + 1) * STEP_MM


def _whole_on_page(lies: Registered, shape: tuple[int, ...]) -> Mask:
    """Which windows lie wholly on the page's picture, with a millimetre to spare."""
    rows, columns = shape
    starts = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).reshape(-1, 2) * float(STEP_MM)
    height, width = lies.identified.page.pixels.shape[:2]
    inside = np.ones(len(starts), np.bool_)
    for dx in (-1, WINDOW_MM + 1):
        for dy in (-1, WINDOW_MM + 1):
            at = lies.placement.on_page(starts + np.array([dx, dy]))
            inside &= ((at >= 0) & (at < (width, height))).all(axis=1)
    return inside.reshape(shape)


def _added_rules(ink: Mask, printed: Printed) -> tuple[float, float] | None:
    """Where (mm) the page has rules that the blank does not have; None where it has none to speak of."""
    edge = round(_EDGE_MM * SEEK_PX_PER_MM)
    added = np.zeros_like(ink)
    inner = np.s_[edge:-edge, edge:-edge]
    added[inner] = (ink & ~printed.near)[inner]
    across, _ = straight(added, _ACROSS_PIECE_MM)
    _, down = straight(added, _DOWN_PIECE_MM)
    # A thick stroke is one rule: its length, not its area, counts.
    lengths = (_length(across, 0), _length(down, 1))
    if lengths[0] < _ADDED_ACROSS_MM or lengths[1] < _ADDED_DOWN_MM:
        return None
    y, x = np.argwhere(grown(across, 2) | grown(down, 2))[0] / SEEK_PX_PER_MM
    return float(x), float(y)


def _length(rules: Mask, axis: int) -> float:
    """How long straight strokes are together, in mm; those that touch side by side count once."""
    starts = rules & ~np.roll(rules, 1, axis=axis)
    return float(np.count_nonzero(starts)) / SEEK_PX_PER_MM
