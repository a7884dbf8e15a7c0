"""Decoding in processes of their own, so that a bomb costs one of them and a refusal with a reason, never the run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import TypeVar

from models.errors import MissingPackage
from models.problem import Problem
from models.scan import MediaType
from pipeline.intake.apart import MOST_PAGES, DecodingProcess, Lost
from pipeline.intake.caps import Caps
from pipeline.intake.confine import SocketBar
from pipeline.intake.flatten import Raster
from pipeline.intake.trouble import crashed, too_slow

__all__ = ["MOST_PAGES", "decoded", "measured", "socket_bar"]

T = TypeVar("T")


def measured(path: Path, media_type: MediaType, caps: Caps) -> int | Problem:
    """The number of pages of a file, or why it goes no further; MissingPackage without poppler."""
    question = {"path": str(path.absolute()), "media_type": media_type}
    return _done(lambda process: process.measured(question, caps), caps, None)


def decoded(path: Path, media_type: MediaType, numbers: range, caps: Caps) -> Sequence[Raster | Problem]:
    """Pages of these numbers, at most ``MOST_PAGES``; what cannot be decoded is a problem in its place."""
    question = {"path": str(path.absolute()), "media_type": media_type}
    pages = _done(lambda process: process.decoded(question, caps, numbers), caps, numbers[0])
    if not isinstance(pages, Problem):
        return pages
    if len(numbers) == 1:
        return [pages]
    return [page for number in numbers for page in decoded(path, media_type, range(number, number + 1), caps)]


def socket_bar() -> SocketBar:
    """What keeps the decoding processes of this machine from the network."""
    with _free() as process:
        return process.barred


def _done(work: Callable[[DecodingProcess], T], caps: Caps, page: int | None) -> T | Problem:
    """What a process makes of it; a second one where the first ended by itself: it may have been innocent."""
    for _ in range(2):
        try:
            with _free() as process:
                return work(process)
        except Lost as lost:
            if lost.by_the_clock:
                return too_slow(caps.decode_seconds, page)
    return crashed(page)


_idle: list[DecodingProcess] = []
_room = BoundedSemaphore(os.cpu_count() or 1)


def _idle_one() -> DecodingProcess | None:
    with suppress(IndexError):  # asked first, another thread might take the last one before it is popped
        return _idle.pop()
    return None


@contextmanager
def _free() -> Iterator[DecodingProcess]:
    """A process for one job; threads share as many as there are cores."""
    with _room:
        process = _idle_one() or DecodingProcess()
        try:
            yield process
        except MissingPackage:
            _idle.append(process)
            raise
        except BaseException:  # lost; or stopped between question and answer: the next job would hear this one's
            process.end()
            raise
        _idle.append(process)
