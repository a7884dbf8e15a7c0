"""No request leaves the house, and no page would run what somebody slipped into it.

Every test with a ``counter`` watches the network log; here every page is walked, and the watch itself is watched.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Response

from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.test_accessibility import pages_of
from tests.review_ui.markup import Markup

pytestmark = pytest.mark.browser

STRICT = {"default-src": {"'self'"}, "base-uri": {"'none'"}, "form-action": {"'self'"}, "frame-ancestors": {"'none'"}}


def policy_of(response: Response) -> dict[str, set[str]]:
    """Its Content-Security-Policy, part by part."""
    parts = (part.split() for part in response.headers["content-security-policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def is_strict(policy: dict[str, set[str]]) -> bool:
    """Whether nothing is allowed but what the house itself serves, nothing inline, nothing made from text."""
    own = {"'self'", "'none'"}
    tight = all(sources and sources <= own for sources in policy.values())
    return tight and STRICT.keys() <= policy.keys() and policy["default-src"] <= own


def visited(counter: Counter, username: str, paths: list[str]) -> tuple[Clerk, list[Response]]:
    """Go to the pages one after the other; every response on the way, those of scripts, styles and doors among them."""
    clerk = counter.clerk(username)
    clerk.expected = ("403", "404", "409", "422")
    seen: list[Response] = []
    clerk.page.context.on("response", lambda response: seen.append(response))  # noqa: PLW0108 - Playwright marks its handlers, which a method of a list does not bear
    for path in paths:
        clerk.page.goto(path)
        clerk.page.wait_for_load_state("networkidle")
    return clerk, seen


def everywhere(counter: Counter) -> list[str]:
    """Every page that the application lists, and errors of each kind."""
    app = counter.house.client.app
    assert isinstance(app, FastAPI)
    return [*pages_of(app), "/nowhere", "/desk/99", "/desk/0", "/queue?after=nonsense"]


@pytest.mark.parametrize("username", ["", "ito", "kanri"])
def test_every_response_of_every_page_has_the_strict_policy(counter: Counter, username: str) -> None:
    _, seen = visited(counter, username, everywhere(counter))
    loose = [urlsplit(one.url).path for one in seen if not is_strict(policy_of(one))]
    assert loose == []
    kinds = {one.headers.get("content-type", "").split(";")[0] for one in seen}
    assert {"text/html", "text/css", "text/javascript"} <= kinds
    assert username == "" or "image/jpeg" in kinds
    assert username != "kanri" or "application/json" in kinds
    assert username != "ito" or 403 in {one.status for one in seen}


HANDLERS = """() => [...document.querySelectorAll("*")]
  .flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith("on"))"""


def test_no_page_brings_a_script_a_style_or_a_handler_of_its_own(counter: Counter) -> None:
    client = counter.desk("kanri").client
    for path in everywhere(counter):
        page = Markup(client.get(path).text)
        assert page.tags, path
        assert all("src" in given or given.get("type") == "application/json" for given, _ in page.scripts), path
        wrong = [
            (tag, name)
            for tag, given in page.tags
            for name, value in given.items()
            if name.startswith("on") or name == "style" or value.strip().lower().startswith("javascript:")
        ]
        assert wrong == [] and "style" not in {tag for tag, _ in page.tags}, path


def test_no_script_gives_an_element_a_handler_in_its_markup(counter: Counter) -> None:
    clerk = counter.clerk("kanri")
    for path in ("/desk/1", "/refused", "/queue", "/exports", "/settings"):
        clerk.page.goto(path)
        clerk.page.wait_for_load_state("networkidle")
        assert clerk.page.evaluate(HANDLERS) == [], path


SLIPPED_IN = """async () => {
  const script = document.createElement("script");
  script.textContent = "window.slipped = 'script'";
  const link = document.createElement("a");
  link.setAttribute("onclick", "window.slipped = 'handler'");
  const style = document.createElement("style");
  style.textContent = "h1 { letter-spacing: 77px }";
  document.body.append(script, link, style);
  link.click();
  await new Promise((resolve) => setTimeout(resolve)); // a debugger's own call may make code from text
  try { (0, eval)("window.slipped = 'eval'"); } catch {}
  return [window.slipped ?? null, getComputedStyle(document.querySelector("h1")).letterSpacing];
}"""


def test_what_is_slipped_into_a_page_does_nothing(counter: Counter) -> None:
    clerk = counter.clerk("kanri", "/queue")
    clerk.expected = ("Content Security Policy", "'script-src' was not explicitly set")
    slipped, spacing = clerk.page.evaluate(SLIPPED_IN)
    assert slipped is None and spacing != "77px"
    reached = clerk.page.evaluate("fetch('http://127.0.0.1:9/').then(() => true, () => false)")
    assert reached is False and clerk.strangers(counter.url) == []  # stopped before it was sent


def test_the_watch_sees_whoever_leaves_the_house(counter: Counter) -> None:
    clerk = counter.clerk("kanri", "/help")
    window = clerk.page.context.new_page()
    window.set_content(
        "<img src='http://127.0.0.1:9/pixel.png'><link rel='stylesheet' href='http://elsewhere.test/a.css'>"
    )
    assert sorted(clerk.strangers(counter.url)) == ["http://127.0.0.1:9/pixel.png", "http://elsewhere.test/a.css"]
    clerk.requests.clear()  # it was this test's own doing
