"""The supervisor's pages of a town in the middle of its work, through a real browser."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.db.states import RulingKind
from models.db.tables import RulingRow
from tests.api.crowd import settle_crowd
from tests.browser.axe import found_by_axe
from tests.browser.conftest import Counter
from tests.browser.screen import SCREEN

pytestmark = pytest.mark.browser

CAME = "#rescans tbody tr:first-child [data-ruling=rescanned]"


@pytest.fixture
def crowded(counter: Counter) -> Counter:
    """Weeks of work, five refused sheets, two sheets to be scanned again."""
    with counter.house.database.write() as session:
        settle_crowd(session, counter.house.municipality_id, datetime.now(UTC), a_day=9)
    return counter


def test_numbers_are_shown_without_a_flaw_for_anybody(crowded: Counter) -> None:
    clerk = crowded.clerk("sato", "/supervisor")
    for language in ("en", "ja"):
        crowded.desk("sato").ok("PATCH", "/session", {"language": language})
        for path in ("/supervisor", "/supervisor/fields", "/records/20/history"):
            clerk.page.goto(path)
            clerk.page.wait_for_load_state("networkidle")
            assert found_by_axe(clerk.page) == [], path
            assert clerk.sees("html").evaluate("page => page.scrollWidth") <= SCREEN["width"], path
    clerk.page.goto("/supervisor")
    for place in ("#waiting-title + table", ".chart-columns .kind-0", "#people-title + table"):
        expect(clerk.sees(place).first).to_be_visible()
    expect(clerk.sees(".chart-spark .dot")).not_to_have_count(0)
    filled = clerk.sees(".chart-columns .kind-1").first.evaluate("box => getComputedStyle(box).fill")
    assert "days-1" in filled  # the pattern is let through by the page's policy
    clerk.sees(".charts summary").focus()
    clerk.press("Enter")
    expect(clerk.sees("details tbody tr").first).to_be_visible()


def test_fields_are_sorted_by_their_heads_and_told_for_other_periods(crowded: Counter) -> None:
    clerk = crowded.clerk("sato", "/supervisor/fields")
    numbers = clerk.sees("tbody td:nth-child(4)")
    corrected = [int(text) for text in numbers.all_inner_texts()]
    assert corrected == sorted(corrected, reverse=True) and corrected[0] > corrected[-1]
    expect(clerk.sees("th[aria-sort]")).to_contain_text("直した数")
    clerk.tab_to("th[aria-sort] a")
    clerk.press("Enter")
    clerk.page.wait_for_url("**order=asc")
    assert [int(text) for text in numbers.all_inner_texts()] == sorted(corrected)
    clerk.sees(".periods a").first.click()
    clerk.page.wait_for_url("**days=7&sort=corrected&order=asc")
    expect(clerk.sees(".periods [aria-current]")).to_have_text("7 日")


def test_a_new_scan_that_came_is_struck_off_and_another_put_back_by_keyboard(crowded: Counter) -> None:
    clerk = crowded.clerk("sato", "/supervisor")
    expect(clerk.sees("#rescan-count")).to_have_text("2 件")
    first, second = (int(row.get_attribute("data-page") or 0) for row in clerk.sees("#rescans tbody tr").all())
    clerk.sees(CAME).focus()
    clerk.press("Enter", "Enter")  # twice by mistake: once is enough, and the next row is not meant
    expect(clerk.sees("#told")).to_contain_text("再スキャン待ちから外しました。")
    expect(clerk.sees("#rescan-count")).to_have_text("1 件")
    expect(clerk.sees("#rescans tbody tr")).to_be_focused()
    clerk.press("Enter", "Tab", "Tab", "Enter")
    expect(clerk.sees("#told")).to_contain_text("読めなかった紙の一覧に戻しました。")
    expect(clerk.sees("#rescans")).to_be_hidden()
    expect(clerk.sees("#told")).to_be_focused()
    with crowded.house.database.read() as session:
        said = session.execute(select(RulingRow.page_id, RulingRow.kind).order_by(RulingRow.id)).all()
    assert [tuple(row) for row in said[2:]] == [(first, RulingKind.RESCANNED), (second, RulingKind.RESTORE)]


def test_a_row_that_a_colleague_was_faster_with_goes_away_and_says_so(crowded: Counter) -> None:
    clerk = crowded.clerk("sato", "/supervisor")
    clerk.expected = ("409",)
    page = clerk.sees("#rescans tbody tr").first.get_attribute("data-page")
    crowded.desk("suzuki").ok("POST", f"/refused/{page}/ruling", {"kind": "rescanned"})
    clerk.sees(CAME).click()
    expect(clerk.sees("#told")).to_contain_text("鈴木 次郎 さんがすでに処理しました。")
    expect(clerk.sees("#rescan-count")).to_have_text("1 件")


def test_a_lost_line_leaves_the_row_and_a_second_press_does_it(crowded: Counter) -> None:
    clerk = crowded.clerk("sato", "/supervisor")
    clerk.expected = ("ERR_INTERNET_DISCONNECTED",)
    clerk.page.context.set_offline(True)
    clerk.sees(CAME).click()
    expect(clerk.sees("#told")).to_contain_text("サーバーにつながりません。")
    clerk.page.context.set_offline(False)
    clerk.sees(CAME).click()
    expect(clerk.sees("#rescan-count")).to_have_text("1 件")


def test_a_records_history_opens_from_queue_and_desk(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    clerk.sees("tbody tr:first-child small a").click()
    clerk.page.wait_for_url("**/records/1/history")
    expect(clerk.sees("h1")).to_have_text("受付 1 の履歴")
    expect(clerk.sees("tbody tr")).to_have_count(3)
    clerk.sees("main .button").click()
    clerk.page.wait_for_url("**/desk/1")
    expect(clerk.sees("#question")).to_be_visible()
    expect(clerk.sees("#history")).to_have_attribute("href", "/records/1/history")
    expect(clerk.sees("#history")).to_have_attribute("target", "_blank")  # what is unsent stays on the desk
