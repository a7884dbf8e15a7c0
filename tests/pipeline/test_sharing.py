"""Machines that work together have one database; one machine may have an embedded one."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import UsageError
from pipeline.settings import settings
from pipeline.sharing import must_share_with
from tests.pipeline.command_line import madoguchi

ELSEWHERE = "192.0.2.1"
"""An address reserved for documentation (RFC 5737): no machine has it."""


@pytest.mark.parametrize("place", ["127.0.0.1:8786", "tcp://localhost:8786", "http://[::1]:4200/api"])
def test_an_embedded_database_serves_the_machine_that_it_is_on(place: str) -> None:
    must_share_with(place)


@pytest.mark.parametrize("place", [f"{ELSEWHERE}:8786", f"tcp://{ELSEWHERE}:8786", f"http://{ELSEWHERE}:4200/api"])
def test_a_machine_elsewhere_needs_the_same_database(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="MADOGUCHI_DATABASE_URL"):
        must_share_with(place)
    monkeypatch.setenv("MADOGUCHI_DATABASE_URL", f"postgresql+psycopg://reader@{ELSEWHERE}/madoguchi")
    settings.cache_clear()
    must_share_with(place)


def test_a_worker_with_an_embedded_database_does_not_begin_to_help_elsewhere(tmp_path: Path) -> None:
    done = madoguchi(tmp_path / "var", "night", "dask-worker", f"tcp://{ELSEWHERE}:8786")
    assert done.returncode == 2
    assert done.stderr.startswith("madoguchi: usage:") and "MADOGUCHI_DATABASE_URL" in done.stderr
    assert not (tmp_path / "var" / "madoguchi.sqlite3").exists()
