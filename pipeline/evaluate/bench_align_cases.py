"""The pages of the alignment bench, row by row, each made from the bench's seed when it is wanted."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from models.page import BlankSheet
from models.template import Template
from pipeline.identify.known import load_known
from pipeline.paper.defects import Defect, damage
from pipeline.paper.degrade import Level, Picture, degrade, exact
from pipeline.paper.ink import Canvas
from pipeline.paper.sample import filled_sheet
from pipeline.settings import PROJECT_ROOT

FORMS = PROJECT_ROOT / "form_templates"
_PX_PER_MM, _FINE_PX_PER_MM = 8.0, 12.0
"""Whole pixels to the millimetre, or a sheet's last millimetre would lie half a pixel off."""

_FINE_SHARE = 0.15
_PAGES_A_SHEET = 4
"""Pages made of one filled sheet: writing takes as long as damaging."""


class Group(StrEnum):
    """What a row of pages is for."""

    LEVEL = "level"
    DEFECT = "defect"
    STRANGER = "stranger"
    TWIN = "twin"
    EDITION = "edition"


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One page, the forms that are registered when it comes, and the one of them that it is (None: none of them)."""

    picture: Picture
    known: tuple[BlankSheet, ...]
    own: Template | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: how its pages are made, how many, and the figures to reach."""

    name: str
    group: Group
    pages: int
    make: Callable[[int, int], Case]
    least_right: float = 0.0
    most_p95_mm: float = float("inf")


def level_rows() -> tuple[Row, ...]:
    """Scans, photos and faxes of all forms, all four ways up."""
    goals = {Level.SCAN: (0.998, 0.5), Level.PHOTO: (0.99, 0.8), Level.FAX: (0.995, 0.6)}
    return tuple(Row(level.value, Group.LEVEL, 500, partial(_level, level), *goal) for level, goal in goals.items())


def defect_rows() -> tuple[Row, ...]:
    """Each single defect."""
    return tuple(
        Row(f"defect {defect.value}", Group.DEFECT, 100, partial(_defect, defect), 0.98, 0.8) for defect in Defect
    )


def rng_of(seed: int, name: str, number: int) -> np.random.Generator:
    """The chance that makes page ``number`` of a row: its own, whichever other rows are run."""
    return np.random.default_rng((seed, zlib.crc32(name.encode()), number))


def _level(level: Level, seed: int, number: int) -> Case:
    rng = rng_of(seed, level.value, number)
    sheet = _sheet_of(number)
    fine = level is Level.SCAN and rng.random() < _FINE_SHARE
    px_per_mm = _FINE_PX_PER_MM if fine else _PX_PER_MM
    canvas = filled(FORMS / sheet.template.form, seed, number // _PAGES_A_SHEET, px_per_mm)
    picture = exact(degrade(canvas.pixels, px_per_mm, level, rng), px_per_mm)
    return Case(picture.turned(int(rng.integers(4))), shipped(), sheet.template)


def _defect(defect: Defect, seed: int, number: int) -> Case:
    sheet = _sheet_of(number)
    canvas = filled(FORMS / sheet.template.form, seed, number // _PAGES_A_SHEET)
    return Case(damage(canvas, defect, rng_of(seed, defect.value, number)), shipped(), sheet.template)


def _sheet_of(number: int) -> BlankSheet:
    return shipped()[number // _PAGES_A_SHEET % len(shipped())]


@lru_cache(maxsize=1)
def shipped() -> tuple[BlankSheet, ...]:
    """The forms that the project ships."""
    return tuple(known.blank() for known in load_known(FORMS))


@lru_cache(maxsize=4)
def filled(folder: Path, seed: int, number: int, px_per_mm: float = _PX_PER_MM) -> Canvas:
    """A sheet of the template in ``folder``, filled in by hand; not to be written on."""
    return filled_sheet(folder, px_per_mm, rng_of(seed, folder.name, number))[0]
