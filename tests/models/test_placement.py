from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geometry import BoxMm
from models.page import AlignedPage, IdentifiedPage, Residual
from models.placement import NODE_MM, Placement, nodes_of
from models.scan import Matrix
from tests.pipeline.identify.forms import blank_sheet, page_of, written_on

A4 = (210.0, 297.0)
TENFOLD = np.diag([0.1, 0.1, 1.0])
"""Ten pixels a millimetre."""

COORDINATES = st.floats(0, 1)


@st.composite
def tilted(draw: st.DrawFn) -> Matrix:
    """A sheet seen somewhat askew, as a camera does."""
    small = st.floats(-0.05, 0.05)
    turn = np.array([[8 + draw(small), draw(small), 40.0], [draw(small), 8 + draw(small), 25.0], [0, 0, 1]])
    turn[2, :2] = draw(st.floats(-2e-4, 2e-4)), draw(st.floats(-2e-4, 2e-4))
    return np.asarray(np.linalg.inv(turn), np.float64)


def slid(dx: float, dy: float) -> np.ndarray:
    bend = np.zeros(nodes_of(A4).shape)
    bend[...] = (dx, dy)
    return bend


def test_nodes_are_the_middles_of_centimetres_and_a_ring_around_the_sheet() -> None:
    nodes = nodes_of(A4)
    assert nodes.shape == (32, 23, 2)
    assert nodes[0, 0].tolist() == [-5, -5]
    assert nodes[0, 1].tolist() == [5, -5]
    assert nodes[1, 0].tolist() == [-5, 5]
    assert nodes[-1, -1].tolist() == [215, 305]
    assert nodes_of((41.0, 39.9)).shape == (6, 7, 2)


def test_a_flat_sheet_lies_as_its_transform_says() -> None:
    assert Placement(TENFOLD).on_page(np.array([[10.0, 20.0], [0, 0]])) == pytest.approx(np.array([[100, 200], [0, 0]]))


def test_a_bend_moves_the_place_before_the_transform() -> None:
    turned = np.array([[0, 0.1, 0], [-0.1, 0, 50], [0, 0, 1]])  # 90°: what slides across lies further up the page
    place = np.array([[20.0, 30.0]])
    before, after = Placement(turned).on_page(place), Placement(turned, slid(1, 0)).on_page(place)
    assert after - before == pytest.approx(np.array([[0, 10]]))


def test_a_node_takes_its_own_bend_and_the_nodes_around_share_by_distance() -> None:
    bend = slid(0, 0)
    bend[4, 3] = (2, -1)  # the node at 25, 35 mm
    lies = Placement(TENFOLD, bend)

    def moved(x: float, y: float) -> list[float]:
        place = np.array([[x, y]])
        return [round(float(v), 9) for v in (lies.on_page(place) / 10 - place)[0]]

    assert moved(25, 35) == [2, -1]
    assert moved(30, 35) == moved(20, 35) == moved(25, 30) == moved(25, 40) == [1, -0.5]
    assert moved(27.5, 35) == [1.5, -0.75]
    assert moved(30, 40) == [0.5, -0.25]
    assert moved(35, 35) == moved(25, 45) == moved(100, 200) == [0, 0]


@pytest.mark.parametrize("place", [(0, 0), (210, 297), (210, 0), (0, 297), (-5, -5), (215, 305)])
def test_the_bend_reaches_every_edge_of_the_sheet(place: tuple[float, float]) -> None:
    at = np.array([place], float)
    assert Placement(TENFOLD, slid(3, 4)).on_page(at) == pytest.approx(10 * (at + np.array([3, 4])))


def test_beyond_the_last_nodes_the_bend_stays_as_it_is_there() -> None:
    across = slid(0, 0)
    across[..., 0] = nodes_of(A4)[..., 0] / 100
    at = np.array([[500.0, 100.0], [-80.0, 100.0]])
    moved = Placement(TENFOLD, across).on_page(at) / 10 - at
    assert moved == pytest.approx(np.array([[2.15, 0], [-0.05, 0]]))


@given(tilted(), st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=20))
def test_without_a_bend_places_move_as_the_transform_alone(
    to_template: Matrix, shares: list[tuple[float, float]]
) -> None:
    places = np.array(shares) * A4
    plain = cv2.perspectiveTransform(places[None], np.linalg.inv(to_template))[0]
    assert Placement(to_template).on_page(places) == pytest.approx(plain)
    assert Placement(to_template, slid(0, 0)).on_page(places) == pytest.approx(plain)
    there_and_back = cv2.perspectiveTransform(plain[None], to_template)[0]
    assert there_and_back == pytest.approx(places, abs=1e-6)


@given(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02), st.floats(-2, 2), COORDINATES, COORDINATES)
def test_a_bend_that_is_straight_is_met_exactly_between_nodes(
    by_x: float, by_y: float, shift: float, x: float, y: float
) -> None:
    nodes = nodes_of(A4)
    bend = np.stack([nodes[..., 0] * by_x + shift, nodes[..., 1] * by_y + nodes[..., 0] * by_x], axis=-1)
    place = np.array([[x, y]]) * A4
    wanted = place + np.array([place[0, 0] * by_x + shift, place[0, 1] * by_y + place[0, 0] * by_x])
    assert Placement(np.eye(3), bend).on_page(place) == pytest.approx(wanted, abs=1e-6)


def test_boxes_of_an_aligned_page_are_bent_too() -> None:
    blank = blank_sheet(1)
    page = page_of(written_on(blank.pixels))
    bend = slid(0, 0)
    bend[..., 1] = nodes_of(A4)[..., 1] / NODE_MM * 0.1
    aligned = AlignedPage(
        IdentifiedPage(page, blank, TENFOLD, 0, 1), Placement(TENFOLD, bend), Residual(0.1, 0.1), page.pixels
    )
    quad = aligned.on_page(BoxMm(10, 100, 20, 50))
    assert np.array(quad) == pytest.approx(np.array([[100, 1010], [300, 1010], [300, 1515], [100, 1515]]))
