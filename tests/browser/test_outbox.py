"""The line is down: one goes on, and every answer arrives in order and once, or comes back to its person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.api import town
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections

pytestmark = pytest.mark.browser

PHONE, KANA, BORN, SEX = "届出人の電話", "新しい世帯主のフリガナ", "生年月日 1", "性別 1"
ANSWERS = "**/api/v1/records/*/fields/*"
STORED = "sessionStorage.getItem('madoguchi.unsent')"


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the first field of record 1."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.expected = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "409", "422", "401")
    clerk.is_asked(PHONE)
    return clerk


def cut(clerk: Clerk) -> Callable[[], None]:
    """Let no answer through, though pages still load; what comes back ends that."""

    def abort(route: Route) -> None:
        if route.request.method == "PUT":
            route.abort()
        else:
            route.continue_()

    clerk.intercepts(ANSWERS, abort)
    return lambda: clerk.page.unroute(ANSWERS, abort)


def unsent(clerk: Clerk, count: int) -> None:
    expect(clerk.sees("#unsent")).to_contain_text(f"未送信 {count} 件")


def answer_two(clerk: Clerk) -> None:
    clerk.answers(text="0312345673")
    clerk.is_asked(KANA, is_saved=False)
    clerk.answers("2")
    clerk.is_asked(BORN, is_saved=False)
    unsent(clerk, 2)


def test_an_answer_without_text_is_shown_as_such_on_its_way(counter: Counter, clerk: Clerk) -> None:
    let_through = cut(clerk)
    clerk.press("Alt+G")
    clerk.is_asked(KANA, is_saved=False)
    clerk.press("Alt+T")
    clerk.is_asked(BORN, is_saved=False)
    unsent(clerk, 2)
    first, second = clerk.sees("#fields .unsent").nth(0), clerk.sees("#fields .unsent").nth(1)
    expect(first).to_contain_text("該当なし")
    expect(second).to_contain_text("取り消し線あり")
    expect(first).not_to_contain_text("0312345678")
    let_through()
    expect(clerk.sees("#unsent")).to_be_hidden()
    assert [row[0] for row in corrections(counter.house, "filer.phone")] == ["not_applicable"]


def test_one_goes_on_to_the_end_while_the_line_is_down(counter: Counter, clerk: Clerk) -> None:
    clerk.page.context.set_offline(True)
    answer_two(clerk)
    expect(clerk.sees("#fields .unsent")).to_have_count(2)
    clerk.answers(text="昭和63年1月8日")
    clerk.is_asked(SEX, is_saved=False)
    clerk.answers("2")
    expect(clerk.sees("#finish")).to_be_focused()
    unsent(clerk, 4)
    clerk.press("Enter")
    expect(clerk.sees("#complete-message")).to_contain_text("サーバーにつながりません")
    assert corrections(counter.house, "filer.phone") == []
    assert "0312345673" in clerk.page.evaluate(STORED)

    clerk.page.context.set_offline(False)
    expect(clerk.sees("#record-number")).to_have_text("2")
    expect(clerk.sees("#unsent")).to_be_hidden()
    assert clerk.page.evaluate(STORED) is None
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "0312345673")]
    assert corrections(counter.house, "new_head.kana") == [("candidate", "サイトウ　ュウジ", "サイトウ　ユウジ")]
    assert corrections(counter.house, "members.1.birth_date") == [("typed", "昭和64年1月8日", "昭和63年1月8日")]
    assert corrections(counter.house, "members.1.sex") == [("typed", "male", "female")]
    assert counter.desk("ito").ok("GET", "/records/1")["status"] == "reviewed"


def test_a_reloaded_page_sends_what_was_left(counter: Counter, clerk: Clerk) -> None:
    mend = cut(clerk)
    answer_two(clerk)
    clerk.page.reload()
    clerk.is_asked(BORN, is_saved=False)
    unsent(clerk, 2)
    assert corrections(counter.house, "filer.phone") == []
    mend()
    clerk.is_asked(BORN)
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "0312345673")]
    assert len(corrections(counter.house, "new_head.kana")) == 1
    assert clerk.page.evaluate(STORED) is None


def test_a_conflict_that_comes_back_late_waits_for_its_turn(counter: Counter, clerk: Clerk) -> None:
    mend = cut(clerk)
    answer_two(clerk)
    window = counter.desk("yamada")
    token = window.ok("POST", "/records/1/claim")["claim"]["token"]
    body = {"kind": "typed", "text": "0312345670", "expected_version": 1, "claim_token": token}
    window.ok("PUT", "/records/1/fields/filer.phone", body)
    clerk.type("昭和63年1月")
    mend()
    expect(clerk.sees("#message")).to_contain_text("「届出人の電話」は別の人が先に決めていました。")
    clerk.is_asked(BORN)
    expect(clerk.sees("#answer")).to_have_value("昭和63年1月")
    expect(clerk.sees("#fields .trouble")).to_have_count(1)
    clerk.answers(text="8日")
    clerk.is_asked(SEX)
    clerk.press("Enter")
    expect(clerk.sees("#label")).to_have_text(PHONE)
    expect(clerk.sees("#keep-theirs b")).to_have_text("0312345670")
    expect(clerk.sees("#keep-mine b")).to_have_text("0312345673")
    expect(clerk.sees("#keep-theirs")).to_be_focused()
    clerk.press("Tab", "Enter")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.has_saved()
    assert [after for _, _, after in corrections(counter.house, "filer.phone")] == ["0312345670", "0312345673"]
    assert len(corrections(counter.house, "new_head.kana")) == 1


def test_a_late_doubt_does_not_take_the_input_away(counter: Counter, clerk: Clerk) -> None:
    mend = cut(clerk)
    clerk.answers(text="内線12")
    clerk.is_asked(KANA, is_saved=False)
    unsent(clerk, 1)
    clerk.type("サイトウ")
    mend()
    expect(clerk.sees("#message")).to_contain_text("「届出人の電話」の答えは書き方に合っていません。")
    clerk.is_asked(KANA)
    expect(clerk.sees("#answer")).to_have_value("サイトウ")
    clerk.press("Alt+ArrowLeft")
    clerk.is_asked(PHONE)
    expect(clerk.sees("#message")).to_contain_text("もう一度 Enter でこのまま保存します。")
    expect(clerk.sees("#answer")).to_have_value("内線12")
    clerk.press("Enter")
    clerk.is_asked(KANA)
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "内線12")]


def test_an_answer_that_never_set_out_is_taken_back_without_a_trace(counter: Counter, clerk: Clerk) -> None:
    mend = cut(clerk)
    answer_two(clerk)
    clerk.press("Alt+Z")
    clerk.is_asked(KANA, is_saved=False)
    unsent(clerk, 1)
    clerk.press("Alt+Z")  # this one may be there already: it is taken back by one more
    clerk.is_asked(PHONE, is_saved=False)
    unsent(clerk, 2)
    mend()
    clerk.is_asked(PHONE)
    expect(clerk.sees("#answer")).to_have_value("0312345678")
    assert [kind for kind, _, _ in corrections(counter.house, "filer.phone")] == ["typed", "undone"]
    assert corrections(counter.house, "new_head.kana") == []


def test_a_colleague_who_took_the_record_keeps_it_and_the_answers_can_be_copied(counter: Counter, clerk: Clerk) -> None:
    mend = cut(clerk)
    answer_two(clerk)
    counter.desk("yamada").ok("DELETE", "/records/1/claim")
    counter.desk("suzuki").ok("POST", "/records/1/claim")
    mend()
    expect(clerk.sees("#lost-message")).to_contain_text("鈴木 次郎")
    expect(clerk.sees("#lost-kept label")).to_have_text([PHONE, KANA])
    kept = [each.input_value() for each in clerk.sees("#lost-kept input").all()]
    assert kept == ["0312345673", "サイトウ　ユウジ"]
    assert clerk.page.evaluate(STORED) is None
    assert corrections(counter.house, "filer.phone") == []


def test_a_login_that_ends_keeps_answers_for_the_same_person_only(counter: Counter, clerk: Clerk) -> None:
    mend = cut(clerk)
    answer_two(clerk)
    clerk.page.context.clear_cookies()
    mend()
    clerk.page.wait_for_url("**/login")
    clerk.page.wait_for_load_state("networkidle")
    assert "ログインの時間が切れました" in clerk.sees("#ended").inner_text()
    clerk.sees("#username").fill("yamada")
    clerk.sees("#password").fill(town.PASSWORD)
    clerk.sees("#password").press("Enter")
    clerk.page.wait_for_url("**/desk**")
    clerk.is_asked(BORN)
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "0312345673")]
    assert clerk.page.evaluate(STORED) is None  # sent: nothing of it stays in the browser


def test_nothing_stays_in_the_browser_after_going_out_or_for_another(counter: Counter, clerk: Clerk) -> None:
    mend = cut(clerk)
    answer_two(clerk)
    clerk.page.goto("/queue")
    assert "0312345673" in clerk.page.evaluate(STORED)
    clerk.sees("summary").click()
    clerk.sees("#log-out").click()
    clerk.page.wait_for_url("**/login")
    assert clerk.page.evaluate(STORED) is None

    mend()
    clerk.page.evaluate(
        "sessionStorage.setItem('madoguchi.unsent', JSON.stringify({ who: 'suzuki', answers: [{ record_id: 1 }] }))"
    )
    clerk.log_in("yamada")
    clerk.page.goto("/desk/2")
    clerk.is_asked(PHONE)
    assert clerk.page.evaluate(STORED) is None
