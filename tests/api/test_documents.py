"""Records of several pages, as the doors tell them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest

from tests.api.claims import CLAIM, bank_book, hand_in_claim, hand_in_front, sides
from tests.api.conftest import Desk, house_at
from tests.api.town import written_sheet

RECORD, FRONT_ONLY = "/records/1", "/records/2"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A town with two claims: a whole one, and one without its back."""
    for house in house_at(tmp_path_factory.mktemp("town")):
        hand_in_claim(house.database, house.settings, house.municipality_id)
        hand_in_front(house.database, house.settings, house.municipality_id)
        yield house.login("yamada")


def picture(desk: Desk, path: str) -> np.ndarray:
    reply = desk.send("GET", path)
    assert reply.status_code == 200 and reply.headers["content-type"] == "image/jpeg"
    image = cv2.imdecode(np.frombuffer(reply.content, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return image


def field(record: dict[str, Any], key: str) -> dict[str, Any]:
    return next(each for each in record["fields"] if each["key"] == key)


def test_a_record_tells_its_pages_and_attachments(desk: Desk) -> None:
    record = desk.ok("GET", RECORD)
    assert record["title"] == "児童手当 認定請求書" and record["page_number"] == 1
    assert record["pages"] == [
        {"number": 1, "form_page": 1, "page_mm": [210.0, 297.0]},
        {"number": 2, "form_page": 2, "page_mm": [210.0, 297.0]},
        {"number": 3, "form_page": None, "page_mm": None},
    ]
    assert record["notices"] == []
    assert [field(record, key)["form_page"] for key in ("filed_on", "consent.signed_on")] == [1, 2]
    pages = [each["form_page"] for each in record["fields"]]
    assert pages == sorted(pages)


def test_every_page_is_shown_by_its_number_in_the_scan(desk: Desk) -> None:
    for number, side in enumerate(sides(), 1):
        shown = picture(desk, f"{RECORD}/pages/{number}.jpg")
        assert np.abs(shown.astype(int) - written_sheet(CLAIM, side)).mean() < 6
    attachment = picture(desk, f"{RECORD}/pages/3.jpg")
    assert attachment.shape == bank_book().shape
    assert np.abs(attachment.astype(int) - bank_book()).mean() < 6


def test_a_crop_comes_from_its_own_page(desk: Desk) -> None:
    box = sides()[1].template.field("consent.signed_on").box_mm
    crop = picture(desk, f"{RECORD}/fields/consent.signed_on/crop.jpg")
    x, y = round((box.x - 2) * 8), round((box.y - 2) * 8)
    paper = written_sheet(CLAIM, sides()[1])[y : y + crop.shape[0], x : x + crop.shape[1]]
    assert np.abs(paper.astype(int) - crop).mean() < 8


def test_a_field_of_the_back_is_settled_like_any_other(desk: Desk) -> None:
    taken = desk.ok("POST", f"{RECORD}/claim")
    asked = field(taken["record"], "consent.signed_on")
    body = {
        "kind": "typed",
        "text": "令和7年4月1日",
        "expected_version": asked["version"],
        "claim_token": taken["claim"]["token"],
    }
    settled = desk.ok("PUT", f"{RECORD}/fields/consent.signed_on", body)
    assert (settled["value"], settled["form_page"], settled["state"]) == ("2025-04-01", 2, "decided")


def test_a_missing_page_is_told_and_its_fields_wait(desk: Desk) -> None:
    record = desk.ok("GET", FRONT_ONLY)
    assert [page["form_page"] for page in record["pages"]] == [1]
    assert len(record["notices"]) == 1 and "2 ページ目がスキャンにありません" in record["notices"][0]
    back = [each for each in record["fields"] if each["form_page"] == 2 and each["input"] != "image"]
    assert back and {each["state"] for each in back} == {"open"}
    assert {reason["code"] for each in back for reason in each["reasons"]} == {"page_missing"}


@pytest.mark.parametrize(
    "path", [f"{RECORD}/pages/4.jpg", f"{FRONT_ONLY}/pages/2.jpg", f"{FRONT_ONLY}/fields/consent.signed_on/crop.jpg"]
)
def test_pages_that_are_not_there_are_not_found(desk: Desk, path: str) -> None:
    assert desk.refused(404, "GET", path)["code"] == "not_found"


def test_the_form_is_listed_once(desk: Desk) -> None:
    forms = [each["form"] for each in desk.ok("GET", "/templates")]
    assert forms.count("child_allowance_claim") == 1
