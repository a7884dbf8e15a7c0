"""A name held before a file is moved there: a rename would replace what another machine has put there meanwhile.

Every share knows how to make a file that is not there yet; not every one knows a rename that replaces nothing.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path


def claim(target: Path, mark: str) -> bool:
    """Hold the name by a file that says for which it is, until that takes its place; False where another has it."""
    try:
        with target.open("x", encoding="ascii") as file:
            file.write(mark)
    except FileExistsError:
        return _is_claim(target, mark)  # of an earlier try, which was killed
    return True


def give_back(target: Path, mark: str) -> None:
    """Free the name, if its file has not come."""
    with suppress(OSError):
        if _is_claim(target, mark):
            target.unlink()


def _is_claim(target: Path, mark: str) -> bool:
    status = os.lstat(target)
    return stat.S_ISREG(status.st_mode) and status.st_size == len(mark) and target.read_text("latin-1") == mark
