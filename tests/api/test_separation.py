"""Two municipalities on one database: neither can see, guess or touch what belongs to the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.record import Role
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import API, Desk, House, house_at


@pytest.fixture
def neighbour(tmp_path: Path, database_url: str) -> Iterator[tuple[House, Desk]]:
    """Our town with record 1 and refused page 2, and an administrator of the neighbouring town in their own
    installation."""
    for house in house_at(tmp_path, database_url):
        house.hand_in()
        town.hand_in_refused(house.database, house.settings, house.municipality_id)
        town.hand_in_no_scan(house.database, house.settings, house.municipality_id)
        theirs = house.settings.model_copy(update={"municipality": "131024", "municipality_name": "隣市"})
        town.settle_people(house.database, theirs, {"tonari": ("隣 人", Role.ADMIN)})
        with TestClient(create_app(theirs), raise_server_exceptions=False) as client:
            reply = client.post(f"{API}/session", json={"username": "tonari", "password": town.PASSWORD})
            yield house, Desk(client, reply.json()["csrf"])


def test_nothing_of_the_neighbours_is_seen_or_touched(neighbour: tuple[House, Desk]) -> None:
    house, desk = neighbour
    (no_scan,) = [sheet["file_id"] for sheet in house.login("ito").ok("GET", "/refused") if sheet["page_id"] is None]
    assert desk.ok("GET", "/records")["entries"] == []
    assert set(desk.ok("GET", "/records")["counts"].values()) == {0}
    assert desk.send("POST", "/records/next", {}).status_code == 204
    for path in (
        "/records/1",
        "/records/1/pages/1.jpg",
        "/records/1/scan/1.jpg",
        "/records/1/fields/filer.name/crop.jpg",
        "/records/1/original",
        "/records/1/history",
    ):
        desk.refused(404, "GET", path)
    desk.refused(404, "GET", "/records/1/ahead")
    desk.refused(404, "POST", "/records/1/claim")
    desk.refused(404, "POST", "/records/1/reject", {"reason": "test"})
    desk.refused(404, "POST", "/records/1/finish", {"expected_version": 1})
    body = {"kind": "blank", "expected_version": 1, "claim_token": 1}
    desk.refused(404, "PUT", "/records/1/fields/filer.name", body)
    assert desk.ok("GET", "/refused") == []
    desk.refused(404, "GET", "/refused/2/image.jpg")
    form = {"kind": "form", "form": town.FORM, "version": "2026-04"}
    aside = [{"kind": kind} for kind in ("drop", "restore", "rescan", "rescanned")]
    for ruling in (*aside, {"kind": "attachment", "record_id": 1}, form):
        desk.refused(404, "POST", "/refused/2/ruling", ruling)
    desk.refused(404, "POST", f"/refused/files/{no_scan}/ruling", {"kind": "drop"})
    assert len(house.login("ito").ok("GET", "/refused")) == 2
    desk.refused(409, "POST", "/exports", {"form": town.FORM, "key": "neighbour-1"})
    assert house.login("ito").ok("GET", "/records/1")["status"] == "draft"


def test_the_neighbours_work_is_not_counted(neighbour: tuple[House, Desk]) -> None:
    house, desk = neighbour
    me = house.login("yamada")
    me.ok("POST", "/refused/2/ruling", {"kind": "rescan"})
    claim = me.ok("POST", "/records/next", {})["claim"]
    answer = {"kind": "typed", "text": "0312345673", "expected_version": 1, "claim_token": claim["token"]}
    me.ok("PUT", "/records/1/fields/filer.phone", {**answer, "seconds": 2.0, "keystrokes": 3})
    ours = house.login("sato").ok("GET", "/supervisor")
    assert (len(ours["waiting"]), len(ours["people"]), ours["refused"], len(ours["rescans"])) == (1, 1, 1, 1)
    theirs = desk.ok("GET", "/supervisor")
    assert (theirs["waiting"], theirs["oldest"], theirs["paces"], theirs["people"]) == ([], None, [], [])
    assert (theirs["refused"], theirs["rescans"]) == (0, [])
    done = ("by_people", "by_machine", "set_aside", "answers")
    assert {day[name] for day in theirs["days"] for name in done} == {0}
    assert len(house.login("sato").ok("GET", "/supervisor/fields")["fields"]) == 1
    assert desk.ok("GET", "/supervisor/fields")["fields"] == []
    for page in ("/supervisor", "/supervisor/fields"):
        told = desk.client.get(page).text
        assert "山田" not in told and "unknown.jpg" not in told and "住民異動届" not in told
    assert desk.client.get("/records/1/history").status_code == 404


def test_a_login_of_one_town_is_none_in_the_other(neighbour: tuple[House, Desk]) -> None:
    house, _ = neighbour
    nobody = house.login("")
    credentials = {"username": "tonari", "password": town.PASSWORD}
    assert nobody.refused(401, "POST", "/session", credentials)["code"] == "login_failed"


def test_a_cookie_of_one_town_opens_no_door_of_the_other(neighbour: tuple[House, Desk]) -> None:
    """Browsers send a cookie to every port of a host, so two desks on one host see each other's."""
    house, desk = neighbour
    stranger = house.login("")
    stranger.client.cookies.set("madoguchi_session", desk.client.cookies["madoguchi_session"])
    assert stranger.refused(401, "GET", "/records")["code"] == "not_logged_in"
    stranger.csrf = desk.csrf
    stranger.refused(401, "POST", "/exports", {"form": town.FORM, "key": "stranger-1"})
