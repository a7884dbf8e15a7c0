"""Variants of kanji, picked from a palette by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections
from tests.browser.test_writing import COMPATIBLE, at

pytestmark = pytest.mark.browser


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the name of record 1: 斎藤 裕二."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked("届出人の電話")
    at(clerk, "filer.name", "届出人の氏名")
    return clerk


def test_a_digit_exchanges_the_kanji_and_typing_goes_on_behind_it(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+v")
    expect(clerk.sees("#palette")).to_be_visible()
    expect(clerk.sees("#palette .palette-row")).to_have_count(1)
    expect(clerk.sees("#palette .palette-row button")).to_have_text(["1斉U+6589", "2齋U+9F4B", "3齊U+9F4A"])
    clerk.press("2")
    expect(clerk.sees("#palette")).to_be_hidden()
    expect(clerk.sees("#answer:focus")).to_have_value("齋藤 裕二")
    clerk.type("々")
    expect(clerk.sees("#answer")).to_have_value("齋々藤 裕二")
    clerk.press("Backspace", "Enter")
    clerk.is_asked("届出人の電話")
    assert corrections(counter.house, "filer.name") == [("typed", "斎藤 裕二", "齋藤　裕二")]


def test_arrows_go_from_kanji_to_kanji_and_escape_changes_nothing(clerk: Clerk) -> None:
    clerk.type("高崎　神")
    clerk.press("Alt+v")
    expect(clerk.sees("#palette .palette-row")).to_have_count(3)
    expect(clerk.sees(".palette-row:focus-within b")).to_have_text("神")  # before the caret
    clerk.press("ArrowUp")
    expect(clerk.sees(".palette-row:focus-within b")).to_have_text("崎")
    clerk.press("ArrowRight")
    expect(clerk.sees(".palette-row button:focus")).to_contain_text("嵜")
    clerk.press("Escape")
    expect(clerk.sees("#answer:focus")).to_have_value("高崎　神")
    clerk.press("Home", "Alt+v")
    expect(clerk.sees(".palette-row:focus-within b")).to_have_text("高")
    clerk.press("ArrowDown", "Enter")
    expect(clerk.sees("#answer:focus")).to_have_value("高﨑　神")


def test_kanji_of_the_compatibility_block_and_beyond_the_first_plane_survive(counter: Counter, clerk: Clerk) -> None:
    clerk.type("神吉")
    clerk.sees("#variants").click()
    clerk.press("1")
    expect(clerk.sees("#answer")).to_have_value("神\U00020bb7")
    clerk.press("ArrowLeft", "Alt+v", "1")
    expect(clerk.sees("#answer")).to_have_value(f"{COMPATIBLE}\U00020bb7")
    clerk.type("田")  # between the two
    clerk.press("Enter")
    clerk.is_asked("届出人の電話")
    name = f"{COMPATIBLE}田\U00020bb7"
    assert corrections(counter.house, "filer.name") == [("typed", "斎藤 裕二", name)]
    stands = counter.desk("ito").ok("GET", "/records/1")["fields"]
    assert next(field["value"] for field in stands if field["key"] == "filer.name") == name


def test_an_answer_without_variants_says_so(clerk: Clerk) -> None:
    clerk.type("山川")
    clerk.press("Alt+v")
    expect(clerk.sees("#palette")).to_contain_text("選べる異体字がありません")
    clerk.press("Enter")  # on the button that closes
    expect(clerk.sees("#answer:focus")).to_have_value("山川")


def test_fields_without_kanji_have_no_palette(clerk: Clerk) -> None:
    at(clerk, "new_head.kana", "新しい世帯主のフリガナ")
    expect(clerk.sees("#variants")).to_be_hidden()
    clerk.press("Alt+v")
    expect(clerk.sees("#palette")).to_be_hidden()
    clerk.is_asked("新しい世帯主のフリガナ")
