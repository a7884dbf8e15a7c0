"""Each key of the desk does what the list of keys says."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from pipeline.settings import PROJECT_ROOT
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections, rejected

pytestmark = pytest.mark.browser

KEYMAPS = (PROJECT_ROOT / "review_ui" / "static" / "js" / "keymap.js").read_text(encoding="utf-8")


def keys_of(keymap: str) -> list[str]:
    """The actions of one keymap, as the source lists them."""
    _, _, rest = KEYMAPS.partition(f"export const {keymap} = [")
    return re.findall(r'\{ id: "(\w+)"', rest.partition("];")[0])


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the first field of record 1."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked("届出人の電話")
    return clerk


def test_help_opens_over_the_desk_and_gives_the_caret_back(clerk: Clerk) -> None:
    clerk.press("F1")
    expect(clerk.sees("#help")).to_be_visible()
    expect(clerk.sees("#help tbody tr:not(.purpose)")).to_have_count(len(keys_of("KEYMAP")))
    expect(clerk.sees("#help .purpose")).to_have_text(["見る", "答える・決める", "進む・戻る"])
    expect(clerk.sees("#help")).to_contain_text("判読不能として確定する")
    clerk.press("Alt+B")  # not while the list lies over the desk
    clerk.press("Escape")
    expect(clerk.sees("#help")).to_be_hidden()
    clerk.is_asked("届出人の電話")


def test_the_whole_sheet_is_a_key_away_and_typing_goes_on(clerk: Clerk) -> None:
    clerk.type("0312")
    clerk.press("F2")
    expect(clerk.sees("#viewer")).to_have_attribute("data-view", "page")
    clerk.type("345673")
    expect(clerk.sees("#answer")).to_have_value("0312345673")
    clerk.press("F2")
    expect(clerk.sees("#viewer")).to_have_attribute("data-view", "field")


def test_every_key_stands_under_one_purpose() -> None:
    lists = re.findall(r"^  (?:seeing|writing|going): \[(.*?)\],$", KEYMAPS, re.MULTILINE | re.DOTALL)
    named = [key for one in lists for key in re.findall(r'"(\w+)"', one)]
    assert len(named) == len(set(named))
    tables = re.findall(r"^export const (\w*KEYMAP) =", KEYMAPS, re.MULTILINE)
    assert {*named} == {key for table in tables for key in keys_of(table)}


def test_the_original_file_opens_beside_the_desk(clerk: Clerk) -> None:
    with clerk.page.context.expect_page() as opened:
        clerk.press("Shift+F3")
    assert opened.value.url.endswith("/api/v1/records/1/original")


def test_blank_and_illegible_are_stored_as_such(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+B")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.press("Alt+I")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, "filer.phone") == [("blank", "0312345678", "")]
    assert corrections(counter.house, "new_head.kana") == [("illegible", "サイトウ　ュウジ", "")]
    expect(clerk.sees("#fields .decided").nth(1)).to_contain_text("判読不能")


def test_back_returns_to_the_field_before_and_a_second_answer_counts(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.press("Alt+ArrowLeft")
    clerk.is_asked("届出人の電話")
    expect(clerk.sees("#reasons")).to_have_text("山田 太郎 さんが、機械の読みのとおりと確認しました")
    clerk.answers(text="0312345670")
    clerk.is_asked("新しい世帯主のフリガナ")
    assert [after for _, _, after in corrections(counter.house, "filer.phone")] == ["0312345678", "0312345670"]


def test_up_and_down_reach_accepted_fields(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+ArrowUp")
    clerk.is_asked("届出人の氏名")
    expect(clerk.sees("#reasons")).to_have_text("機械の読み取りをそのまま採用しています")
    clerk.answers(text="齋藤 裕二")
    clerk.is_asked("届出人の電話")
    assert corrections(counter.house, "filer.name") == [("typed", "斎藤 裕二", "齋藤　裕二")]  # its space put right


def test_a_record_put_back_makes_room_for_another(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+S", "1")
    expect(clerk.sees("#record-number")).to_have_text("2")
    clerk.is_asked("届出人の電話")
    assert counter.desk("ito").ok("GET", "/records/1")["claimed_by"] is None


def test_the_mouse_leaves_the_caret_in_the_answer(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.sees("#candidates button").nth(1).click()
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.press("Enter")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, "new_head.kana") == [("candidate", "サイトウ　ュウジ", "サイトウ　ユウジ")]


def test_a_field_is_reached_by_a_click_on_the_sheet(clerk: Clerk) -> None:
    clerk.press("F2")
    clerk.sees('.place[data-key="old_head.name"]').click()
    clerk.is_asked("前の世帯主の氏名")


def test_a_sheet_that_is_no_application_is_set_aside_with_a_reason(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+X")
    expect(clerk.sees("#reject-reason:focus")).to_be_visible()
    clerk.press("Enter")  # not without a reason
    expect(clerk.sees("#reject")).to_be_visible()
    clerk.press("Escape")
    clerk.is_asked("届出人の電話")
    clerk.press("Alt+X")
    clerk.answers(text="試し書き")
    expect(clerk.sees("#record-number")).to_have_text("2")
    assert rejected(counter.house) == [(1, "試し書き")]
    assert corrections(counter.house, "filer.phone") == []
