"""``madoguchi account``: staff come and go, and a password is shown once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from models.db.session import Database, make_engine
from models.record import Role
from pipeline.settings import Settings
from pipeline.store.accounts import LoginRefused, authenticate
from pipeline.store.views import Actor
from tests.pipeline.command_line import madoguchi


def enter(data_dir: Path, username: str, password: str) -> Actor | LoginRefused:
    settings = Settings(data_dir=data_dir)  # type: ignore[call-arg]
    database = Database(make_engine(settings.sqlalchemy_url))
    try:
        return authenticate(database, settings.municipality, username, password, datetime.now(UTC))
    finally:
        database.close()


def shown(output: str) -> str:
    found = re.search(r"\n +password +(\S+)", output)
    assert found is not None, output
    return found[1]


def test_an_account_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    made = madoguchi(tmp_path, "account", "add", "yamada", "--name", "山田 [太郎]", "--role", "supervisor")
    assert made.returncode == 0, made.stderr
    first = shown(made.stdout)
    actor = enter(tmp_path, "yamada", first)
    assert isinstance(actor, Actor) and (actor.display_name, actor.role) == ("山田 [太郎]", Role.SUPERVISOR)

    changed = madoguchi(tmp_path, "account", "password", "yamada")
    assert isinstance(enter(tmp_path, "yamada", first), LoginRefused)
    assert isinstance(enter(tmp_path, "yamada", shown(changed.stdout)), Actor)

    assert madoguchi(tmp_path, "account", "off", "yamada").returncode == 0
    assert isinstance(enter(tmp_path, "yamada", shown(changed.stdout)), LoginRefused)
    listed = madoguchi(tmp_path, "account", "list").stdout
    assert listed.split() == ["yamada", "山田", "[太郎]", "supervisor", "switched", "off"]


def test_a_name_that_is_taken_or_unknown_is_told(tmp_path: Path) -> None:
    assert madoguchi(tmp_path, "account", "add", "abe", "--name", "阿部").returncode == 0
    taken = madoguchi(tmp_path, "account", "add", "abe", "--name", "安部")
    assert taken.returncode == 2 and "taken" in taken.stderr and taken.stdout == ""
    unknown = madoguchi(tmp_path, "account", "off", "nobody")
    assert unknown.returncode == 2 and "no account nobody" in unknown.stderr
