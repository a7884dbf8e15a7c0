"""Copies of images of a store that is no folder: decoders, and the desk, open files."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

from pipeline.store.whole import Write, disk_fault, write_whole

IN_USE_SECONDS = 900
"""A copy that was asked for so lately is not removed: somebody may be about to open it. The bound gives way to that."""


class ImageCache:
    """At most ``most_bytes`` of copies under ``folder``; the longest unused go first. Many processes may share it."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        """Make nothing yet."""
        self._folder, self._most = folder, most_bytes
        self._lock, self._added = Lock(), most_bytes  # the first copy of a process looks what others have left

    def get(self, name: str, fill: Write) -> Path:
        """The copy called ``name``; where it is not there ``fill`` writes it, and what that raises comes back."""
        target = self._folder / name
        try:
            os.utime(target)
        except FileNotFoundError:
            write_whole(target, fill)
            self._count(target)
        except OSError as error:
            raise disk_fault(error) from error
        return target

    def add(self, name: str, fill: Write) -> None:
        """Put a copy there, also in the place of another."""
        write_whole(self._folder / name, fill)
        self._count(self._folder / name)

    def forget(self, name: str) -> None:
        """Remove a copy; one that is not there is fine."""
        with suppress(OSError):
            (self._folder / name).unlink(missing_ok=True)

    def _count(self, target: Path) -> None:
        with self._lock, suppress(FileNotFoundError):
            self._added += target.stat().st_size
            if self._added > self._most // 16:
                self._added = 0
                self._sweep()

    def _sweep(self) -> None:
        """Down to seven eighths where there is more than fits. A copy is as old as its last use."""
        found = sorted((status.st_mtime, status.st_size, path) for path, status in _files(self._folder))
        total = sum(size for _, size, _ in found)
        if total <= self._most:
            return
        for used, size, path in found:
            if total <= self._most * 7 // 8 or used > time.time() - IN_USE_SECONDS:
                return
            with suppress(OSError):
                path.unlink()
            total -= size


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file():
                yield path, path.stat()
