"""Data folders in which everything is unpacked and computed that takes seconds at first use, and an open workbench.

Each process of the tests makes them anew, from the code as it is, and once.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.workbench import Workbench, open_workbench


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """The real one, with templates, weights and lists on disk. What tests do with it must leave it as it is."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("unpacked"), engine="onnxruntime")
    opened = open_workbench(settings)
    _ = opened.lexicon
    return opened


@pytest.fixture(scope="session")
def unpacked(bench: Workbench) -> Path:
    """A data folder with nothing but what was unpacked and computed; to look at and to copy, not to work in."""
    return bench.lexicon_dir.parent


@pytest.fixture
def ready_house(tmp_path: Path, unpacked: Path) -> Path:
    """A data folder of the test's own, ready to read."""
    return furnish(tmp_path / "house", unpacked)


def furnish(house: Path, unpacked: Path) -> Path:
    """Make ``house`` ready to read. Files are shared, not copied: the program replaces what it writes there."""
    shutil.copytree(unpacked, house, copy_function=os.link, dirs_exist_ok=True)
    return house
