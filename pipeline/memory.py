"""Memory that a process no longer needs goes back to the system, where the C library can do that."""

from __future__ import annotations

import ctypes


def give_memory_back() -> None:
    """Return what was freed; glibc keeps it otherwise, a third of a gigabyte after a few pages.

    Nothing happens where the C library is another one.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
