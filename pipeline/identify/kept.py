"""Arrays that were computed once, kept in a file. One that holds rubbish or cannot be written costs time, no more."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def keep(file: Path, arrays: Mapping[str, Array], *, packed: bool = False) -> None:
    """Write the arrays, whole or not at all; ``packed`` takes a fifth of the room and longer to open."""
    unfinished = file.with_suffix(f".{os.getpid()}-{get_ident()}")  # threads may meet a blank at the same time
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as stream:
            save = np.savez_compressed if packed else np.savez
            save(stream, allow_pickle=False, **arrays)
        unfinished.replace(file)
    except OSError:
        with suppress(OSError):  # a full disk, or no folder at all, stops nobody from reading
            unfinished.unlink(missing_ok=True)


def kept(file: Path, *names: str) -> tuple[Array, ...] | None:
    """The arrays of those names; None where the file is not there or is not one that ``keep`` wrote."""
    try:
        with np.load(file, allow_pickle=False) as stream:
            return tuple(stream[name] for name in names)
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return None
