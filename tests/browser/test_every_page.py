"""Every page at the size of a counter's screen; the fixture watches requests and console."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.screen import SCREEN

pytestmark = pytest.mark.browser

PAGES = (
    "/queue", "/counter", "/counter/print/1", "/group", "/refused", "/exports", "/settings", "/help",
    "/supervisor", "/supervisor/fields", "/supervisor/nights", "/supervisor/nights/1", "/records/1/history", "/desk",
)  # fmt: skip


def fits(clerk: Clerk) -> None:
    """Nothing sticks out at the side; where one works all day, nothing sticks out below either."""
    assert clerk.sees("html").evaluate("page => page.scrollWidth") <= SCREEN["width"], clerk.page.url
    if any(place in clerk.page.url for place in ("/desk", "/refused", "/counter")) and "/print/" not in clerk.page.url:
        assert clerk.sees("html").evaluate("page => page.scrollHeight") <= SCREEN["height"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_asks_elsewhere_complains_or_overflows(counter: Counter, language: str) -> None:
    counter.desk("kanri").ok("PATCH", "/session", {"language": language})
    clerk = counter.clerk("kanri", "/queue")
    for path in PAGES:
        clerk.page.goto(path)
        clerk.page.wait_for_load_state("networkidle")
        fits(clerk)
    assert len(clerk.requests) > 30  # pages, styles, scripts, images: the watch is awake


def test_the_language_is_changed_in_the_menu(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    expect(clerk.sees("h1")).to_have_text("受付一覧")
    clerk.tab_to("summary", "Shift+Tab")
    clerk.press("Enter")
    clerk.tab_to("[data-language]")
    clerk.press("Enter")
    expect(clerk.sees("h1")).to_have_text("Queue")
    expect(clerk.sees("html")).to_have_attribute("lang", "en")
    clerk.page.goto("/desk")
    clerk.is_asked("Filer's phone")
    expect(clerk.sees("#keys")).to_contain_text("Illegible")


def test_leaving_ends_the_login(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    clerk.sees("summary").click()
    clerk.sees("#log-out").click()
    clerk.page.wait_for_url("**/login")
    clerk.page.goto("/queue")
    expect(clerk.sees("#username")).to_be_focused()


def test_an_empty_queue_is_told_and_can_be_shown_again(counter: Counter) -> None:
    for number in (1, 2):
        counter.desk("suzuki").ok("POST", f"/records/{number}/reject", {"reason": "試し書き"})
    clerk = counter.clerk("yamada", "/desk")
    for _ in range(2):
        expect(clerk.sees("#empty")).to_contain_text("確認を待つ受付はありません")
        clerk.page.reload()


def test_short_writing_in_a_long_box_is_shown_large(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked("届出人の電話")
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    crop = clerk.sees("#crop img")
    expect(crop).to_have_attribute("alt", "新しい世帯主のフリガナの切り抜き")
    box, place = crop.bounding_box(), clerk.sees("#crop").bounding_box()
    assert box is not None and place is not None
    assert box["width"] > place["width"]  # the box's empty end is cut off
    assert 90 < box["height"] < place["height"]  # px
