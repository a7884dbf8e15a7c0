"""A stored draft, on each of the two databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.db.session import Database
from tests.pipeline.store.paper import Draft, draft_in


@pytest.fixture
def draft(database: Database, tmp_path: Path) -> Draft:
    return draft_in(database, tmp_path)
