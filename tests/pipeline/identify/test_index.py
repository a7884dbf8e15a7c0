from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from models.scan import WORKING_SIDE, Matrix, Pixels, resized
from pipeline.identify.features import OF_BLANK, Features, features_of
from pipeline.identify.index import FeatureIndex
from tests.pipeline.identify.forms import (
    PHOTO_PX,
    SCAN_PX,
    blank_sheet,
    faxed,
    laid,
    page_of,
    photographed,
    rough,
    scanned,
    written_on,
)  # fmt: skip

COUNT = 64
NOTHING = features_of(np.full((1400, 990), 255, np.uint8))


def of_blank(seed: int) -> Features:
    blank = blank_sheet(seed).pixels
    return features_of(resized(blank, WORKING_SIDE / max(blank.shape)), OF_BLANK)


def of_page(pixels: Pixels) -> Features:
    return features_of(page_of(pixels).small)


@pytest.fixture(scope="module")
def blanks() -> list[Features]:
    return [of_blank(seed) for seed in range(COUNT)]


@pytest.fixture(scope="module")
def index(blanks: list[Features]) -> FeatureIndex:
    return FeatureIndex(blanks)


def page(seed: int, truth: Matrix, size: tuple[int, int], desk: int = 255) -> Pixels:
    return laid(written_on(blank_sheet(seed).pixels, seed), truth, size, desk)


MACHINES: dict[str, Callable[[int], Pixels]] = {
    "scan": lambda seed: page(seed, scanned(1.3, shift=(9, -7)), SCAN_PX),
    "on its side": lambda seed: page(seed, scanned(90, shift=(400, 100)), (2500, 2500)),
    "on its head": lambda seed: page(seed, scanned(181), SCAN_PX),
    "on its other side": lambda seed: page(seed, scanned(270, shift=(400, 100)), (2500, 2500)),
    "photo": lambda seed: rough(page(seed, photographed(seed), PHOTO_PX, 60), seed),
    "fax": lambda seed: faxed(page(seed, scanned(-0.7, dpi=200), SCAN_PX)),
}


@pytest.mark.parametrize("seed", [0, 30, 63])
@pytest.mark.parametrize("machine", MACHINES)
def test_the_right_blank_comes_first_among_many(index: FeatureIndex, machine: str, seed: int) -> None:
    likely = index.likely(of_page(MACHINES[machine](seed)), 6)
    first = {like.blank: like.votes for like in reversed(likely)}  # the last one said stays: each blank's first pose
    assert likely[0].blank == seed
    assert len(first) == 6
    assert all(0.5 * first[like.blank] <= like.votes <= first[like.blank] for like in likely)
    votes = [first[blank] for blank in dict.fromkeys(like.blank for like in likely)]
    assert votes == sorted(votes, reverse=True) and min(votes) > 0


def test_blanks_with_few_votes_can_be_left_out(index: FeatureIndex) -> None:
    seen = of_page(MACHINES["scan"](30))
    every, best = index.likely(seen, 6), index.likely(seen, 6, 0.9)
    assert len(best) < len(every)
    assert {like.blank for like in best} == {30}


def test_a_form_of_equal_rows_is_likely_in_more_than_one_place() -> None:
    sheet = np.full((2376, 1680), 255, np.uint8)
    band = blank_sheet(3).pixels[400:760]
    for top in range(300, 1900, 360):
        sheet[top : top + 360] = band
    small = resized(sheet, WORKING_SIDE / 2376)
    likely = FeatureIndex([features_of(small, OF_BLANK)]).likely(features_of(small), 1)
    assert len(likely) > 1 and all(like.pose is not None for like in likely)
    across, down = np.transpose([like.pose[:2, 2] for like in likely if like.pose is not None])
    assert np.abs(across).max() < 0.08 and min(np.abs(down)) < 0.08
    assert any(abs(abs(shift) - 360 / 2376) < 0.08 for shift in down)


def test_the_pairs_that_voted_lie_where_the_sheet_lies(index: FeatureIndex) -> None:
    truth = scanned(1.3, shift=(9, -7))
    best = index.likely(of_page(page(30, truth, SCAN_PX)), 1)[0]
    assert len(best.source) == len(best.target) > 50
    off = np.linalg.norm(best.source - best.target, axis=1)  # hardly turned, hardly moved: a place stays where it is
    assert np.median(off) < 0.03
    assert len(np.unique(np.hstack([best.source, best.target]), axis=0)) > 0.9 * len(best.source)


def test_a_form_that_nobody_knows_gets_few_votes(index: FeatureIndex) -> None:
    own = index.likely(of_page(MACHINES["scan"](30)), 1)[0].votes
    page_of_nobody = np.full((2339, 1654, 3), 255, np.uint8)
    rng = np.random.default_rng(1)
    for _ in range(400):
        x, y = rng.uniform((50, 50), (1500, 2250))
        cv2.putText(
            page_of_nobody, "".join(rng.choice(list("qwjzkxv"), 5)), (int(x), int(y)), cv2.FONT_ITALIC, 0.7, 0, 1
        )
    most = next(iter(index.likely(of_page(page_of_nobody), 1)), None)
    assert most is None or most.votes < 0.2 * own


def test_another_form_in_the_same_style_gets_fewer_votes(index: FeatureIndex) -> None:
    own = [index.likely(of_page(MACHINES["scan"](seed)), 1)[0].votes for seed in (5, 6)]
    strangers = [index.likely(of_page(page(seed, scanned(1), SCAN_PX)), 1)[0].votes for seed in (200, 201)]
    assert max(strangers) < 0.6 * min(own)


def test_the_same_index_made_twice_says_the_same(index: FeatureIndex, blanks: list[Features]) -> None:
    seen = of_page(MACHINES["photo"](12))
    for one, other in zip(index.likely(seen, 6), FeatureIndex(blanks).likely(seen, 6), strict=True):
        assert (one.blank, one.votes) == (other.blank, other.votes)
        assert (one.source == other.source).all() and (one.target == other.target).all()


def test_no_page_and_no_blanks(index: FeatureIndex) -> None:
    assert index.likely(NOTHING, 6) == []
    assert FeatureIndex([NOTHING]).likely(of_blank(0), 6) == []
    assert FeatureIndex([]).likely(of_blank(0), 6) == []


def test_a_blank_without_features_is_in_nobodys_way(blanks: list[Features]) -> None:
    sparse = FeatureIndex([NOTHING, blanks[0], NOTHING, blanks[1], NOTHING])
    assert sparse.likely(blanks[1], 1)[0].blank == 3
    assert {like.blank for like in sparse.likely(blanks[0], 6)} <= {1, 3}


def test_a_blank_that_nothing_voted_for_can_be_named(index: FeatureIndex) -> None:
    unseen = index.unseen(7)
    assert (unseen.blank, unseen.votes, len(unseen.source), len(unseen.target)) == (7, 0, 0, 0)
