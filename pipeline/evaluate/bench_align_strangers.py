"""The pages of the alignment bench that must be refused, and the twins that must not be taken for each other."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from models.page import BlankSheet
from pipeline.evaluate.bench_align_cases import Case, Group, Row, rng_of, shipped
from pipeline.paper.blanks import printed
from pipeline.paper.degrade import Level, Picture, degrade, exact
from pipeline.paper.designs import DESIGNS
from pipeline.paper.ink import Canvas
from pipeline.paper.papers import PX_PER_MM
from pipeline.paper.strangers import Stranger, filled, stranger
from pipeline.paper.twins import Twin, twin

_PAGES_A_TWIN = 5
_LEVELS = (Level.SCAN, Level.SCAN, Level.SCAN, Level.PHOTO, Level.FAX)
_PAGES = {Stranger.OTHER_FORM: 600, Stranger.BLANK_PAPER: 150}


def stranger_rows() -> tuple[Row, ...]:
    """Papers that are no registered form."""
    return tuple(
        Row(f"stranger {kind.value}", Group.STRANGER, _PAGES.get(kind, 60), partial(_stranger, kind))
        for kind in Stranger
    )


def twin_rows() -> tuple[Row, ...]:
    """Editions of a shipped form: alone they are strangers; beside their twin they are themselves or refused."""
    kinds = [kind for kind in Twin if kind is not Twin.FOOTER_ONLY]
    alone = [Row(f"twin {kind.value}", Group.STRANGER, 140, partial(_twin_alone, kind)) for kind in kinds]
    beside = [Row(f"both {kind.value}", Group.TWIN, 60, partial(_twin_beside, kind)) for kind in kinds]
    footer = Row("footer alone", Group.EDITION, 60, partial(_twin_alone, Twin.FOOTER_ONLY))
    return (*alone, *beside, footer)


def _stranger(kind: Stranger, seed: int, number: int) -> Case:
    return Case(stranger(kind, rng_of(seed, kind.value, number)), shipped(), None)


def _twin_alone(kind: Twin, seed: int, number: int) -> Case:
    """A page of one edition where only the other is registered: the shipped one, and every third time the new one."""
    new = _edition(kind, seed, number // _PAGES_A_TWIN)
    old = _own(new)
    rng = rng_of(seed, f"alone {kind}", number)
    if number % 3 == 2:
        others = tuple(sheet for sheet in shipped() if sheet is not old)
        return Case(_sent(old, rng), (*others, new), None)
    return Case(_sent(new, rng), shipped(), None)


def _twin_beside(kind: Twin, seed: int, number: int) -> Case:
    """A page of either edition where both are registered."""
    new = _edition(kind, seed, number // _PAGES_A_TWIN)
    own = new if number % 2 else _own(new)
    return Case(_sent(own, rng_of(seed, f"beside {kind}", number)), (*shipped(), new), own.template)


def _own(new: BlankSheet) -> BlankSheet:
    return next(sheet for sheet in shipped() if sheet.template.form == new.template.form)


@lru_cache(maxsize=2)
def _edition(kind: Twin, seed: int, number: int) -> BlankSheet:
    return printed(*twin(DESIGNS[number % len(DESIGNS)], kind, seed % 1000 * 1000 + number))


def _sent(sheet: BlankSheet, rng: np.random.Generator) -> Picture:
    """A filled sheet through a machine, any way up."""
    canvas: Canvas = filled(sheet, rng)
    level = _LEVELS[int(rng.integers(len(_LEVELS)))]
    picture = exact(degrade(canvas.pixels, PX_PER_MM, level, rng), PX_PER_MM)
    return picture.turned(int(rng.integers(4)))
