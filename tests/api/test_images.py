from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.api.conftest import Desk, House
from tests.api.town import MOVE, blank, written_sheet


@pytest.fixture(scope="module")
def desk(full_house: House) -> Desk:
    return full_house.login("ito")


def pixels(content: bytes) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def test_the_page_is_the_aligned_sheet(desk: Desk) -> None:
    reply = desk.send("GET", "/records/1/pages/1.jpg")
    assert reply.headers["content-type"] == "image/jpeg"
    assert pixels(reply.content).shape == (2376, 1680, 3)  # A4 at 8 px/mm


def test_the_crop_shows_the_field_with_two_millimetres_around_it(desk: Desk) -> None:
    box = blank().template.field("new_head.kana").box_mm
    crop = pixels(desk.send("GET", "/records/1/fields/new_head.kana/crop.jpg").content)
    assert crop.shape[:2] == (round((box.h + 4) * 8), round((box.w + 4) * 8))
    x, y = round((box.x - 2) * 8), round((box.y - 2) * 8)
    paper = written_sheet(MOVE)[y : y + crop.shape[0], x : x + crop.shape[1]]
    assert np.abs(paper.astype(int) - crop).mean() < 6  # grey levels lost by two JPEG encodings


def test_the_original_comes_back_unmodified_and_nameless(desk: Desk, full_house: House) -> None:
    reply = desk.send("GET", "/records/1/original")
    assert reply.content == (full_house.settings.data_dir / "scan-0001.jpg").read_bytes()
    assert reply.headers["content-type"] == "image/jpeg"
    assert reply.headers["content-disposition"] == 'inline; filename="1.jpg"'
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/records/2/pages/1.jpg", "/records/1/fields/no.such/crop.jpg", "/records/2/original"]
)
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert desk.refused(404, "GET", path)["code"] == "not_found"
