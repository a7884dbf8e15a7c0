"""A record of two pages with an attachment, over the desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.api.claims import hand_in_claim, hand_in_front
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections
from tests.browser.test_every_page import fits

pytestmark = pytest.mark.browser


def sheet(clerk: Clerk) -> Locator:
    """The picture on the table."""
    return clerk.sees("#viewer img")


def shows(clerk: Clerk, number: int, leaf: str) -> None:
    """The table shows page ``number`` of the scan, all of it loaded, under its name."""
    expect(sheet(clerk)).to_have_attribute("src", f"/api/v1/records/3/pages/{number}.jpg")
    expect(clerk.sees("#leaf")).to_contain_text(leaf)
    expect(sheet(clerk)).not_to_have_js_property("naturalWidth", 0)


def test_a_record_of_two_pages_is_reviewed(counter: Counter) -> None:
    house = counter.house
    record_id = hand_in_claim(house.database, house.settings, house.municipality_id)
    clerk = counter.clerk("yamada", f"/desk/{record_id}")
    clerk.is_asked("請求者の氏名")
    shows(clerk, 1, "様式の1ページ目")
    expect(clerk.sees("#notices")).to_contain_text("添付書類が 1 枚あります")
    clerk.press("Enter")
    clerk.is_asked("同意年月日")
    shows(clerk, 2, "様式の2ページ目")
    expect(clerk.sees("#crop img")).to_have_js_property("complete", True)
    fits(clerk)
    clerk.answers(text="令和7年4月1日")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.press("Enter")
    expect(clerk.sees("#record-number")).not_to_have_text(str(record_id))
    assert corrections(house, "consent.signed_on", record_id) == [("typed", "令和7年4月7日", "令和7年4月1日")]


def test_pages_are_turned_while_the_answer_keeps_the_caret(counter: Counter) -> None:
    house = counter.house
    record_id = hand_in_claim(house.database, house.settings, house.municipality_id)
    clerk = counter.clerk("yamada", f"/desk/{record_id}")
    clerk.is_asked("請求者の氏名")
    clerk.type("斉藤")
    clerk.press("F4")
    shows(clerk, 2, "様式の2ページ目")
    expect(clerk.sees("#viewer")).to_have_attribute("data-view", "page")
    clerk.sees("#keys button").filter(has_text="めくる").click()
    shows(clerk, 3, "添付書類 1")
    box, table = sheet(clerk).bounding_box(), clerk.sees("#viewer").bounding_box()
    assert box is not None and table is not None
    assert box["width"] / box["height"] == pytest.approx(900 / 600, abs=0.02)  # a landscape copy keeps its shape
    assert table["x"] <= box["x"] and box["x"] + box["width"] <= table["x"] + table["width"] + 1
    clerk.type(" 裕二")
    expect(clerk.sees("#answer")).to_have_value("斉藤 裕二")
    clerk.press("F4")
    shows(clerk, 1, "様式の1ページ目")
    expect(clerk.sees("#viewer")).to_have_attribute("data-view", "field")
    clerk.press("F4", "F2")
    shows(clerk, 1, "様式の1ページ目")


def test_a_missing_page_is_told_where_its_picture_would_be(counter: Counter) -> None:
    house = counter.house
    record_id = hand_in_front(house.database, house.settings, house.municipality_id)
    clerk = counter.clerk("yamada", f"/desk/{record_id}")
    clerk.is_asked("請求者の氏名")
    expect(clerk.sees("#notices")).to_contain_text("2 ページ目がスキャンにありません")
    clerk.press("Enter")
    expect(clerk.sees("#label")).to_have_text("公簿等の確認への同意")
    expect(clerk.sees("#reasons")).to_contain_text("スキャンにないページの項目です")
    expect(clerk.sees("#leaf")).to_have_text("様式の2ページ目はスキャンされていません")
    expect(clerk.sees("#crop img")).to_have_count(0)
    expect(sheet(clerk)).to_be_hidden()
    fits(clerk)
    clerk.press("F4")
    expect(sheet(clerk)).to_be_visible()
    clerk.press("F4")
    expect(sheet(clerk)).to_be_hidden()
