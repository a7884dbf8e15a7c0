"""Lines of free writing: parted where paper shows, whichever way people use the room."""

from __future__ import annotations

import numpy as np
import pytest

from models.scan import Pixels
from pipeline.read.bands import bands
from tests.pipeline.read.drawn import put

TOP, BOTTOM = 20, 140


def page(*lines: tuple[int, int, int], tilt: float = 0.0) -> Pixels:
    """Lines of ``characters`` at a middle row, as (row, em in pixels, characters)."""
    pixels = np.full((160, 640), 255, np.uint8)
    for y, em, count in lines:
        for n in range(count):
            put(pixels, "東髙山田花宮子二"[n % 8], 40 + n * (em + 4), round(y + tilt * n * em), em)
    return pixels


def parted(pixels: Pixels, count: int = 2) -> list[tuple[int, int]]:
    """The bands that hold ink."""
    return [(a, b) for a, b in bands(pixels, TOP, BOTTOM, count) if (pixels[a:b] < 200).any()]


@pytest.mark.parametrize(
    "lines",
    [
        ((50, 40, 9), (110, 40, 7)),
        ((50, 40, 2), (110, 40, 9)),
        ((44, 36, 9), (90, 36, 7)),
        ((66, 36, 9), (116, 36, 7)),
        ((36, 28, 9), (78, 28, 9), (120, 28, 4)),
    ],
    ids=["plain", "short first", "second high", "first low", "three small"],
)
def test_every_written_line_is_a_band(lines: tuple[tuple[int, int, int], ...]) -> None:
    found = parted(page(*lines))
    assert len(found) == len(lines)
    assert all(a <= y < b for (a, b), (y, _, _) in zip(found, lines, strict=True))


@pytest.mark.parametrize("y", [50, 80, 110])
def test_one_line_anywhere_stays_whole(y: int) -> None:
    pixels = page((y, 44, 9))
    (band,) = parted(pixels)
    inked = np.flatnonzero((pixels < 200).any(axis=1))
    assert band[0] <= inked[0]
    assert band[1] > inked[-1]


@pytest.mark.parametrize("tilt", [-0.03, 0.03])
def test_drifting_lines_are_parted_between(tilt: float) -> None:
    pixels = page((50 if tilt > 0 else 60, 34, 12), (100 if tilt > 0 else 110, 34, 12), tilt=tilt)
    assert len(parted(pixels)) == 2


def test_room_for_one_is_one_band() -> None:
    assert bands(page((50, 40, 5), (110, 40, 5)), TOP, BOTTOM, 1) == ((0, 160),)
