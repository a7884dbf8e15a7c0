"""How far a sheet is that came in at the counter, where somebody waits for it."""

from __future__ import annotations

from enum import StrEnum


class CounterStage(StrEnum):
    """From the door to the record: the first four in this order, or one of the others in place of the fourth."""

    RECEIVED = "received"
    """It is kept, and waits to be read."""
    LOOKING = "looking"
    """Which way up it lies and which form it is are being found out."""
    READING = "reading"
    DONE = "done"
    """Something in it was read: there is a record."""
    REFUSED = "refused"
    """Nothing in it could be read; a problem says why."""
    FAILED = "failed"
    """It could not be read because of the machine, not of the paper: it may be tried again."""
    DROPPED = "dropped"
    """A person said that nothing is to be done with it."""
