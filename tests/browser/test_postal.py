"""The postal table beside an address and beside a postal code."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.api import town
from tests.api.town import MOVE, Written
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections
from tests.browser.test_writing import at

pytestmark = pytest.mark.browser

MISREAD = "北海道札幌市中央区北一条酉2-1 見本ハイツ203"
KEY, LABEL = "old_address.text", "今までの住所"


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At record 3, whose old address was misread."""
    house, written = counter.house, Written({**MOVE.texts, KEY: MISREAD}, MOVE.asked)
    number = town.hand_in(house.database, house.settings, house.municipality_id, written, number=3)
    clerk = counter.clerk("yamada", f"/desk/{number}")
    clerk.is_asked("届出人の電話")
    return clerk


def test_a_town_of_the_code_is_picked_by_number_and_keeps_the_house_number(counter: Counter, clerk: Clerk) -> None:
    at(clerk, KEY, LABEL)
    offers = clerk.sees("#candidates button")
    expect(offers).to_have_count(2)
    expect(offers.nth(0)).to_have_text("1" + MISREAD)
    expect(offers.nth(1)).to_contain_text("郵便番号簿")
    clerk.press("2")
    right = "北海道札幌市中央区北一条西2-1 見本ハイツ203"
    expect(clerk.sees("#answer")).to_have_value(right)
    clerk.press("Enter")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, KEY, 3) == [("typed", MISREAD, right.replace(" ", "　"))]


def test_an_address_in_its_town_is_offered_nothing(clerk: Clerk) -> None:
    with clerk.page.expect_response("**/postal/1000001"):
        at(clerk, "new_address.text", "新しい住所")
    expect(clerk.sees("#understood")).to_have_text("郵便番号簿：東京都千代田区千代田")
    expect(clerk.sees("#candidates button")).to_have_count(0)


def test_a_house_number_is_typed_and_its_town_picked(counter: Counter, clerk: Clerk) -> None:
    at(clerk, KEY, LABEL)
    expect(clerk.sees("#candidates button")).to_have_count(2)
    clerk.type("５−６")
    expect(clerk.sees("#candidates button").nth(1)).to_contain_text("北海道札幌市中央区北一条西５−６")
    clerk.press("Alt+2")
    expect(clerk.sees('#candidates [aria-pressed="true"]')).to_contain_text("2北海道札幌市中央区北一条西５−６")
    clerk.press("Enter")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, KEY, 3) == [("typed", MISREAD, "北海道札幌市中央区北一条西5-6")]


def test_another_code_brings_other_towns(clerk: Clerk) -> None:
    at(clerk, "new_address.postal_code", "新しい住所の郵便番号")
    expect(clerk.sees("#understood")).to_have_text("東京都千代田区千代田")
    clerk.type("49800")
    expect(clerk.sees("#understood")).to_be_empty()
    clerk.type("00")
    expect(clerk.sees("#understood")).to_have_text("愛知県弥富市、三重県桑名郡木曽岬町")
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    at(clerk, "new_address.text", "新しい住所")
    expect(clerk.sees("#candidates button")).to_have_text(
        ["1東京都千代田区千代田1-1", "2愛知県弥富市1-1郵便番号簿", "3三重県桑名郡木曽岬町1-1郵便番号簿"]
    )
    clerk.sees("#candidates button").nth(2).click()
    expect(clerk.sees("#answer")).to_have_value("三重県桑名郡木曽岬町1-1")
    clerk.is_asked("新しい住所")


def test_a_code_that_is_in_no_table_is_told_at_once(clerk: Clerk) -> None:
    at(clerk, "new_address.postal_code", "新しい住所の郵便番号")
    clerk.type("999-9999")
    expect(clerk.sees("#understood.odd")).to_have_text("この番号は郵便番号簿にありません")


@pytest.mark.parametrize(("text", "town_", "stands"), [
    ("", "千代田", "東京都千代田区千代田"),
    ("東京都千代田区千代曰1-1", "千代田", "東京都千代田区千代田1-1"),
    ("千代田区千代曰１ー１", "千代田", "千代田区千代田１ー１"),
    ("東京都千代田区一番町3-2", "一番町", "東京都千代田区一番町3-2"),
    ("東京都千代田区1番町3-2", "一番町", "東京都千代田区一番町3-2"),
    ("東京都千代田区千代曰二丁目3番", "千代田", "東京都千代田区千代田二丁目3番"),
    ("東京都千代田区千代田見本ビル5F", "千代田", "東京都千代田区千代田見本ビル5F"),
    ("京都千代田区10条西12-3", "十条西", "東京都千代田区十条西12-3"),
    ("読めない", "千代田", "東京都千代田区千代田"),
])  # fmt: skip
def test_the_house_number_stays_behind_the_town(clerk: Clerk, text: str, town_: str, stands: str) -> None:
    area = {"prefecture": "東京都", "city": "千代田区", "town": town_}
    told = clerk.page.evaluate(
        """async ([text, area]) => (await import("/static/js/offers.js")).placed(text, area)""", [text, area]
    )
    assert told == stands
