"""Pieces are numbered and measured as OpenCV's default way has them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.crop.pieces import labelled


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97])
def test_labelled_is_what_the_default_finds(share: float) -> None:
    rng = np.random.default_rng(7)
    for side in range(1, 120, 7):
        mask = (rng.random((side, 2 * side + 1)) < share).astype(np.uint8)
        wanted = cv2.connectedComponentsWithStats(mask)
        found = labelled(mask)
        assert found.numbers == wanted[0]
        for own, theirs in zip(found[1:], wanted[1:], strict=True):
            np.testing.assert_array_equal(own, theirs)
