"""Somebody else was faster, the line is down, the login has ended: nothing that a person typed is lost or doubled."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections

pytestmark = pytest.mark.browser

FIELD = "filer.phone"


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the telephone number of record 1."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked("届出人の電話")
    return clerk


def meanwhile(counter: Counter, text: str) -> None:
    """The same account answers the field in another window."""
    window = counter.desk("yamada")
    token = window.ok("POST", "/records/1/claim")["claim"]["token"]
    body = {"kind": "typed", "text": text, "expected_version": 1, "claim_token": token}
    window.ok("PUT", f"/records/1/fields/{FIELD}", body)


@pytest.mark.parametrize(("keys", "shown", "kept"), [
    (["Enter"], "0312345679", "0312345670"),
    (["Tab", "Enter"], "0312345679", "0312345679"),
])  # fmt: skip
def test_a_clash_shows_both_answers_and_keeps_the_chosen_one(
    counter: Counter, clerk: Clerk, keys: list[str], shown: str, kept: str
) -> None:
    clerk.expected = ("409",)
    meanwhile(counter, "0312345670")
    clerk.answers(text=shown)
    expect(clerk.sees("#keep-theirs")).to_be_focused()
    expect(clerk.sees("#message")).to_contain_text("別のタブで、あなたが先にこの項目に答えています。")
    expect(clerk.sees("#keep-theirs b")).to_have_text("0312345670")
    expect(clerk.sees("#keep-mine b")).to_have_text(shown)
    clerk.press(*keys)
    clerk.is_asked("新しい世帯主のフリガナ")
    assert corrections(counter.house, FIELD)[-1][2] == kept
    assert len(corrections(counter.house, FIELD)) == len(keys)


def test_what_is_illegible_stays_so_in_a_clash(counter: Counter, clerk: Clerk) -> None:
    clerk.expected = ("409",)
    meanwhile(counter, "0312345670")
    clerk.press("Alt+I")
    expect(clerk.sees("#keep-mine b")).to_have_text("判読不能")
    clerk.press("Tab", "Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    assert corrections(counter.house, FIELD)[-1] == ("illegible", "0312345670", "")


def test_an_answer_whose_reply_was_lost_is_stored_once(counter: Counter, clerk: Clerk) -> None:
    clerk.expected = ("ERR_FAILED",)

    def lose_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    clerk.intercepts(f"**/fields/{FIELD}", lose_reply, times=1)
    clerk.answers(text="0312345673")
    clerk.is_asked("新しい世帯主のフリガナ")
    assert corrections(counter.house, FIELD) == [("typed", "0312345678", "0312345673")]


def test_a_record_taken_over_by_another_is_told_and_the_next_is_a_key_away(counter: Counter, clerk: Clerk) -> None:
    clerk.expected = ("409",)
    counter.desk("yamada").ok("DELETE", "/records/1/claim")
    counter.desk("suzuki").ok("POST", "/records/1/claim")
    clerk.press("Enter")
    expect(clerk.sees("#lost-next")).to_be_focused()
    expect(clerk.sees("#question, #next")).to_have_count(2)
    expect(clerk.sees("#question:visible, #next:visible")).to_have_count(0)
    clerk.press("Enter")
    expect(clerk.sees("#record-number")).to_have_text("2")
    clerk.is_asked("届出人の電話")


def test_a_login_that_has_ended_leads_to_the_door(counter: Counter, clerk: Clerk) -> None:
    clerk.expected = ("401",)
    for label in ("新しい世帯主のフリガナ", "生年月日 1", "性別 1"):
        clerk.press("Enter")
        clerk.is_asked(label)
    clerk.press("Enter")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.page.context.clear_cookies()
    clerk.press("Enter")
    clerk.page.wait_for_url("**/login")


def test_a_key_that_is_held_down_answers_once(counter: Counter, clerk: Clerk) -> None:
    for _ in range(12):  # without letting go: the keyboard repeats
        clerk.page.keyboard.down("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.has_saved()
    clerk.page.keyboard.up("Enter")
    assert len(corrections(counter.house, FIELD)) == 1
    assert corrections(counter.house, "new_head.kana") == []
    clerk.press("Enter")
    clerk.is_asked("生年月日 1")


def test_behind_a_refused_answer_the_one_before_it_on_the_field_is_taken_back(counter: Counter, clerk: Clerk) -> None:
    clerk.expected = ("422",)
    clerk.answers(text="0312345671")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.press("Alt+ArrowLeft")
    clerk.is_asked("届出人の電話")
    clerk.answers(text="12")
    expect(clerk.sees("#message")).not_to_be_empty()
    expect(clerk.sees("#stands")).to_have_text("機械の読み：0312345678")
    clerk.press("Alt+z")
    clerk.has_saved()
    assert [kind for kind, *_ in corrections(counter.house, FIELD)] == ["typed", "undone"]
