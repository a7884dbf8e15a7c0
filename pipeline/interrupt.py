"""Ctrl-C, which a terminal sends to every process that was begun there: one of them is to hear it, and end the rest."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.words import words


def end_in_order() -> None:
    """End this process by SIGTERM or Ctrl-C as an error does: what it has begun is noted, and ended with it.

    A second Ctrl-C ends it where it is, as a kill would.
    """
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # what a shell runs in the background hears none
        signal.signal(signal.SIGINT, _interrupted)


def _interrupted(number: int, _: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.write(2, f"\n{words()('night.interrupted')}\n".encode())  # sys.stderr may be in the middle of a line
    sys.exit(128 + number)


@contextmanager
def deaf_children() -> Iterator[None]:
    """Processes that are started in the block never hear Ctrl-C, from their first moment on."""
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
