from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.paper.degrade import Level
from pipeline.paper.strangers import Stranger, stranger

PALE = {Stranger.BLANK_PAPER, Stranger.WRITTEN_LINE, Stranger.BLEED_THROUGH}
FULL = {Stranger.LETTER, Stranger.NEWSPAPER, Stranger.TABLE, Stranger.OTHER_FORM, Stranger.HANDWRITING}


def inked(kind: Stranger) -> float:
    """Share of the page that is darker than the paper around by 40 levels, its edges left out."""
    picture = stranger(kind, np.random.default_rng(4), Level.SCAN)
    grey = picture.pixels if picture.pixels.ndim == 2 else cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY)
    inner = grey[120:-120, 120:-120]
    return float((cv2.subtract(cv2.blur(inner, (61, 61)), inner) > 40).mean())


@pytest.mark.parametrize("kind", list(Stranger))
def test_a_stranger_is_the_same_every_time_and_another_for_each_seed(kind: Stranger) -> None:
    one, again = (stranger(kind, np.random.default_rng(1)).pixels for _ in range(2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, stranger(kind, np.random.default_rng(2)).pixels)
    assert min(one.shape[:2]) > 1000


def test_pale_pages_hold_hardly_any_ink() -> None:
    assert max(inked(kind) for kind in PALE) < 0.01
    assert inked(Stranger.BLANK_PAPER) == 0


def test_full_pages_hold_ink() -> None:
    assert min(inked(kind) for kind in FULL) > 0.01
