"""axe-core finds nothing on any page, in either language and in every state of the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from playwright.sync_api import expect

from tests.api.claims import hand_in_claim
from tests.api.town import hand_in_no_scan
from tests.browser.axe import found_by_axe
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter

pytestmark = pytest.mark.browser

LANGUAGES = ["ja", "en"]
PLACES = {"record_id": "1", "run_id": "1"}
"""What stands for the names in a route's path."""


def pages_of(app: FastAPI) -> list[str]:
    """Every page of the desk, as the application itself lists them; a new one is among them from its first day."""
    included = [one for route in app.routes for one in getattr(route, "effective_route_contexts", list)()]
    pages = {one.path for one in included if "GET" in one.methods and not one.path.startswith(("/api/", "/metrics"))}
    return sorted(path.format(**PLACES) for path in pages)


def is_clean(clerk: Clerk, where: str) -> None:
    clerk.page.wait_for_load_state("networkidle")
    assert found_by_axe(clerk.page) == [], where


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_clean(counter: Counter, language: str) -> None:
    counter.desk("kanri").ok("PATCH", "/session", {"language": language})
    clerk = counter.clerk("kanri", "/queue")
    clerk.expected = ("404",)
    app = counter.house.client.app
    assert isinstance(app, FastAPI)
    pages = pages_of(app)
    assert {"/", "/login", "/queue", "/refused", "/exports", "/settings", "/help", "/desk", "/desk/1"} <= {*pages}
    assert {"/group", "/counter", "/counter/print/1"} <= {*pages}
    assert {"/supervisor", "/supervisor/fields", "/records/1/history"} <= {*pages}
    assert {"/supervisor/nights", "/supervisor/nights/1"} <= {*pages}
    for path in [*pages, "/nowhere"]:
        clerk.page.goto(path)
        is_clean(clerk, path)


SEEN = """() => {
  const here = document.activeElement;
  if (here === document.body) return ""; // past the last one, before the first
  const marks = [here, here.closest("label"), here.querySelector("[aria-selected=true]")].filter(Boolean);
  return marks.some((one) => getComputedStyle(one).outlineStyle !== "none") ? "" : here.outerHTML.slice(0, 90);
}"""


TABBED = [
    "/login", "/queue", "/counter", "/group", "/refused", "/exports", "/settings", "/help", "/supervisor", "/desk",
]  # fmt: skip


@pytest.mark.parametrize("path", TABBED)
def test_whoever_goes_by_tab_sees_where_they_are(counter: Counter, path: str) -> None:
    clerk = counter.clerk("" if path == "/login" else "kanri", path)
    clerk.page.wait_for_load_state("networkidle")
    stops = set()
    for _ in range(12):
        clerk.press("Tab")
        assert clerk.page.evaluate(SEEN) == ""
        stops.add(clerk.page.evaluate("document.activeElement.outerHTML"))
    assert len(stops) > 2


def test_the_login_is_clean_before_and_after_a_wrong_password(counter: Counter) -> None:
    clerk = counter.clerk()
    clerk.expected = ("401",)
    is_clean(clerk, "login")
    clerk.sees("#username").fill("yamada")
    clerk.sees("#password").fill("wrong")
    clerk.press("Enter")
    expect(clerk.sees("#problem-note")).to_be_visible()
    is_clean(clerk, "a wrong password")


DESK: dict[str, Callable[[Clerk], None]] = {
    "field": lambda clerk: None,
    "page": lambda clerk: clerk.press("F2"),
    "original": lambda clerk: clerk.press("F3"),
    "darker": lambda clerk: clerk.press("F8"),
    "inverted": lambda clerk: clerk.press("F8", "F8"),
    "moved": lambda clerk: clerk.press("Alt+Shift+ArrowUp"),
    "help": lambda clerk: clerk.press("F1"),
    "reject": lambda clerk: clerk.press("Alt+X"),
    "menu": lambda clerk: clerk.sees("summary").click(),
    "accepted": lambda clerk: clerk.press("Alt+ArrowUp"),
    "candidates": lambda clerk: clerk.press("Enter"),
    "choice": lambda clerk: clerk.press("Enter", "Enter"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_is_clean_whatever_lies_on_it(counter: Counter, language: str) -> None:
    counter.desk("yamada").ok("PATCH", "/session", {"language": language})
    clerk = counter.clerk("yamada")
    for state, reach in DESK.items():
        clerk.page.goto("/desk/2")
        expect(clerk.sees("#question")).to_be_visible()
        reach(clerk)
        is_clean(clerk, state)


def test_the_desk_is_clean_when_a_record_of_two_pages_is_complete_and_when_nothing_waits(counter: Counter) -> None:
    house = counter.house
    record_id = hand_in_claim(house.database, house.settings, house.municipality_id)
    clerk = counter.clerk("yamada", f"/desk/{record_id}")
    clerk.is_asked("請求者の氏名")
    is_clean(clerk, "two pages")
    clerk.press("Enter")
    clerk.is_asked("同意年月日")
    clerk.press("Enter")
    expect(clerk.sees("#finish")).to_be_focused()
    is_clean(clerk, "complete")
    for number in (1, 2, record_id):
        counter.desk("yamada").ok("POST", f"/records/{number}/reject", {"reason": "試し書き"})
    clerk.page.goto("/desk")
    expect(clerk.sees("#empty")).to_be_visible()
    is_clean(clerk, "empty")


def test_refused_sheets_are_clean_with_and_without_a_picture_and_when_none_is_left(counter: Counter) -> None:
    house = counter.house
    hand_in_no_scan(house.database, house.settings, house.municipality_id)
    clerk = counter.clerk("yamada", "/refused")
    expect(clerk.sees("#paper img")).to_be_visible()
    is_clean(clerk, "a sheet")
    clerk.press("F2")
    is_clean(clerk, "a sheet seen closer")
    clerk.press("F1")
    is_clean(clerk, "the list of keys")
    clerk.press("Escape", "Alt+X")
    expect(clerk.sees("#left")).to_have_text("1")
    is_clean(clerk, "a file that is no scan")
    clerk.press("Alt+X")
    expect(clerk.sees("#empty")).to_be_visible()
    is_clean(clerk, "no sheet")


def test_every_page_is_clean_in_the_largest_size_with_the_paper_right(counter: Counter) -> None:
    counter.desk("kanri").ok("PATCH", "/session", {"text_size": "largest", "paper_side": "right"})
    clerk = counter.clerk("kanri", "/queue")
    pages = ("/queue", "/group", "/counter", "/counter/print/1", "/refused", "/exports", "/settings", "/help")
    for path in (*pages, "/supervisor", "/records/1/history", "/desk"):
        clerk.page.goto(path)
        is_clean(clerk, path)
