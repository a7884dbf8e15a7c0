"""The nights on the desk: a run is watched as it goes on, and its report is read and printed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from models.run import RunOutcome
from pipeline.store.runs import begin_run, end_run
from tests.browser.axe import found_by_axe
from tests.browser.conftest import Counter
from tests.browser.screen import SCREEN

pytestmark = pytest.mark.browser


def test_a_run_that_begins_is_seen_and_said_and_its_end_too(counter: Counter) -> None:
    clerk = counter.clerk("sato", "/supervisor/nights")
    expect(clerk.sees("#none-going")).to_be_visible()
    expect(clerk.sees("#going")).to_be_hidden()
    counter.house.hand_in(3)  # before the run begins, and read: else it is said to be left
    with counter.house.database.write() as session:
        turn = begin_run(session, "night-2", datetime.now(UTC) - timedelta(minutes=1), 2, None)
    expect(clerk.sees("#going")).to_be_visible()
    expect(clerk.sees("#pages-done")).to_have_text("0")  # what was handed in lies years back
    expect(clerk.sees("#told")).to_contain_text("0 ページ済み、残り 0 ページ")
    expect(clerk.sees("#told")).to_have_attribute("role", "status")
    assert found_by_axe(clerk.page) == []
    with counter.house.database.write() as session:
        end_run(session, turn, RunOutcome.CANCELLED, datetime.now(UTC))
    expect(clerk.sees("#told")).to_contain_text("処理が終わりました（中止）")
    clerk.sees(".head a").first.click()
    expect(clerk.sees("tbody tr")).to_have_count(2)
    expect(clerk.sees("tbody tr").first).to_contain_text("中止")


def test_where_no_stream_comes_through_it_is_asked_again_and_again(counter: Counter) -> None:
    clerk = counter.clerk("sato", "/login")
    clerk.page.add_init_script("delete window.EventSource")
    clerk.page.goto("/supervisor/nights")
    with counter.house.database.write() as session:
        turn = begin_run(session, "night-2", datetime.now(UTC), 2, None)
    expect(clerk.sees("#going")).to_be_visible()
    with counter.house.database.write() as session:
        end_run(session, turn, RunOutcome.FAILED, datetime.now(UTC))
    expect(clerk.sees("#told")).to_contain_text("処理が終わりました（失敗）")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_report_is_read_without_a_flaw_and_printed_without_the_desk(counter: Counter, language: str) -> None:
    counter.desk("sato").ok("PATCH", "/session", {"language": language})
    clerk = counter.clerk("sato", "/supervisor/nights")
    clerk.sees("tbody a").first.click()
    clerk.page.wait_for_url("**/supervisor/nights/1")
    expect(clerk.sees("h1")).to_contain_text("2025-04-01")
    expect(clerk.sees("#print")).to_be_visible()
    assert clerk.sees("html").evaluate("page => page.scrollWidth") <= SCREEN["width"]
    filled = clerk.sees(".chart-columns .kind-1").first.evaluate("box => getComputedStyle(box).fill")
    assert "nights-1" in filled
    clerk.page.emulate_media(media="print")
    expect(clerk.sees(".bar")).to_be_hidden()
    expect(clerk.sees("#print")).to_be_hidden()
    expect(clerk.sees(".report .tiles")).to_be_visible()
