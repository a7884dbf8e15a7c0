"""Every stage can show what it did, as a picture, and draws it only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import cv2

from models.errors import StoreFault
from models.scan import Pixels


class DebugWriter(Protocol):
    """Where the stages' pictures go."""

    def write(self, stage: str, draw: Callable[[], Pixels]) -> None:
        """Keep the picture of ``stage``; ``draw`` is called only where pictures are wanted."""


class _NoDebug:
    def write(self, stage: str, draw: Callable[[], Pixels]) -> None:
        """Draw nothing."""


NO_DEBUG: DebugWriter = _NoDebug()
"""For every day: no picture is drawn."""


class FolderDebug:
    """Pictures as ``01_<stage>.png``, ``02_<stage>.png`` … in the order in which they come."""

    def __init__(self, folder: Path) -> None:
        """Write into ``folder``, made with the first picture; files of the same name are replaced."""
        self.folder = folder
        self._count = 0

    def write(self, stage: str, draw: Callable[[], Pixels]) -> None:
        """Draw and write one picture; StoreFault where the folder does not take it."""
        self._count += 1
        path = self.folder / f"{self._count:02d}_{stage}.png"
        png = cv2.imencode(".png", draw())[1].tobytes()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png)
        except OSError as error:
            raise StoreFault(f"cannot write {path}: {error.strerror}", path=str(path)) from error
