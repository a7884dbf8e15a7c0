"""The counter's own town."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.db.session import Database, make_engine
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import house_at
from tests.api.counter.house import MOST_BYTES, Counter


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, dict[str, tuple[str, str]]]:
    """A town's data folder to copy, and who is logged in there."""
    folder = tmp_path_factory.mktemp("town")
    with contextmanager(house_at)(folder) as house:
        desks = {username: house.login(username) for username in ("ito", "yamada")}
        logins = {username: (desk.client.cookies["madoguchi_session"], desk.csrf) for username, desk in desks.items()}
        return folder, house.municipality_id, logins


@pytest.fixture
def counter(settled: tuple[Path, int, dict[str, tuple[str, str]]], tmp_path: Path) -> Iterator[Counter]:
    """A counter at which nothing is read: sheets stay as they came in."""
    folder, here, logins = settled
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    settings = town.desk_settings(tmp_path).model_copy(update={"max_file_bytes": MOST_BYTES})
    database = Database(make_engine(settings.sqlalchemy_url))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        counter = Counter(settings, database, here, client, logins)
        counter.app.state.counter.close()
        yield counter
    database.close()
