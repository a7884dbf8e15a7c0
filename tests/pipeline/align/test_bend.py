from __future__ import annotations

import numpy as np
import pytest

from models.placement import Placement, Points, nodes_of
from pipeline.align.bend import bend_of

A4 = (210.0, 297.0)
STRAY_MM = 1.0


def anchors(seed: int = 0, count: int = 160) -> Points:
    """Places strewn over the print of a sheet, one in each of so many squares."""
    rng = np.random.default_rng(seed)
    xs, ys = np.meshgrid(np.linspace(15, 195, 11), np.linspace(15, 282, 15))
    grid = np.column_stack([xs.ravel(), ys.ravel()])
    return np.asarray((grid + rng.uniform(-6, 6, grid.shape))[rng.permutation(len(grid))[:count]], np.float64)


def slip(places: Points) -> Points:
    """A smooth displacement: rollers that slip by 1.5 mm down the page, and a sheet that curls across by 1 mm."""
    x, y = places[:, 0] / 210, places[:, 1] / 297
    return np.column_stack([np.sin(np.pi * x) * (0.4 + 0.6 * y), 1.5 * np.sin(1.6 * np.pi * y + 0.5)])


def between(bend: Points, places: Points) -> Points:
    return Placement(np.eye(3), bend).on_page(places) - places


def inside() -> Points:
    xs, ys = np.meshgrid(np.linspace(20, 190, 18), np.linspace(20, 277, 25))
    return np.column_stack([xs.ravel(), ys.ravel()])


def errors(bend: Points | None) -> Points:
    assert bend is not None
    return np.asarray(np.linalg.norm(between(bend, inside()) - slip(inside()), axis=1))


@pytest.mark.parametrize("seed", range(5))
def test_a_smooth_slip_is_recovered_from_noisy_anchors_of_which_many_stray(seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = anchors(seed)
    offsets = slip(places) + rng.normal(0, 0.03, places.shape)
    wild = rng.random(len(places)) < 0.15
    offsets[wild] += rng.uniform(1.5, 4, (int(wild.sum()), 2)) * rng.choice([-1, 1], (int(wild.sum()), 2))
    assert np.quantile(errors(bend_of(places, offsets, A4, STRAY_MM)), 0.95) < 0.1


def test_the_bend_covers_all_nodes_and_goes_on_beyond_the_last_anchors() -> None:
    places = anchors()
    tilt = np.column_stack([places[:, 1] / 100, places[:, 0] / -50])
    bend = bend_of(places, tilt, A4, 10)
    assert bend is not None and bend.shape == nodes_of(A4).shape
    nodes = nodes_of(A4)
    assert bend == pytest.approx(np.stack([nodes[..., 1] / 100, nodes[..., 0] / -50], axis=-1), abs=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_the_scatter_of_a_flat_scan_bends_it_hardly_at_all(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    places = anchors(seed)
    bend = bend_of(places, rng.normal(0, 0.05, places.shape), A4, STRAY_MM)
    assert bend is not None
    moved = np.linalg.norm(between(bend, inside()), axis=1)
    assert np.median(moved) < 0.02 and moved.max() < 0.08


def test_no_offset_at_all_is_no_bend() -> None:
    places = anchors()
    bend = bend_of(places, np.zeros(places.shape), A4, STRAY_MM)
    assert bend == pytest.approx(np.zeros(nodes_of(A4).shape), abs=1e-9)


def test_anchors_on_rules_tell_the_one_direction_that_they_know() -> None:
    places = anchors()
    offsets = slip(places)
    offsets[::3, 0] = np.nan
    offsets[1::3, 1] = np.nan
    assert errors(bend_of(places, offsets, A4, STRAY_MM)).max() < 0.1


@pytest.mark.parametrize("axis", [0, 1])
def test_a_direction_that_hardly_any_anchor_knows_tells_no_bend(axis: int) -> None:
    places = anchors()
    offsets = slip(places)
    offsets[5:, axis] = np.nan
    assert bend_of(places, offsets, A4, STRAY_MM) is None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("count", [0, 1, 4, 9])
def test_too_few_anchors_tell_no_bend(count: int) -> None:
    places = anchors()[:count]
    assert bend_of(places, slip(places), A4, STRAY_MM) is None


@pytest.mark.filterwarnings("error")
def test_anchors_none_of_which_was_found_tell_no_bend() -> None:
    places = anchors()
    assert bend_of(places, np.full(places.shape, np.nan), A4, STRAY_MM) is None


def test_a_stray_anchor_moves_nothing() -> None:
    places = anchors()
    offsets = slip(places)
    before = bend_of(places, offsets, A4, STRAY_MM)
    offsets[40] += (3, -3)
    after = bend_of(places, offsets, A4, STRAY_MM)
    assert before is not None and after is not None
    assert np.abs(after - before).max() < 0.1
