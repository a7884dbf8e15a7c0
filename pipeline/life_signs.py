"""Which runs are alive on this machine: each locks a file, and the kernel ends the lock however its process ends.

So a run that was killed is told at once from one that goes on beside; of another machine only the beats tell that.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from pipeline.store.whole import disk_fault


@dataclass(frozen=True, slots=True)
class LifeSigns:
    """The files of this machine's runs, in ``folder``."""

    folder: Path

    @contextmanager
    def shown(self, run_id: int) -> Iterator[None]:
        """Show that a run is alive while the block lasts. StoreFault where the disk takes no file."""
        file = self._file(run_id)
        with _opened(file) as lock:
            with suppress(OSError):  # a disk that knows no locks: the beats tell
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                yield
            finally:
                with suppress(OSError):
                    file.unlink()

    def is_alive(self, run_id: int) -> bool | None:
        """Whether the process of a run is; None where this machine cannot know."""
        try:
            with self._file(run_id).open(encoding="ascii") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # begun on another machine, or a disk that knows no locks
            return None
        return False

    def _file(self, run_id: int) -> Path:
        return self.folder / f"{run_id}.lock"


def _opened(file: Path) -> TextIOWrapper:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return file.open("w", encoding="ascii")
    except OSError as error:
        raise disk_fault(error) from error
