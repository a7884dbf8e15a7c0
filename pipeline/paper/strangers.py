"""Pages that are no form that anybody registered: what else lies in a scanner, and what must be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import cv2
import numpy as np

from models.page import BlankSheet
from models.scan import Pixels
from pipeline.paper.blanks import draw, printed
from pipeline.paper.degrade import Level, Picture, degrade
from pipeline.paper.ink import Canvas
from pipeline.paper.layouts import layout
from pipeline.paper.optics import desk, light, noisy
from pipeline.paper.papers import (
    PX_PER_MM,
    bank_book,
    handwriting,
    letter,
    newspaper,
    paper,
    photograph,
    poster,
    table,
    written_line,
)
from pipeline.paper.placement import Placement
from pipeline.paper.sample import fill_in


class Stranger(StrEnum):
    """What the page is."""

    BLANK_PAPER = "blank_paper"
    WRITTEN_LINE = "written_line"
    BLEED_THROUGH = "bleed_through"
    LETTER = "letter"
    TABLE = "table"
    PHOTOGRAPH = "photograph"
    BANK_BOOK = "bank_book"
    HANDWRITING = "handwriting"
    NEWSPAPER = "newspaper"
    POSTER = "poster"
    BLACK_PAGE = "black_page"
    EMPTY_DESK = "empty_desk"
    OTHER_FORM = "other_form"


_LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)
_FIRST_LAYOUT = 100_000
"""Seeds of other forms begin here, those of registered layouts below."""


def stranger(kind: Stranger, rng: np.random.Generator, level: Level | None = None) -> Picture:
    """One such page through a machine of ``level`` (any where None), any way up."""
    level = level or _LEVELS[int(rng.choice(3, p=[0.5, 0.3, 0.2]))]
    if kind is Stranger.EMPTY_DESK:
        return _empty_desk(rng)
    return degrade(_PAPERS[kind](rng), PX_PER_MM, level, rng).turned(int(rng.integers(4)))


def other_form(seed: int, rng: np.random.Generator) -> Pixels:
    """A form of the same office that nobody registered, filled in."""
    sheet = printed(*draw(layout(_FIRST_LAYOUT + seed)))
    return filled(sheet, rng).pixels


def filled(sheet: BlankSheet, rng: np.random.Generator) -> Canvas:
    """A blank sheet filled in by an invented writer."""
    canvas = Canvas(np.asarray(cv2.cvtColor(sheet.pixels, cv2.COLOR_GRAY2BGR), np.uint8), PX_PER_MM)
    fill_in(canvas, sheet.template, rng)
    return canvas


def _other_form(rng: np.random.Generator) -> Pixels:
    return other_form(int(rng.integers(1_000_000)), rng)


def _black(rng: np.random.Generator) -> Pixels:
    """A page copied with the lid open."""
    return np.full_like(paper(), int(rng.integers(0, 40)))


def _blank(rng: np.random.Generator) -> Pixels:
    """Nothing: white, tinted or recycled grey paper."""
    sheet = paper()
    sheet[:] = rng.choice([(255, 255, 255), (222, 224, 226), (205, 235, 245), (238, 225, 210)])
    return sheet


def _bleed_through(rng: np.random.Generator) -> Pixels:
    """An empty back through which the front shows, mirrored."""
    front = _other_form(rng) if rng.random() < 0.5 else letter(rng)
    shown = cv2.GaussianBlur(front[:, ::-1], (0, 0), 1.5).astype(np.float32)
    return np.asarray(255 - (255 - shown) * float(rng.uniform(0.03, 0.16)), np.uint8)


def _empty_desk(rng: np.random.Generator) -> Picture:
    """The camera went off before the paper lay there."""
    size = (int(rng.integers(1600, 2100)), int(rng.integers(2000, 2700)))
    picture = np.asarray((desk(size, rng) * light(size, rng)[:, :, None]).clip(0, 255), np.uint8)
    return Picture(noisy(picture, float(rng.uniform(2, 6)), rng), Placement(np.eye(3)), (72.0, 72.0))


_PAPERS: Mapping[Stranger, Callable[[np.random.Generator], Pixels]] = {
    Stranger.BLANK_PAPER: _blank,
    Stranger.WRITTEN_LINE: written_line,
    Stranger.BLEED_THROUGH: _bleed_through,
    Stranger.LETTER: letter,
    Stranger.TABLE: table,
    Stranger.PHOTOGRAPH: photograph,
    Stranger.BANK_BOOK: bank_book,
    Stranger.HANDWRITING: handwriting,
    Stranger.NEWSPAPER: newspaper,
    Stranger.POSTER: poster,
    Stranger.BLACK_PAGE: _black,
    Stranger.OTHER_FORM: _other_form,
}
