"""A counter: the town's house with its desk open, and clerks who look at it through a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from models.db.session import Database, make_engine
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import Desk, House, house_at
from tests.api.crowd_nights import run_at
from tests.browser.clerk import Clerk
from tests.browser.screen import SCREEN, opened_browser, served

COOKIE = "madoguchi_session"


@dataclass(frozen=True)
class Drawn:
    """A town's data folder to copy, and who is logged in there: user name → session token and write token."""

    folder: Path
    municipality_id: int
    logins: dict[str, tuple[str, str]]


@dataclass
class Counter:
    """The town's house with its desk open on loopback, and a browser in front of it."""

    house: House
    browser: Browser
    url: str
    logins: dict[str, tuple[str, str]]
    clerks: list[Clerk] = field(default_factory=list)

    def clerk(self, username: str = "", path: str = "/login") -> Clerk:
        """A clerk at a screen of their own; with a name they are logged in already."""
        context = self.browser.new_context(base_url=self.url, viewport=SCREEN, locale="ja-JP")
        context.set_default_timeout(15_000)  # ms
        if username:
            context.add_cookies([{"name": COOKIE, "value": self.logins[username][0], "url": self.url}])
        clerk = Clerk(context.new_page())
        self.clerks.append(clerk)
        clerk.page.goto(path)
        return clerk

    def desk(self, username: str) -> Desk:
        """The doors without a browser."""
        token, csrf = self.logins[username]
        client = TestClient(self.house.client.app)
        client.cookies.set(COOKIE, token)
        return Desk(client, csrf)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with opened_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """Records 1 and 2 wait, one sheet was refused, everybody is logged in. Made once: hashing passwords is slow."""
    folder = tmp_path_factory.mktemp("town")
    with contextmanager(house_at)(folder) as house:
        house.hand_in(1)
        house.hand_in(2)
        town.hand_in_refused(house.database, house.settings, house.municipality_id)
        run_at(house.database, town.NOW, town.NOW + timedelta(hours=1))
        desks = {username: house.login(username) for username in town.PEOPLE}
        logins = {username: (desk.client.cookies[COOKIE], desk.csrf) for username, desk in desks.items()}
        return Drawn(folder, house.municipality_id, logins)


@pytest.fixture
def counter(drawn: Drawn, browser: Browser, tmp_path: Path) -> Iterator[Counter]:
    """Whatever a test does, no page may ask another machine for anything or complain on its console."""
    shutil.copytree(drawn.folder, tmp_path, dirs_exist_ok=True)
    settings = town.desk_settings(tmp_path)
    database = Database(make_engine(settings.sqlalchemy_url))
    app = create_app(settings)
    with TestClient(app) as client, served(app) as url:
        app.state.counter.close()  # nothing is read there: a reading process takes seconds to start
        counter = Counter(House(settings, database, drawn.municipality_id, client), browser, url, drawn.logins)
        yield counter
        for clerk in counter.clerks:
            clerk.page.context.close()
    database.close()
    assert [each for clerk in counter.clerks for each in clerk.strangers(url)] == []
    assert [each for clerk in counter.clerks for each in clerk.complaints] == []
