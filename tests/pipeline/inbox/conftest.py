"""An inbox on a share, and a watcher of it at a town hall with nothing in it. No sheet is read here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.site import Site, open_site
from tests.pipeline.inbox.hall import Hall


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    """On each of the two databases."""
    yield from _opened(Settings(data_dir=tmp_path / "site", database_url=database_url))  # type: ignore[arg-type]


@pytest.fixture
def hall(sqlite_url: str, tmp_path: Path) -> Iterator[Hall]:
    """On the embedded database, where it does not matter which."""
    for site in _opened(Settings(data_dir=tmp_path / "site", database_url=sqlite_url)):  # type: ignore[arg-type]
        yield Hall.of(site, tmp_path / "inbox")


@pytest.fixture
def both(site: Site, tmp_path: Path) -> Hall:
    """On each of the two databases in turn."""
    return Hall.of(site, tmp_path / "inbox")


def _opened(settings: Settings) -> Iterator[Site]:
    site = open_site(settings)
    yield site
    site.database.close()
