"""Every single defect of paper and machines that registration must bear, on a drawn form among others."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from models.scan import WORKING_SIDE
from pipeline.paper.defects import Defect, damage
from pipeline.paper.defects.scanner import askew, scanned
from pipeline.paper.degrade import Picture
from pipeline.paper.ink import Canvas
from pipeline.paper.placement import Points
from tests.pipeline.align.laying import PLACES, accepted, blank, errors_mm, moved, page_from
from tests.pipeline.identify.forms import laid, written_on

PLAIN = [defect for defect in Defect if defect is not Defect.DPI_600]


def sheet(seed: int = 0) -> Canvas:
    return Canvas(written_on(blank().pixels, seed), 8.0)


def lies_right(picture: Picture, within_mm: float) -> None:
    found = accepted(page_from(picture))
    assert found.blank.template.key == blank().template.key
    errors = errors_mm(found, picture)
    assert len(errors) >= 12
    assert errors.max() < within_mm
    assert found.residual.worst_mm < 0.3


@pytest.mark.parametrize("defect", PLAIN)
def test_a_page_with_one_defect_lies_within_three_tenths_of_a_millimetre(defect: Defect) -> None:
    lies_right(damage(sheet(), defect, np.random.default_rng((0, 7))), 0.3)


def test_a_page_of_600_dpi() -> None:
    turned = np.array([[3, 0.02, 20], [-0.02, 3, 45], [0, 0, 1]])
    picture = moved(laid(written_on(blank().pixels), turned, (5080, 7170)), turned)
    assert max(picture.pixels.shape) > 5 * WORKING_SIDE
    lies_right(picture, 0.1)


@pytest.mark.parametrize("degrees", [-5, 4])
def test_a_page_that_lies_askew(degrees: float) -> None:
    move = askew(sheet(), degrees, np.array([3.0, -2.0]))
    lies_right(scanned(sheet(), np.random.default_rng(0), move=move, margin_mm=12), 0.1)


@pytest.mark.parametrize("shift", [(-15, 15), (9, -15)])
def test_a_page_that_lies_off_its_place(shift: tuple[float, float]) -> None:
    lies_right(scanned(sheet(), np.random.default_rng(0), move=askew(sheet(), 0, np.array(shift, float))), 0.15)


@pytest.mark.parametrize("scale", [0.95, 1.05])
def test_a_copy_of_another_size(scale: float) -> None:
    lies_right(scanned(sheet(), np.random.default_rng(0), move=askew(sheet(), 0.2, np.zeros(2), scale)), 0.1)


@pytest.mark.parametrize("stretch", [0.97, 1.03])
def test_a_page_that_was_pulled_longer_or_shorter(stretch: float) -> None:
    move = askew(sheet(), 0.2, np.zeros(2), stretch=stretch)
    lies_right(scanned(sheet(), np.random.default_rng(0), move=move), 0.1)


@pytest.mark.parametrize("dpi", [100, 150])
def test_a_page_of_another_resolution(dpi: float) -> None:
    lies_right(scanned(sheet(), np.random.default_rng(0), dpi=dpi), 0.15)


def test_rollers_that_slip_by_a_millimetre_and_a_half() -> None:
    def slipped(places: Points) -> Points:
        return np.asarray(places + 1.5 * np.column_stack([0 * places[:, 0], np.sin(places[:, 1] / 297 * 2 * np.pi)]))

    picture = scanned(sheet(), np.random.default_rng(0), bend=slipped)
    lies_right(picture, 0.3)
    found = accepted(page_from(picture))
    bent = found.placement.bend_mm
    assert bent is not None and np.abs(bent[..., 1]).max() > 0.5  # no plane says this


def test_a_flat_scan_is_bent_hardly_at_all() -> None:
    found = accepted(page_from(scanned(sheet(), np.random.default_rng(0))))
    flat = cv2.perspectiveTransform(PLACES[None], np.linalg.inv(found.placement.to_template))[0]
    assert np.linalg.norm(found.placement.on_page(PLACES) - flat, axis=1).max() < 0.1 * 8
