"""Pages decoded once for all who ask at the same time, and never more than a few held."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from api.decoded import MOST_PAGES, DecodedPages
from models.errors import StoreFault
from tests.pipeline.store.races import race


def page(folder: Path, number: int) -> Path:
    path = folder / f"{number}.png"
    cv2.imwrite(str(path), np.full((20, 30, 3), number, np.uint8))
    return path


def test_many_at_once_get_the_one_page_that_was_decoded(tmp_path: Path) -> None:
    pages, path = DecodedPages(), page(tmp_path, 7)
    found = race(lambda _: pages.pixels(path), 8)
    assert {id(one) for one in found} == {id(found[0])}
    assert found[0].shape == (20, 30, 3) and int(found[0].max()) == 7


def test_old_pages_are_let_go(tmp_path: Path) -> None:
    pages, paths = DecodedPages(), [page(tmp_path, number) for number in range(MOST_PAGES + 1)]
    first = [pages.pixels(path) for path in paths]
    again = [pages.pixels(path) for path in (*paths[1:], paths[0])]
    assert [one is other for one, other in zip(first[1:], again, strict=False)] == [True] * MOST_PAGES
    assert again[-1] is not first[0]


def test_what_is_no_picture_is_told_to_everybody_and_tried_again(tmp_path: Path) -> None:
    pages, path = DecodedPages(), tmp_path / "9.png"
    for _ in range(2):
        with pytest.raises(StoreFault):
            pages.pixels(path)
    page(tmp_path, 9)
    assert int(pages.pixels(path).max()) == 9
