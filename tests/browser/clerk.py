"""Somebody at a screen: what they press, what they see, and what their browser does meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Route, expect

from tests.api.town import PASSWORD

PROBE = "/api/v1/health"
"""A door that everybody may ask and no page does by itself."""


class Clerk:
    """One page, its requests (and those of windows that it opens), and its console."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        """Parts of complaints that belong to the test: Chromium itself logs every refused or lost request."""
        page.context.on("request", lambda request: self.requests.append(request.url))  # of windows opened from it, too
        page.on("websocket", lambda line: self.requests.append(line.url))
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def sees(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def log_in(self, username: str) -> None:
        """By keyboard alone, from the login page."""
        expect(self.sees("#enter")).to_be_enabled()
        self.type(username)
        self.press("Tab")
        self.answers(text=PASSWORD)
        self.page.wait_for_url("**/queue")

    def tab_to(self, selector: str, key: str = "Tab") -> None:
        """Press Tab until the element has the focus."""
        for _ in range(30):
            if self.sees(f"{selector}:focus").count():
                return
            self.press(key)
        raise AssertionError(f"no way to {selector} by {key}")

    def is_asked(self, label: str, *, is_saved: bool = True) -> None:
        """The desk asks for this field, and the next key press goes into its answer; answers before it are saved."""
        expect(self.sees("#label")).to_have_text(label)
        expect(self.sees("#answer:focus, #answer input:focus")).to_be_visible()
        if is_saved:
            self.has_saved()
            expect(self.sees("#label")).to_have_text(label)

    def has_saved(self) -> None:
        """Every answer has come through: the desk goes on before it knows."""
        expect(self.sees("#desk")).to_have_attribute("data-unsent", "0")

    def answers(self, *keys: str, text: str = "") -> None:
        """Press keys, type a text, and confirm."""
        self.press(*keys)
        self.type(text)
        self.press("Enter")

    def intercepts(self, pattern: str, handle: Callable[[Route], None], times: int | None = None) -> None:
        """Give requests of the open page to `handle`, from the next one on.

        Chromium tells a page of it a moment after `route` has come back, and a key pressed in between still gets
        through; a request that is seen to come this way ends that moment.
        """
        self.page.route(pattern, handle, times=times)
        self.page.route(f"**{PROBE}", lambda route: route.fulfill(body="seen"))
        for _ in range(200):
            if self.page.evaluate(f"fetch('{PROBE}').then((reply) => reply.text())") == "seen":
                break
        else:
            raise AssertionError("Chromium still sends requests past the test")
        self.page.unroute(f"**{PROBE}")

    def strangers(self, url: str) -> list[str]:
        """Requests that left the house."""
        own = urlsplit(url).netloc
        return [each for each in self.requests if urlsplit(each).scheme != "data" and urlsplit(each).netloc != own]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in self.expected):
            self.complaints.append(message.text)
