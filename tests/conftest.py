"""What every test shares: no setting of this machine reaches a test, and no socket leaves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ["tests.databases"]

# Before anything imports Prefect or PaddleOCR: no telemetry, no model source checks.
os.environ.update({"DO_NOT_TRACK": "1", "PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK": "True"})


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Each test has its own data folder and none of the caller's settings."""
    from pipeline.settings import settings

    for name in [name for name in os.environ if name.startswith("MADOGUCHI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    settings.cache_clear()
    yield
    settings.cache_clear()
