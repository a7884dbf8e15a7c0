"""What every test shares: no setting of this machine reaches a test, and no socket leaves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.offline import keep_silent

pytest_plugins = ["tests.databases", "tests.passwords", "tests.readiness"]

keep_silent()  # before anything imports Prefect, PaddleOCR or ONNX Runtime


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Each test has its own data folder and none of the caller's settings."""
    from pipeline.settings import settings

    for name in [name for name in os.environ if name.startswith("MADOGUCHI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MADOGUCHI_ENGINE", "onnxruntime")  # the same readings on every processor
    settings.cache_clear()
    yield
    settings.cache_clear()
