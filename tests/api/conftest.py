"""A running town behind the doors, on SQLite."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from pipeline.settings import Settings
from review_ui.app import create_app
from tests.api import town

API = "/api/v1"


@dataclass
class Desk:
    """One person's browser: the client with its cookie, and the token that writes need."""

    client: TestClient
    csrf: str = ""

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        return self.client.request(method, API + path, json=body, headers={"X-CSRF-Token": self.csrf, **headers})

    def ok(self, method: str, path: str, body: object = None) -> Any:
        reply = self.send(method, path, body)
        assert reply.is_success, reply.text
        return reply.json() if reply.content else None

    def refused(self, status: int, method: str, path: str, body: object = None) -> Any:
        """The refusal's inner part, after checking status and shape."""
        reply = self.send(method, path, body)
        assert reply.status_code == status, reply.text
        assert list(reply.json()) == ["error"]
        assert sorted(reply.json()["error"]) == ["code", "details", "message"]
        return reply.json()["error"]


@dataclass
class House:
    """The application with its data."""

    settings: Settings
    database: Database
    municipality_id: int
    client: TestClient

    def login(self, username: str) -> Desk:
        """A browser of its own in which ``username`` is logged in; "" gives one in which nobody is."""
        client = TestClient(self.client.app, raise_server_exceptions=False)
        if not username:
            return Desk(client)
        reply = client.post(f"{API}/session", json={"username": username, "password": town.PASSWORD})
        assert reply.status_code == 201, reply.text
        return Desk(client, reply.json()["csrf"])

    def hand_in(self, number: int = 1) -> int:
        return town.hand_in(self.database, self.settings, self.municipality_id, number=number)


def house_at(folder: Path, database_url: str | None = None) -> Iterator[House]:
    settings = town.desk_settings(folder, database_url)
    engine = make_engine(settings.sqlalchemy_url)
    migrate(engine)
    database = Database(engine)
    here = town.settle_people(database, settings)
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        app.state.counter.close()  # nothing is read at the counter: a reading process takes seconds to start
        yield House(settings, database, here, client)
    database.close()


@pytest.fixture
def house(tmp_path: Path, migrated_sqlite: Path) -> Iterator[House]:
    """A town without records."""
    settings = town.desk_settings(tmp_path)
    settings.data_dir.mkdir()
    shutil.copy(migrated_sqlite, settings.data_dir / "madoguchi.sqlite3")
    yield from house_at(tmp_path)


@pytest.fixture(scope="module")
def full_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A town with record 1, shared by tests that change nothing."""
    for house in house_at(tmp_path_factory.mktemp("town")):
        house.hand_in()
        yield house
