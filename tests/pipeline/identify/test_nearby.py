"""Features are paired where an estimate puts them, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.scan import WORKING_SIDE, resized
from pipeline.identify.features import NO_FEATURES, Features, features_of
from pipeline.identify.nearby import differing_bits, members, nearby
from tests.pipeline.identify.forms import blank_sheet

STAY = np.eye(3)


@pytest.fixture(scope="module")
def seen() -> Features:
    return features_of(resized(blank_sheet(4).pixels, WORKING_SIDE / 2376))


def moved(across: float, down: float) -> np.ndarray:
    return np.array([[1, 0, across], [0, 1, down], [0, 0, 1.0]])


def test_a_sheet_on_itself_pairs_each_feature_with_its_own(seen: Features) -> None:
    source, target = nearby(seen, seen, STAY, 0.02)
    assert len(source) == len(seen.points)
    assert np.median(np.abs(source - target).max(axis=1)) < 1e-6


def test_no_pair_lies_further_off_than_two_cells(seen: Features) -> None:
    source, target = nearby(seen, seen, moved(0.015, -0.01), 0.02)
    assert len(source) > 0.8 * len(seen.points)
    off = np.abs(source + np.array([0.015, -0.01]) - target)
    assert off.max() <= 0.04


def test_an_estimate_that_is_far_off_finds_little(seen: Features) -> None:
    wrong = nearby(seen, seen, moved(0.31, 0.17), 0.02)[0]
    assert len(wrong) < 0.4 * len(seen.points)


def test_features_that_look_another_way_are_not_paired(seen: Features) -> None:
    turned = Features(seen.points, (seen.angles + 90) % 360, seen.descriptors)
    source, target = nearby(turned, seen, STAY, 0.02)
    assert len(source) < 0.3 * len(seen.points)
    assert not (source == target).all()


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_turned_sheet_is_paired_by_its_turn(seen: Features, turn: int) -> None:
    cos, sin = [(1, 0), (0, 1), (-1, 0), (0, -1)][turn]
    there = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
    points = (seen.points @ there[:2, :2].T).astype(np.float32)
    target = Features(points, (seen.angles + 90 * turn) % 360, seen.descriptors)
    assert len(nearby(seen, target, there, 0.02)[0]) == len(seen.points)


@pytest.mark.parametrize("transform", [np.diag([1e6, 1e6, 1.0]), np.diag([1e-9, 1e-9, 1.0]), moved(1e5, -1e5)])
def test_nonsense_is_borne(seen: Features, transform: np.ndarray) -> None:
    source, target = nearby(seen, seen, transform, 0.02)
    assert len(source) == len(target)


def test_no_features_give_no_pairs(seen: Features) -> None:
    for one, other in ((seen, NO_FEATURES), (NO_FEATURES, seen), (NO_FEATURES, NO_FEATURES)):
        assert [points.shape for points in nearby(one, other, STAY, 0.02)] == [(0, 2), (0, 2)]


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5))
def test_bits_that_differ_are_counted(rows: list[bytes]) -> None:
    one = np.frombuffer(b"".join(rows), np.uint8).reshape(-1, 32)
    other = one[::-1].copy()
    wanted = [
        sum((a ^ b).bit_count() for a, b in zip(x, y, strict=True)) for x, y in zip(rows, rows[::-1], strict=True)
    ]
    assert differing_bits(one, other).tolist() == wanted


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=8))
def test_members_writes_ranges_out(ranges: list[tuple[int, int]]) -> None:
    first, size = (
        (np.array(part, np.int32) for part in zip(*ranges, strict=True)) if ranges else (np.empty(0, np.int32),) * 2
    )
    of, numbers = members(first, size)
    assert list(zip(of.tolist(), numbers.tolist(), strict=True)) == [
        (n, start + k) for n, (start, count) in enumerate(ranges) for k in range(count)
    ]
