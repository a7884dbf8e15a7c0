"""Seeing the paper: moved, enlarged, as scanned, darker; the caret stays in the answer all the while."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from tests.api.claims import hand_in_claim
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter

pytestmark = pytest.mark.browser


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the first field of record 1."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked("届出人の電話")
    return clerk


def rest(clerk: Clerk, selector: str = ".sheet-of-paper") -> FloatRect:
    """Where something lies once the sheet has stopped gliding."""
    sheet = clerk.sees(".sheet-of-paper")
    sheet.evaluate("sheet => Promise.all(sheet.getAnimations().map((glide) => glide.finished))")
    box = clerk.sees(selector).bounding_box()
    assert box is not None
    return box


def middle(box: FloatRect) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def viewer(clerk: Clerk) -> Locator:
    return clerk.sees("#viewer")


def test_keys_move_and_enlarge_the_sheet_and_one_brings_it_back(clerk: Clerk) -> None:
    home = rest(clerk)
    clerk.type("0312")
    clerk.press("Alt+Shift+ArrowDown", "Alt+Shift+ArrowRight")
    moved = rest(clerk)
    assert (moved["x"] < home["x"], moved["y"] < home["y"], moved["width"]) == (True, True, home["width"])
    clerk.press("Alt+Shift+ArrowUp", "Alt++")
    assert rest(clerk)["width"] == pytest.approx(home["width"] * 1.25, rel=0.01)
    clerk.press("Alt+-", "Alt+-")
    assert rest(clerk)["width"] == pytest.approx(home["width"] / 1.25, rel=0.01)
    expect(clerk.sees(".tools .home")).to_be_visible()
    clerk.press("Alt+0")
    assert rest(clerk) == home
    expect(clerk.sees(".tools .home")).to_be_hidden()
    clerk.type("345678")
    expect(clerk.sees("#answer")).to_have_value("0312345678")


def test_the_wheel_zooms_at_the_pointer(clerk: Clerk) -> None:
    rest(clerk)
    field = middle(rest(clerk, ".viewer .spot"))
    clerk.page.mouse.move(*field)
    clerk.page.mouse.wheel(0, -400)
    expect(viewer(clerk)).to_have_attribute("data-moved", "true")
    assert middle(rest(clerk, ".viewer .spot")) == pytest.approx(field, abs=2)
    clerk.page.mouse.wheel(0, 5000)  # never smaller than the whole sheet
    table = viewer(clerk).bounding_box()
    assert table is not None
    assert rest(clerk)["height"] == pytest.approx(table["height"] - 32, abs=2)
    clerk.is_asked("届出人の電話")


def test_dragging_moves_the_sheet_and_chooses_no_field(clerk: Clerk) -> None:
    clerk.press("F2", "Alt++", "Alt++", "Alt++")
    before = rest(clerk)
    other = middle(rest(clerk, '.place[data-key="members.1.name"]'))
    clerk.page.mouse.move(*other)
    clerk.page.mouse.down()
    clerk.page.mouse.move(other[0] + 10, other[1] - 60)
    clerk.page.mouse.up()
    after = rest(clerk)
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((10, -60), abs=1)
    clerk.is_asked("届出人の電話")


def test_a_double_click_shows_the_whole_sheet_and_comes_closer_again(clerk: Clerk) -> None:
    close = rest(clerk)
    table = viewer(clerk).bounding_box()
    assert table is not None
    clerk.page.mouse.dblclick(*middle(rest(clerk, ".viewer .spot")))
    assert rest(clerk)["height"] < table["height"] < close["height"]
    clerk.page.mouse.dblclick(*middle(rest(clerk, ".viewer .spot")))
    assert rest(clerk)["height"] > table["height"]
    clerk.is_asked("届出人の電話")


def test_a_double_click_on_another_field_goes_there_and_stays(clerk: Clerk) -> None:
    clerk.sees('.place[data-key="new_address.text"]').dblclick()
    clerk.is_asked("新しい住所")
    expect(viewer(clerk)).to_have_attribute("data-moved", "false")


def test_buttons_do_it_without_wheel_and_without_dragging(clerk: Clerk) -> None:
    home = rest(clerk)
    clerk.sees("[data-tool=larger]").click()
    assert rest(clerk)["width"] > home["width"]
    clerk.sees("[data-tool=home]").click()
    assert rest(clerk) == home
    clerk.sees("[data-tool=smaller]").click()
    assert rest(clerk)["width"] < home["width"]
    clerk.is_asked("届出人の電話")


def test_the_next_field_finds_the_sheet_where_it_belongs(clerk: Clerk) -> None:
    clerk.press("Alt++", "Alt+Shift+ArrowDown", "Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    expect(viewer(clerk)).to_have_attribute("data-moved", "false")
    spot, table = rest(clerk, ".viewer .spot"), rest(clerk, "#viewer")
    assert table["x"] < spot["x"] and spot["x"] + spot["width"] < table["x"] + table["width"]


def test_the_original_is_shown_as_scanned_and_the_same_key_goes_back(counter: Counter) -> None:
    """The file is a TIFF, which no browser shows."""
    house = counter.house
    record_id = hand_in_claim(house.database, house.settings, house.municipality_id)
    clerk = counter.clerk("yamada", f"/desk/{record_id}")
    clerk.is_asked("請求者の氏名")
    clerk.type("斉藤")
    clerk.press("F3")
    picture = clerk.sees("#viewer img")
    expect(viewer(clerk)).to_have_attribute("data-view", "original")
    expect(picture).to_have_attribute("src", f"/api/v1/records/{record_id}/scan/1.jpg")
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    expect(clerk.sees("#leaf")).to_contain_text("原本のスキャン（ファイルの1ページ目）")
    expect(clerk.sees(".viewer .place")).to_have_count(0)
    whole = rest(clerk)
    clerk.press("Alt++")
    assert rest(clerk)["width"] > whole["width"]
    clerk.press("F4")
    expect(picture).to_have_attribute("src", f"/api/v1/records/{record_id}/scan/2.jpg")
    clerk.press("F4", "F4")
    expect(picture).to_have_attribute("src", f"/api/v1/records/{record_id}/scan/1.jpg")
    clerk.type(" 裕二")
    clerk.press("F3")
    expect(viewer(clerk)).to_have_attribute("data-view", "field")
    clerk.press("F3", "Enter")  # whoever goes on sees the next field, not the scan
    clerk.is_asked("同意年月日")
    expect(viewer(clerk)).to_have_attribute("data-view", "field")


def test_an_original_that_cannot_be_shown_says_so(clerk: Clerk) -> None:
    clerk.expected = ("404",)
    clerk.intercepts("**/scan/1.jpg", lambda route: route.fulfill(status=404))
    clerk.press("F3")
    expect(viewer(clerk)).to_have_class(re.compile("broken"))
    clerk.press("F3")
    expect(viewer(clerk)).not_to_have_class(re.compile("broken"))
    expect(clerk.sees("#viewer img")).to_be_visible()


def test_the_tone_is_told_in_words_and_stays_while_one_works(clerk: Clerk) -> None:
    crop, sheet, tone = clerk.sees("#crop img"), clerk.sees("#viewer img"), clerk.sees("#tone")
    expect(crop).to_have_css("filter", "none")
    clerk.press("F8")
    expect(tone).to_have_text("表示：濃く")
    for picture in (crop, sheet):
        expect(picture).to_have_css("filter", re.compile("contrast"))
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.press("F8", "Alt+S", "1")
    expect(clerk.sees("#record-number")).to_have_text("2")
    expect(tone).to_have_text("表示：白黒反転")
    clerk.page.reload()
    clerk.is_asked("届出人の電話")
    expect(crop).to_have_css("filter", re.compile("invert"))
    clerk.page.goto("/refused")
    expect(tone).to_have_text("表示：白黒反転")
    clerk.press("F8")
    expect(tone).to_be_hidden()
    expect(clerk.sees("#paper img")).to_have_css("filter", "none")
