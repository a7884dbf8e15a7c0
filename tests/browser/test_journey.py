"""A sheet's whole way over the desk without a mouse."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.town import MOVE, PASSWORD
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections, readings

pytestmark = pytest.mark.browser


def test_a_record_is_reviewed_and_exported_by_keyboard_alone(counter: Counter) -> None:
    before = readings(counter.house)
    clerk = counter.clerk()
    clerk.log_in("sato")
    expect(clerk.sees("#take-next")).to_be_focused()
    clerk.press("Enter")
    review(clerk)
    expect(clerk.sees("#record-number")).to_have_text("2")  # the next is there at once
    clerk.is_asked("届出人の電話")
    clerk.tab_to("a.brand", "Shift+Tab")
    clerk.press("Enter")
    clerk.page.wait_for_url("**/queue")

    row = exported(clerk)
    assert row["filer.phone"] == "0312345673"
    assert row["new_head.kana"] == "サイトウ　ユウジ"
    assert row["members.1.birth_date"] == "1988-01-08"
    assert row["members.1.sex"] == "female"
    assert row["new_head.name"] == "斎藤　裕二"  # accepted without a person

    assert readings(counter.house) == before
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "0312345673")]
    assert corrections(counter.house, "new_head.kana") == [("candidate", "サイトウ　ュウジ", "サイトウ　ユウジ")]
    assert corrections(counter.house, "members.1.sex") == [("typed", "male", "female")]
    assert corrections(counter.house, "new_head.name") == []


def review(clerk: Clerk) -> None:
    """All four fields of the sheet that wait, in the order of the paper."""
    clerk.is_asked("届出人の電話")
    expect(clerk.sees("#reasons")).to_have_text("読み取りに確信が持てません。記入を確かめてください。")
    clerk.answers(text="0312345673")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.press("2")
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ユウジ")
    expect(clerk.sees("#stands")).to_have_text("機械の読み：サイトウ　ュウジ")
    clerk.press("Enter")
    clerk.is_asked("生年月日 1")
    expect(clerk.sees("#done")).to_have_text("2")
    clerk.answers(text="昭和63年1月8日")
    clerk.is_asked("性別 1")
    clerk.press("2")
    expect(clerk.sees('#answer input[value="female"]')).to_be_checked()
    clerk.press("Enter")
    expect(clerk.sees("#finish")).to_be_focused()
    expect(clerk.sees("#done")).to_have_text("4")
    clerk.press("Enter")


def exported(clerk: Clerk) -> dict[str, str]:
    """The one row of the CSV file, reached by Tab and Enter."""
    clerk.tab_to('nav a[href="/exports"]', "Shift+Tab")
    clerk.press("Enter")
    expect(clerk.sees("#form")).to_be_focused()
    expect(clerk.sees("#write")).to_be_enabled()
    expect(clerk.sees("#waiting")).to_have_text("書き出しを待つ受付：1 件")
    clerk.press("End")  # 住民異動届, the last of the forms
    clerk.tab_to("#write")
    clerk.press("Enter")
    expect(clerk.sees("#file")).to_be_focused()
    expect(clerk.sees("#result")).to_contain_text("1 件を書き出しました。")
    with clerk.page.expect_download() as download:
        clerk.press("Enter")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    return row


def test_an_accepted_sheet_needs_only_enter(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/desk")
    for label in ("届出人の電話", "新しい世帯主のフリガナ", "生年月日 1", "性別 1"):
        clerk.is_asked(label)
        clerk.press("Enter")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.has_saved()
    assert {key: corrections(counter.house, key)[0][0] for key in MOVE.asked} == dict.fromkeys(MOVE.asked, "confirmed")


def test_an_answer_against_its_format_stops_once(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/desk")
    clerk.expected = ("422",)
    clerk.is_asked("届出人の電話")
    clerk.answers(text="内線12")
    expect(clerk.sees("#message")).to_contain_text("もう一度 Enter でこのまま保存します。")
    expect(clerk.sees("#answer")).to_be_focused()
    assert corrections(counter.house, "filer.phone") == []
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "内線12")]


def test_a_wrong_password_is_told_and_can_be_typed_again(counter: Counter) -> None:
    clerk = counter.clerk()
    clerk.expected = ("401",)
    expect(clerk.sees("#enter")).to_be_enabled()
    clerk.type("yamada")
    clerk.press("Tab")
    clerk.answers(text="wrong")
    expect(clerk.sees("#problem")).to_contain_text("ユーザー名かパスワードが違います。")
    clerk.answers(text=PASSWORD)  # the wrong one is selected
    clerk.page.wait_for_url("**/queue")
