"""Exports at the doors: the same key gives the same file, and what could not be written is told and tried again."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import update

from models.db.tables import RecordRow
from models.record import RecordStatus
from pipeline.store.outbox import mark_delivered
from tests.api import town
from tests.api.conftest import House, house_at

ORDER = {"form": town.FORM, "key": "april-0001"}


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str) -> Iterator[House]:
    """The town on SQLite and on PostgreSQL in turn."""
    yield from house_at(tmp_path, database_url)


def reviewed(house: House) -> None:
    house.hand_in()
    with house.database.write() as session:
        session.execute(update(RecordRow).values(status=RecordStatus.REVIEWED))


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no room")


def test_the_same_key_again_gives_the_same_bytes(anywhere: House) -> None:
    reviewed(anywhere)
    sato = anywhere.login("sato")
    made = sato.ok("POST", "/exports", ORDER)
    file = f"/exports/{made['name']}"
    content = sato.send("GET", file).content
    assert sato.ok("POST", "/exports", ORDER) == made
    (path,) = (anywhere.settings.data_dir / "exports" / "131016").iterdir()
    path.unlink()
    assert sato.send("GET", file).status_code == 404
    assert sato.ok("POST", "/exports", ORDER) == made
    assert sato.send("GET", file).content == content
    (told,) = sato.ok("GET", "/exports")
    assert (told["state"], told["name"], told["records"], told["by"]) == ("delivered", made["name"], 1, "佐藤 和子")
    assert told["title"] == "住民異動届" and told["why"] is None and told["next_try_at"] is None


def test_a_file_that_cannot_be_written_is_told_until_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed(house)
    sato = house.login("sato")
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.export.put._write", full)
        assert sato.refused(503, "POST", "/exports", ORDER)["code"] == "not_delivered"
        (told,) = sato.ok("GET", "/exports")
        assert (told["state"], told["tries"], told["name"]) == ("pending", 1, None)
        assert told["why"] and told["next_try_at"]
        page = sato.client.get("/exports").text
        assert told["why"] in page and told["file_name"] in page
    made = sato.ok("POST", "/exports", ORDER)  # pressed again
    assert sato.send("GET", f"/exports/{made['name']}").status_code == 200
    assert [one["state"] for one in sato.ok("GET", "/exports")] == ["delivered"]
    assert f'href="/api/v1/exports/{made["name"]}"' in sato.client.get("/exports").text


def test_a_server_delivers_at_its_start_what_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered = Event()

    def told(*given: Any) -> None:
        mark_delivered(*given)
        delivered.set()

    for house in house_at(tmp_path):
        reviewed(house)
        with monkeypatch.context() as patch:
            patch.setattr("pipeline.export.deliver.Courier.bring_now", lambda *_: None)
            house.login("sato").ok("POST", "/exports", ORDER)  # as if the process had died after its commit
        assert house.login("sato").ok("GET", "/exports")[0]["state"] == "pending"
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.export.deliver.mark_delivered", told)
        patch.setattr("tests.api.town.settle_people", lambda *_: 1)
        for _ in house_at(tmp_path):
            assert delivered.wait(30)
    name = f"{town.FORM}-april-0001.csv"
    assert (tmp_path / "var" / "exports" / "131016" / name).read_bytes().startswith(b"\xef\xbb\xbfrecord_id")
