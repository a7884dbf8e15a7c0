from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.settings import PROJECT_ROOT
from tests.api import town
from tests.api.claims import hand_in_claim
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
    "path",
    [
        "/records/1/scan/2.jpg",
        "/records/99/scan/1.jpg",
        "/records/99/pages/1.jpg",
        "/records/1/fields/no.such/crop.jpg",
        "/records/99/original",
    ],
)
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert desk.refused(404, "GET", path)["code"] == "not_found"


def test_a_page_as_scanned_is_a_picture_whatever_its_file_is(full_house: House) -> None:
    record_id = hand_in_claim(full_house.database, full_house.settings, full_house.municipality_id)
    desk = full_house.login("ito")
    for number, shape in ((1, (2376, 1680, 3)), (3, (600, 900, 3))):  # pages of one TIFF: a form, a bank book
        reply = desk.send("GET", f"/records/{record_id}/scan/{number}.jpg")
        assert reply.headers["content-type"] == "image/jpeg"
        assert pixels(reply.content).shape == shape
    jpeg = pixels(desk.send("GET", "/records/1/scan/1.jpg").content)
    kept = cv2.imread(str(full_house.settings.data_dir / "scan-0001.jpg"))
    assert kept is not None
    assert np.abs(jpeg.astype(int) - kept).mean() < 6  # grey levels lost by encoding again


def test_a_page_of_a_pdf_is_shown_too(full_house: House) -> None:
    pdf = PROJECT_ROOT / "form_templates" / "samples" / "child_allowance_claim_scan.pdf"
    record_id = town.hand_in_pdf(full_house.database, full_house.settings, full_house.municipality_id, pdf)
    picture = pixels(full_house.login("ito").send("GET", f"/records/{record_id}/scan/1.jpg").content)
    assert picture.shape == (2339, 1654, 3)  # an A4 sheet of 200 dpi


def test_other_pages_of_the_file_are_not_shown(desk: Desk, full_house: House) -> None:
    """A file holds sheets of many people; each record shows its own pages."""
    town.hand_in_half_read(full_house.database, full_house.settings, full_house.municipality_id)
    record_id = max(entry["record_id"] for entry in desk.ok("GET", "/records")["entries"])
    assert desk.send("GET", f"/records/{record_id}/scan/1.jpg").status_code == 200
    desk.refused(404, "GET", f"/records/{record_id}/scan/2.jpg")
