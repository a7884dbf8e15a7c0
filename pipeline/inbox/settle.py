"""When a file is whole: nobody has changed it for some looks, and nobody has it open to write where that is known."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from models.record import Lane
from pipeline.inbox.places import Seen

EMPTY_PATIENCE_S = 60.0
"""Scanners make the file first and fill it when the last sheet is through."""

FAR_PILE_PATIENCE_S = 30.0
"""Of a file on another machine nobody can tell whether it is being written; in a pile nobody waits for it."""

_FAR = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "afs"})


@dataclass(frozen=True, slots=True)
class _Still:
    """A file that has not changed since ``since`` (seconds of the monotonic clock), for so many looks."""

    state: tuple[int, int]
    looks: int
    since: float


class Settling:
    """Remembers what was seen at earlier looks."""

    def __init__(self, looks: int, seconds_between: float) -> None:
        """A file is still after ``looks`` looks at which it was the same."""
        self.seconds_between = seconds_between
        self._looks = looks
        self._window_ns = int(looks * seconds_between * 1e9)
        self._still: dict[object, _Still] = {}

    def look(self, files: Iterable[Seen], now: float) -> None:
        """Note all that lies in the inbox; what is gone is forgotten.

        A file is known by its number as well as by its path, so that it may be renamed when it is finished; by its path
        as well, for on some shares numbers change.
        """
        noted: dict[object, _Still] = {}
        for file in files:
            keys: tuple[object, ...] = (file.path, (file.device, file.inode))
            state = file.size, file.mtime_ns
            before = [self._still[key] for key in keys if key in self._still and self._still[key].state == state]
            last = max(before, key=lambda still: still.looks, default=_Still(state, 0, now))
            noted.update(dict.fromkeys(keys, _Still(state, last.looks + 1, last.since)))
        self._still = noted

    def is_settled(self, file: Seen, now: float) -> bool:
        """Whether the file, as it was noted at the last look, may be taken."""
        still = self._still.get(file.path)
        if still is None or still.state != (file.size, file.mtime_ns):
            return False
        if file.size == 0 and file.is_file and now - still.since < EMPTY_PATIENCE_S:
            return False
        if file.place.lane is Lane.BATCH and now - still.since < FAR_PILE_PATIENCE_S and is_far(file.device):
            return False
        return (still.looks >= self._looks or self._was_moved_in(file)) and not is_being_written(file)

    def _was_moved_in(self, file: Seen) -> bool:
        """Its bytes are older than its name: it was written elsewhere and came whole.

        Only here: a server's clocks and a client's copies of them are not so exact, and copying over a share may set
        times while it still writes.
        """
        return file.size > 0 and file.ctime_ns - file.mtime_ns > self._window_ns and not is_far(file.device)


def is_being_written(file: Seen) -> bool:
    """Whether somebody has the file open to write; False where that cannot be known.

    The kernel grants a read lease only on files that nobody writes: on file systems of this machine, and to the file's
    owner.
    """
    if not file.is_file or is_far(file.device):
        return False
    try:
        handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        # Whoever opens it to write meanwhile makes the kernel send us a signal: one that is ignored, not SIGIO.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


@lru_cache(maxsize=64)
def is_far(device: int) -> bool:
    """Whether a file system is another machine's."""
    number = f"{os.major(device)}:{os.minor(device)}"
    with suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines():
            fields = line.split(" ")
            if fields[2] == number:
                return fields[fields.index("-") + 1].startswith(("fuse", *_FAR))
    return False
