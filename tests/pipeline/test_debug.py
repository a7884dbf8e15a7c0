from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import StoreFault
from models.scan import Pixels
from pipeline.debug import NO_DEBUG, FolderDebug


def picture() -> Pixels:
    return np.full((20, 30, 3), (10, 120, 240), np.uint8)


def never() -> Pixels:
    raise AssertionError("drawn though nobody asked")


def test_pictures_are_numbered_in_their_order(tmp_path: Path) -> None:
    debug = FolderDebug(tmp_path / "new" / "folder")
    debug.write("identified", picture)
    debug.write("overlay", picture)
    assert sorted(path.name for path in debug.folder.iterdir()) == ["01_identified.png", "02_overlay.png"]
    assert (cv2.imread(str(debug.folder / "02_overlay.png")) == picture()).all()


def test_nothing_is_drawn_where_nobody_asked() -> None:
    NO_DEBUG.write("identified", never)


def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreFault, match="01_identified"):
        FolderDebug(tmp_path / "file").write("identified", picture)
