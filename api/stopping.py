"""Telling those who listen that the server stops: it waits for open connections, and a stream has no end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType


def before_stopping(act: Callable[[], None]) -> None:
    """Have ``act`` done when the process is told to stop, before the server's own handler; nothing outside a server."""
    if threading.current_thread() is not threading.main_thread():
        return  # served from a thread by a test
    for number in (signal.SIGINT, signal.SIGTERM):
        theirs = signal.getsignal(number)
        if callable(theirs):
            signal.signal(number, _first(act, theirs))


def _first(act: Callable[[], None], then: Callable[[int, FrameType | None], object]) -> Callable[..., None]:
    def handle(number: int, frame: FrameType | None) -> None:
        act()
        then(number, frame)

    return handle
