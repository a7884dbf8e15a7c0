"""Keys that belong to a Japanese conversion are never commands."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections

pytestmark = pytest.mark.browser

PROCESS = 229
"""The key code of a key press that the input method has taken."""


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the field for kana."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked("届出人の電話")
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    return clerk


def compose(method: CDPSession, text: str) -> None:
    """What the input method shows underlined while it is not decided yet."""
    method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def taken(method: CDPSession, code: str) -> None:
    """A key press that reaches the page as the input method's own."""
    for kind in ("rawKeyDown", "keyUp"):
        key = {"type": kind, "code": code, "key": "Process", "windowsVirtualKeyCode": PROCESS}
        method.send("Input.dispatchKeyEvent", key)


def test_digits_and_enter_belong_to_a_running_conversion(counter: Counter, clerk: Clerk) -> None:
    method = clerk.page.context.new_cdp_session(clerk.page)
    compose(method, "さいとう")
    for code in ("Digit2", "Enter", "F2", "Escape"):
        taken(method, code)
        expect(clerk.sees("#answer")).to_have_value("さいとう")
    clerk.is_asked("新しい世帯主のフリガナ")
    expect(clerk.sees("#viewer")).to_have_attribute("data-view", "field")

    compose(method, "サイトウ")
    method.send("Input.insertText", {"text": "サイトウ　ユウ"})  # the conversion is decided
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ユウ")
    assert corrections(counter.house, "new_head.kana") == []
    clerk.press("Enter")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, "new_head.kana") == [("typed", "サイトウ　ュウジ", "サイトウ　ユウ")]


def test_the_key_code_counts_where_a_browser_says_that_nothing_is_composed(clerk: Clerk) -> None:
    for code, key in (("Digit2", "2"), ("F2", "F2")):
        event = {"code": code, "key": key, "keyCode": PROCESS, "isComposing": False, "bubbles": True}
        clerk.sees("#answer").dispatch_event("keydown", event)
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ュウジ")
    expect(clerk.sees("#viewer")).to_have_attribute("data-view", "field")


def test_a_digit_after_typing_is_typed_and_with_alt_it_picks(clerk: Clerk) -> None:
    clerk.type("ア2")
    expect(clerk.sees("#answer")).to_have_value("ア2")
    clerk.press("Alt+3")
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ュウヅ")
    clerk.press("Escape")
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ュウジ")
    clerk.type("サイトウ　ユウジ")  # what stands there again is selected
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ユウジ")
