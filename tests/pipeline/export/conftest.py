"""Two reviewed records that wait to be exported, on each of the two databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.db.session import Database
from tests.pipeline.export.shop import Shop


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop.at(database, tmp_path)
