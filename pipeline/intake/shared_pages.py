"""Memory for decoded pages that two processes see: written there, read here, handed back to be written again.

Fresh memory costs as much as decoding a JPEG (the kernel clears it, page by page), so a few pieces go to and fro.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import weakref
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

import numpy as np

from models.scan import Pixels

_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
"""A piece cut short by the other side would end this process at the next look at it."""

_KEPT = 4
"""Pieces kept for the next pages, here and there: 12 MB each for A4 at 200 dpi."""

_WASTE = 4
"""A piece at most so many times as large as a page is taken for it."""


class Shelf:
    """The writing side: pieces of memory by their numbers."""

    def __init__(self) -> None:
        """Have none yet."""
        self._pieces: dict[int, mmap.mmap] = {}
        self._numbers = count()
        self._spare: list[int] = []
        self._written: dict[int, int] = {}  # by the address of the pixels
        self.new: dict[int, int] = {}

    def begin(self, spare: Sequence[int], forget: Iterable[int]) -> None:
        """Before the next pages: ``spare`` are the pieces that the reading side is done with, but for ``forget``."""
        for number in forget:
            self._pieces.pop(number, None)
        self._spare = list(spare)
        self._written, self.new = {}, {}

    def canvas(self, height: int, width: int) -> Pixels:
        """Room for a page."""
        size = height * width * 3
        number = next((n for n in self._spare if size <= len(self._pieces[n]) <= _WASTE * size), None)
        if number is None:
            number = self._make(size)
        else:
            self._spare.remove(number)
        pixels = np.frombuffer(self._pieces[number], np.uint8, size).reshape(height, width, 3)
        self._written[pixels.ctypes.data] = number
        return pixels

    def number_of(self, pixels: Pixels) -> int:
        """The piece in which a page's pixels are; they are put there where they are not."""
        if pixels.ctypes.data not in self._written:
            own = self.canvas(*pixels.shape[:2])
            np.copyto(own, pixels)
            pixels = own
        return self._written[pixels.ctypes.data]

    def _make(self, size: int) -> int:
        """A new piece; its descriptor is in ``new`` until it was handed over."""
        memory = os.memfd_create("page", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(memory, size)
            fcntl.fcntl(memory, fcntl.F_ADD_SEALS, _SEALS)
            piece = mmap.mmap(memory, size, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE)
        except BaseException:
            os.close(memory)
            raise
        number = next(self._numbers)
        self._pieces[number], self.new[number] = piece, memory
        return number


class Stock:
    """The reading side: the same pieces, each lent to a page until its pixels are let go."""

    def __init__(self) -> None:
        """Have none yet."""
        self._pieces: dict[int, mmap.mmap] = {}
        self._back: list[int] = []

    def returned(self) -> Mapping[str, Sequence[int]]:
        """What to tell the writing side: ``spare`` pieces, and those that both are to ``forget``."""
        back = self._back[:]
        keep, forget = back[:_KEPT], back[_KEPT:]
        del self._back[: len(back)]
        self._back.extend(keep)
        for number in forget:
            del self._pieces[number]
        return {"spare": keep, "forget": forget}

    def receive(self, number: int, memory: int, most_bytes: int) -> None:
        """A new piece; ValueError for one that could be cut short or is too large."""
        size = os.fstat(memory).st_size
        if fcntl.fcntl(memory, fcntl.F_GET_SEALS) & _SEALS != _SEALS or not 0 < size <= most_bytes:
            raise ValueError("no memory for a page")
        if number in self._pieces:
            raise ValueError("a piece came twice")
        self._pieces[number] = mmap.mmap(memory, size, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE)
        self._back.append(number)

    def page(self, number: int, height: int, width: int) -> Pixels:
        """The page in a piece, not copied; ValueError for one that is lent, or too small."""
        self._back.remove(number)
        whole = np.frombuffer(self._pieces[number], np.uint8, height * width * 3)
        weakref.finalize(whole, self._back.append, number).atexit = False
        return whole.reshape(height, width, 3)
