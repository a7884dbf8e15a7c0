"""A working day's interruptions: put aside, asked, taken back, left alone. By keyboard alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from models.db.tables import ClaimRow, CorrectionRow, NoteRow, SkipRow
from models.record import Lane
from tests.api import town
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections

pytestmark = pytest.mark.browser

PHONE, KANA, BORN, SEX = "届出人の電話", "新しい世帯主のフリガナ", "生年月日 1", "性別 1"


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the first field of record 1."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked(PHONE)
    return clerk


def skips(counter: Counter) -> list[tuple[int, str, str]]:
    with counter.house.database.read() as session:
        rows = session.execute(select(SkipRow.record_id, SkipRow.reason, SkipRow.text).order_by(SkipRow.id))
        return [(number, str(reason), text) for number, reason, text in rows]


def test_a_record_is_put_aside_with_a_usual_reason(counter: Counter, clerk: Clerk) -> None:
    clerk.type("0312345673")
    clerk.press("Alt+S")
    expect(clerk.sees("#skip")).to_be_visible()
    clerk.press("Escape")
    clerk.is_asked(PHONE)
    expect(clerk.sees("#answer")).to_have_value("0312345673")
    clerk.press("Enter")
    clerk.press("Alt+S", "2")
    expect(clerk.sees("#record-number")).to_have_text("2")
    clerk.is_asked(PHONE)
    expect(clerk.sees("#asides")).to_be_hidden()
    assert skips(counter) == [(1, "resident", "")]
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "0312345673")]

    clerk.page.goto("/queue?status=in_review")
    expect(clerk.sees("tbody tr").first).to_contain_text("保留：本人に確認する（山田 太郎）")
    colleague = counter.clerk("suzuki", "/desk/1")
    colleague.is_asked(KANA)
    expect(colleague.sees("#asides")).to_contain_text("山田 太郎 さんが")
    expect(colleague.sees("#asides")).to_contain_text("本人に確認する")


def test_a_record_is_put_aside_in_one_s_own_words_or_given_back_without(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+S")
    clerk.tab_to("#skip-text")
    clerk.answers(text="3 番窓口に聞く")  # a digit in words is no choice
    expect(clerk.sees("#record-number")).to_have_text("2")
    clerk.is_asked(PHONE)
    clerk.press("Alt+S", "4")
    clerk.page.wait_for_url("**/queue")
    assert skips(counter) == [(1, "other", "3 番窓口に聞く")]
    assert counter.desk("ito").ok("GET", "/records/2")["claimed_by"] is None


def test_a_question_goes_to_a_colleague_and_the_answer_comes_back(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+N")
    expect(clerk.sees("#note-about")).to_have_value("field:filer.phone")
    clerk.answers(text="最後は 3 ですか 8 ですか")
    clerk.is_asked(PHONE)
    expect(clerk.sees("#asides")).to_contain_text("山田 太郎 さんの質問（届出人の電話） 最後は 3 ですか 8 ですか")
    clerk.press("Alt+S", "4")
    clerk.page.wait_for_url("**/queue")
    clerk.page.goto("/queue?status=in_review")
    expect(clerk.sees("tbody tr").first).to_contain_text("質問 1 件")

    colleague = counter.clerk("suzuki", "/desk/1")
    colleague.is_asked(PHONE)
    expect(colleague.sees("#asides .question-open")).to_contain_text("未回答")
    colleague.press("Alt+N")
    expect(colleague.sees("#note-text")).to_be_focused()
    colleague.answers(text="3 です")
    colleague.is_asked(PHONE)
    expect(colleague.sees("#asides .reply")).to_contain_text("鈴木 次郎 さんの答え 3 です")
    expect(colleague.sees("#asides .question-open")).to_have_count(0)
    with counter.house.database.read() as session:
        assert session.scalars(select(NoteRow.text).order_by(NoteRow.id)).all() == [
            "最後は 3 ですか 8 ですか",
            "3 です",
        ]


@pytest.mark.parametrize("keys", ["Alt+Z", "Control+Z"])
def test_the_last_answer_is_taken_back_and_asked_again(counter: Counter, clerk: Clerk, keys: str) -> None:
    clerk.answers(text="0312345673")
    clerk.is_asked(KANA)
    clerk.press(keys)
    clerk.is_asked(PHONE)
    expect(clerk.sees("#answer")).to_have_value("0312345678")
    expect(clerk.sees("#fields .open")).to_have_count(4)
    assert corrections(counter.house, "filer.phone") == [
        ("typed", "0312345678", "0312345673"),
        ("undone", "0312345673", "0312345678"),
    ]
    clerk.press(keys)  # nothing of one's own is left
    clerk.answers(text="0312345670")
    clerk.is_asked(KANA)
    assert corrections(counter.house, "filer.phone")[-1] == ("typed", "0312345678", "0312345670")


def test_control_z_belongs_to_an_input_in_which_somebody_wrote(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Enter")
    clerk.is_asked(KANA)
    clerk.type("ア")
    clerk.press("Control+Z")
    clerk.is_asked(KANA)
    assert corrections(counter.house, "filer.phone") == [("confirmed", "0312345678", "0312345678")]


def test_an_answer_of_an_earlier_visit_is_taken_back_too(counter: Counter, clerk: Clerk) -> None:
    clerk.answers(text="0312345673")
    clerk.is_asked(KANA)
    clerk.page.reload()
    clerk.is_asked(KANA)
    clerk.press("Alt+Z")
    clerk.is_asked(PHONE)
    expect(clerk.sees("#answer")).to_have_value("0312345678")
    assert corrections(counter.house, "filer.phone")[-1] == ("undone", "0312345673", "0312345678")


def test_a_sheet_from_the_counter_comes_first_and_is_marked(counter: Counter) -> None:
    house = counter.house
    town.hand_in(house.database, house.settings, house.municipality_id, number=3, lane=Lane.COUNTER)
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked(PHONE)
    expect(clerk.sees("#record-number")).to_have_text("3")
    expect(clerk.sees("#lane")).to_have_text("窓口")


def expiry(counter: Counter) -> datetime:
    with counter.house.database.read() as session:
        return session.scalars(select(ClaimRow.expires_at)).one()


def set_clock(clerk: Clerk) -> None:
    """The page's clock stands in the test's hand. Replies still take real time: no patience ends before they come."""
    clerk.page.clock.install()
    clerk.page.add_init_script(
        "{ const real = fetch; window.fetch = (url, options) => real(url, { ...options, signal: undefined }); }"
    )


def test_a_claim_is_prolonged_while_somebody_is_at_work_and_only_then(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    set_clock(clerk)
    clerk.page.goto("/desk")
    clerk.is_asked(PHONE)
    long_ago = datetime(2025, 4, 1, tzinfo=UTC)
    beats: list[str] = []
    clerk.page.on("request", lambda request: beats.append(request.method) if request.url.endswith("/claim") else None)
    with counter.house.database.write() as session:
        session.execute(update(ClaimRow).values(expires_at=long_ago))
    clerk.page.clock.run_for(120_000)
    assert (beats, expiry(counter)) == ([], long_ago)
    clerk.type("0")
    with clerk.page.expect_response("**/records/1/claim") as reply:
        clerk.page.clock.run_for(31_000)
    assert reply.value.status == 200
    assert expiry(counter) > long_ago
    clerk.page.clock.run_for(120_000)
    assert beats == ["PUT"]


def test_an_expired_claim_that_a_colleague_took_is_told_with_what_was_typed(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    clerk.expected = ("409",)
    set_clock(clerk)
    clerk.page.goto("/desk")
    clerk.is_asked(PHONE)
    with counter.house.database.write() as session:
        session.execute(update(ClaimRow).values(expires_at=datetime(2025, 4, 1, tzinfo=UTC)))
    counter.desk("suzuki").ok("POST", "/records/1/claim")
    clerk.type("0312345673")
    clerk.page.clock.run_for(31_000)
    expect(clerk.sees("#lost-next")).to_be_focused()
    expect(clerk.sees("#lost-message")).to_contain_text("鈴木 次郎")
    expect(clerk.sees("#lost-kept label")).to_have_text(PHONE)
    expect(clerk.sees("#lost-kept input")).to_have_value("0312345673")
    assert corrections(counter.house, "filer.phone") == []
    clerk.press("Enter")
    expect(clerk.sees("#record-number")).to_have_text("2")


def test_what_an_answer_costs_is_measured_without_what_was_written(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    set_clock(clerk)
    clerk.page.goto("/desk")
    clerk.is_asked(PHONE)
    clerk.page.clock.pause_at(clerk.page.evaluate("Date.now()") / 1_000 + 1)
    start = clerk.page.evaluate("performance.now()")
    clerk.type("03")
    clerk.page.clock.run_for(100_000)  # a telephone call
    clerk.press("Backspace", "Backspace", "Shift+Tab", "Tab")
    shown = clerk.page.evaluate("performance.now()") - start
    clerk.answers(text="0312345673")
    clerk.has_saved()
    with counter.house.database.read() as session:
        seconds, keystrokes = session.execute(select(CorrectionRow.seconds, CorrectionRow.keystrokes)).one()
    assert keystrokes == 2 + 2 + 2 + 10 + 1
    assert shown >= 100_000 and 60 <= seconds < 65


def test_the_next_record_s_pictures_are_there_before_it_comes(counter: Counter, clerk: Clerk) -> None:
    for label in (KANA, BORN):
        clerk.press("Enter")
        clerk.is_asked(label)
    clerk.page.wait_for_load_state("networkidle")
    assert not [url for url in clerk.requests if "/records/2/" in url]  # one more question before the last
    with clerk.page.expect_response("**/records/2/pages/1.jpg"), clerk.page.expect_response("**/records/2/**/crop.jpg"):
        clerk.press("Enter")
    clerk.is_asked(SEX)
    assert counter.desk("suzuki").ok("GET", "/records/2")["claimed_by"] is None
    clerk.press("Enter")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.has_saved()
    with clerk.page.expect_response("**/records/1/finish") as finished:
        clerk.press("Enter")
    assert finished.value.json()["next"]["record"] is None  # it is there already
    expect(clerk.sees("#record-number")).to_have_text("2")
    clerk.is_asked(PHONE)
    clerk.page.wait_for_load_state("networkidle")
    fetched = [url.split("/api/v1")[1] for url in clerk.requests if "/records/2/" in url]
    assert fetched.count("/records/2/pages/1.jpg") == fetched.count("/records/2/fields/filer.phone/crop.jpg") == 1
    assert not [url for url in clerk.requests if url.endswith("/records/next")][1:]  # it came with the end of the first


def test_another_record_than_expected_is_shown_as_it_is(counter: Counter, clerk: Clerk) -> None:
    """A sheet of the counter comes in after the pictures of record 2 were fetched."""
    for label in (KANA, BORN, SEX):
        clerk.press("Enter")
        clerk.is_asked(label)
    clerk.page.wait_for_load_state("networkidle")
    house = counter.house
    urgent = town.hand_in(house.database, house.settings, house.municipality_id, number=9, lane=Lane.COUNTER)
    clerk.press("Enter")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.press("Enter")
    expect(clerk.sees("#record-number")).to_have_text(str(urgent))
    clerk.is_asked(PHONE)
    expect(clerk.sees("#crop img")).to_have_attribute("src", f"/api/v1/records/{urgent}/fields/filer.phone/crop.jpg")
