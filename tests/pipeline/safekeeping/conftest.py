from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.safekeeping.house import House, house


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Two towns at work, on each kind of database in turn."""
    with house(tmp_path / "here", database_url) as one:
        one.opens()
        yield one


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """The same on the embedded database alone."""
    with house(tmp_path / "small", sqlite_url) as one:
        one.opens()
        yield one
