"""At 200 % zoom a counter's screen has half the pixels: nothing sticks out at the side, everything can be reached."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.test_every_page import PAGES

pytestmark = pytest.mark.browser

HALF: ViewportSize = {"width": 683, "height": 384}

OUT_OF_REACH = """() => {
  const page = document.scrollingElement;
  const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowY + getComputedStyle(one).overflowX);
  return [...document.querySelectorAll("main *, header *, footer *, form *")].filter((one) => {
    if (!one.checkVisibility() || one.closest(".viewer, .sr-only, .crop, .next")) return false;
    if (getComputedStyle(one).position === "absolute") return false;
    for (let up = one.parentElement; up; up = up.parentElement) if (scrolls(up)) return false;
    const box = one.getBoundingClientRect();
    return box.left < -1 || box.right > page.clientWidth + 1 || box.bottom + scrollY > page.scrollHeight + 1;
  }).map((one) => one.outerHTML.slice(0, 80));
}"""


def holds(clerk: Clerk) -> None:
    clerk.page.wait_for_load_state("networkidle")
    assert clerk.sees("html").evaluate("page => page.scrollWidth") <= HALF["width"], clerk.page.url
    assert clerk.page.evaluate(OUT_OF_REACH) == [], clerk.page.url


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", ["usual", "largest"])
def test_no_page_scrolls_sideways_or_hides_anything(counter: Counter, language: str, size: str) -> None:
    counter.desk("kanri").ok("PATCH", "/session", {"language": language, "text_size": size})
    clerk = counter.clerk("kanri", "/queue")
    clerk.page.set_viewport_size(HALF)
    for path in PAGES:
        clerk.page.goto(path)
        holds(clerk)


def test_the_question_its_crop_and_its_input_are_seen_together(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    clerk.page.set_viewport_size(HALF)
    clerk.page.goto("/desk")
    clerk.is_asked("届出人の電話")
    for part in ("#label", "#crop", "#answer"):
        expect(clerk.sees(part)).to_be_in_viewport(ratio=1)
    clerk.page.mouse.move(300, 200)
    clerk.page.evaluate("scrollTo(0, 500)")
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    for part in ("#label", "#crop", "#answer"):
        expect(clerk.sees(part)).to_be_in_viewport(ratio=1)


def test_the_paper_comes_into_sight_with_its_keys_and_the_answer_with_typing(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/queue")
    clerk.page.set_viewport_size(HALF)
    clerk.page.goto("/desk")
    clerk.is_asked("届出人の電話")
    expect(clerk.sees("#viewer")).not_to_be_in_viewport(ratio=0.9)
    clerk.press("F2")
    expect(clerk.sees("#viewer")).to_be_in_viewport(ratio=0.9)
    clerk.type("0312345678")
    expect(clerk.sees("#answer")).to_be_in_viewport(ratio=0.8)  # the browser brings the caret back, not the frame
    expect(clerk.sees("#answer")).to_have_value("0312345678")


def test_the_login_fits(counter: Counter) -> None:
    clerk = counter.clerk()
    clerk.page.set_viewport_size(HALF)
    holds(clerk)
