"""Settings by keyboard alone: they are shown at once, and on every page from then on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.test_every_page import fits

pytestmark = pytest.mark.browser


def size_of(clerk: Clerk, selector: str) -> float:
    return float(clerk.sees(selector).first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))


def middle(clerk: Clerk, selector: str) -> float:
    box = clerk.sees(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def test_size_and_side_are_chosen_by_keyboard_and_hold_on_every_page(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    clerk.tab_to("summary", "Shift+Tab")
    clerk.press("Enter")
    clerk.tab_to("[href='/settings']")
    clerk.press("Enter")
    expect(clerk.sees("[name=text_size]:focus")).to_have_value("usual")
    expect(clerk.sees("#save")).to_be_enabled()
    clerk.press("ArrowDown", "ArrowDown", "Tab", "ArrowDown", "Enter")
    expect(clerk.sees("#told")).to_have_text("保存しました。")
    assert size_of(clerk, "legend") == pytest.approx(14 * 1.3)
    clerk.page.goto("/desk")
    clerk.is_asked("届出人の電話")
    assert size_of(clerk, "#keys") == pytest.approx(12 * 1.3)
    assert middle(clerk, "#question") < middle(clerk, "#viewer")
    fits(clerk)
    clerk.page.goto("/refused")
    assert middle(clerk, "main") < middle(clerk, "#paper")
    fits(clerk)


def test_another_language_is_shown_at_once_and_nothing_else_changes(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/settings")
    clerk.sees("[name=language][value=en]").check()
    clerk.sees("#save").click()
    expect(clerk.sees("h1")).to_have_text("Settings")
    account = counter.desk("yamada").ok("GET", "/session")
    assert (account["text_size"], account["paper_side"], account["language"]) == ("usual", "left", "en")


def test_what_could_not_be_saved_is_told(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/settings")
    clerk.expected = ("ERR_INTERNET_DISCONNECTED",)
    clerk.page.context.set_offline(True)
    clerk.sees("#save").click()
    expect(clerk.sees("#told")).to_contain_text("サーバーにつながりません")
