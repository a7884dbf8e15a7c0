"""A seal on an answer that is no name sends the field to a person; a seal beside a field, or by a name, does not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.geometry import BoxMm
from models.reading import Crop
from models.template import Label, LineField
from pipeline.read.stamped import is_stamped

QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
RED, BLUE = (60, 60, 200), (200, 60, 60)


def crop(kind: str, ink: tuple[int, int, int], centre: tuple[int, int], radius: int = 40) -> Crop:
    """A field of 50 × 10 mm on which a ring was stamped."""
    pixels = np.full((80, 400, 3), 235, np.uint8)
    cv2.circle(pixels, centre, radius, ink, 5)
    field = LineField(key="own", label=Label(ja="欄", en="Field"), type=kind, box_mm=BoxMm(0, 0, 50, 10))  # type: ignore[arg-type]
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    return Crop(field, field.box_mm, QUAD, pixels, grey, grey)


@pytest.mark.parametrize("kind", ["text", "address", "phone"])
def test_a_seal_in_the_field_is_a_correction(kind: str) -> None:
    assert is_stamped(crop(kind, RED, (200, 40)))


def test_names_bear_seals() -> None:
    assert not is_stamped(crop("name", RED, (200, 40)))


def test_what_leans_in_from_beside_and_what_is_no_red_is_none() -> None:
    assert not is_stamped(crop("text", RED, (436, 40)))
    assert not is_stamped(crop("text", BLUE, (200, 40)))
