"""Invented cells in great numbers, each with its character. Nothing in them was written by a real person."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.paper.skeletons import DAKUTEN, HANDAKUTEN, SIGNS, skeletons
from pipeline.train.cell_pictures import cell
from pipeline.train.cell_writing import BAR, DIGITS, LETTERS, Fonts

VOICED = "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ"

NUMBER, CODE, KANA = range(3)
"""What may stand in a cell: digits and bars; letters as well; katakana and bars."""


@cache
def kana() -> tuple[str, ...]:
    """Katakana of full size and the two signs, with and without dakuten; small ones have the same shape."""
    plain = [c for c, skeleton in skeletons().items() if skeleton.kind == "kana" and c != "ー"]
    voiced = [unicodedata.normalize("NFC", c + sign) for c in plain for sign in (DAKUTEN, HANDAKUTEN)]
    return (
        *plain,
        *SIGNS,
        *(c for c in voiced if c in VOICED),
    )


def classes() -> tuple[str, ...]:
    """What the net tells apart; the last is ink that is no character."""
    return (*DIGITS, BAR, *LETTERS, *kana(), "")


def allowed(group: int) -> NDArray[np.bool_]:
    """Which classes stand in a cell of ``group``."""
    inside = {NUMBER: {*DIGITS, BAR, ""}, CODE: {*DIGITS, BAR, *LETTERS, ""}, KANA: {*kana(), BAR, ""}}[group]
    return np.array([c in inside for c in classes()])


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Framed pictures (N × side × side), the class of each, and what might have stood there."""

    pictures: Pixels
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]


def invent_cells(count: int, seed: int, fonts: Path) -> Cells:
    """So many cells; the same seed and fonts give the same ones."""
    rng, of = np.random.default_rng(seed), Fonts(fonts)
    groups = rng.choice(3, count, p=(0.45, 0.13, 0.42))
    pool = {
        NUMBER: (*DIGITS,) * 4 + (BAR, ""),
        CODE: (*DIGITS, *LETTERS, *LETTERS, BAR, ""),
        KANA: (*kana(), BAR, BAR, "", ""),
    }
    characters = [pool[int(group)][int(rng.integers(len(pool[int(group)])))] for group in groups]
    place = {character: index for index, character in enumerate(classes())}
    pictures = np.stack([cell(character, of, rng) for character in characters])
    return Cells(pictures, np.array([place[character] for character in characters]), groups)
