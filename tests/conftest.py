"""What every test shares: no setting of this machine reaches a test, and no socket leaves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.offline import keep_silent

pytest_plugins = ["tests.databases", "tests.passwords", "tests.readiness"]

keep_silent()  # before anything imports Prefect, PaddleOCR or ONNX Runtime


LONG = ("tests/browser/test_accessibility.py", "tests/browser/", "tests/pipeline/test_")
"""Files that take long, by how their names begin. They come first, those of the browser together: what they share is
made once, and at the end the processes of the tests have small files to deal out among them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; what is in a file stays in its order."""
    items.sort(key=lambda item: next((n for n, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG)))


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
