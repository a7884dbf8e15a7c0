"""A real browser, and the real application on loopback for it to look at."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, ViewportSize, sync_playwright

SHELL, WHOLE = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
CHROMIUM = SHELL if Path(SHELL).exists() else WHOLE
"""The shell is the same browser without its windows: a clerk's screen is there in an eighth of the time."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""Nothing that the browser does by itself, and no name of another machine can be found out."""
SCREEN: ViewportSize = {"width": 1366, "height": 768}


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of an application that was started already, on a free port, served from a thread."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        place.listen()  # who comes before the server has started waits; nobody is turned away
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)  # s
