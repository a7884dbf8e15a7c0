"""Memory that a page needed stays with the process for the next page: asking the system anew for each costs more."""

from __future__ import annotations

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Numbers of glibc's ``mallopt``."""

_LARGEST, _KEPT = 32 << 20, 512 << 20
"""Bytes: the largest block that glibc can keep (an A4 page at 300 dpi has 26 MB), and how much may lie free at the end
of its heap."""


def keep_freed_memory() -> None:
    """Keep freed blocks; glibc gives large ones back at once otherwise: 4,000 faults a page to get them again.

    Nothing happens where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST)
        mallopt(_TRIM_THRESHOLD, _KEPT)
