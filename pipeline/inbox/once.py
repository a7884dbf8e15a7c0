"""An inbox emptied once, as a night begins."""

from __future__ import annotations

from time import monotonic

from pipeline.inbox.watcher import Looked, Watcher

PATIENCE_SECONDS = 600.0
"""What still changes then, or is out of reach, is left for the next night."""


def take_in_settled(watcher: Watcher, seconds: float) -> Looked:
    """Look every so many ``seconds`` until nothing is left to wait for; what was taken and refused."""
    total, give_up = Looked(), monotonic() + PATIENCE_SECONDS
    while not watcher.stop.is_set():
        looked = watcher.look()
        watcher.teller.looked(looked.taken, looked.refused)
        total += looked
        if looked == Looked() or monotonic() > give_up:
            break
        watcher.stop.wait(seconds)
    return total
