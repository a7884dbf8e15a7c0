"""What supervisors see of runs: counts made by hand, the own municipality's alone, told as a run goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from models.record import Lane, Role
from models.run import RunOutcome
from pipeline.store.runs import RunTurn, begin_run, end_run
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import API, Desk, House, house_at
from tests.api.counter.house import listening
from tests.browser.screen import served

START, HOUR = town.NOW, timedelta(hours=1)


def run(house: House, key: str, start: datetime, end: datetime | None, outcome: RunOutcome = RunOutcome.DONE) -> int:
    with house.database.write() as session:
        turn = begin_run(session, key, start, 2, None)
        if end is not None:
            end_run(session, turn, outcome, end)
        return turn.run_id


@pytest.fixture
def night(house: House) -> int:
    """Two sheets with four questions each, a refused page, a refused file; one more sheet at the counter."""
    for number in (1, 2):
        house.hand_in(number)
    town.hand_in_refused(house.database, house.settings, house.municipality_id)
    town.hand_in_no_scan(house.database, house.settings, house.municipality_id)
    town.hand_in(house.database, house.settings, house.municipality_id, number=3, lane=Lane.COUNTER)
    return run(house, "night-1", START, START + HOUR)


def test_nights_are_listed_with_their_figures(house: House, night: int) -> None:
    run(house, "night-2", START + 24 * HOUR, START + 25 * HOUR, RunOutcome.FAILED)
    told = house.login("sato").ok("GET", "/supervisor/nights")
    assert told["going"] is None
    second, first = told["nights"]
    assert (second["key"], second["outcome"], second["pages"]) == ("night-2", "failed", 0)
    fields = len(list(town.blank().template.all_fields()))
    expected = {
        "run_id": night,
        "pages": 3,
        "refused_pages": 1,
        "refused_files": 1,
        "records": 2,
        "records_without_question": 0,
        "fields_for_people": 2 * len(town.MOVE.asked),
        "fields_accepted": 2 * (fields - len(town.MOVE.asked)),
        "worked_seconds": 3600,
    }
    assert {key: first[key] for key in expected} == expected


def test_a_nights_report_is_that_of_the_file_and_names_nobody(house: House, night: int) -> None:
    told = house.login("sato").ok("GET", f"/supervisor/nights/{night}")
    assert told["format"] == 2 and told["run"]["key"] == "night-1"
    assert told["refused"]["reasons"] == {"unknown_form": 1, "empty_file": 1}
    assert told["counter"]["sheets"] == 1
    house.login("sato").refused(404, "GET", "/supervisor/nights/99")
    text = json.dumps(told, ensure_ascii=False)
    for secret in ("斎藤", "scan-000", "unknown.jpg", "empty.pdf", "夜間"):
        assert secret not in text


def test_a_page_shows_the_report_and_obeys_the_pages_policy(house: House, night: int) -> None:
    client = house.login("sato").client
    listed, shown = client.get("/supervisor/nights").text, client.get(f"/supervisor/nights/{night}")
    assert f'href="/supervisor/nights/{night}"' in listed
    assert "登録された様式のどれとも一致しません" in shown.text and "住民異動届" in shown.text
    for text in (listed, shown.text):
        assert "<style" not in text and " style=" not in text and "斎藤" not in text and "unknown.jpg" not in text
    assert client.get("/supervisor/nights/99").status_code == 404


@pytest.fixture
def neighbour(tmp_path: Path, database_url: str) -> Iterator[tuple[House, Desk]]:
    for house in house_at(tmp_path, database_url):
        house.hand_in()
        town.hand_in_refused(house.database, house.settings, house.municipality_id)
        theirs = house.settings.model_copy(update={"municipality": "131024", "municipality_name": "隣市"})
        town.settle_people(house.database, theirs, {"tonari": ("隣 人", Role.SUPERVISOR)})
        with TestClient(create_app(theirs), raise_server_exceptions=False) as client:
            reply = client.post(f"{API}/session", json={"username": "tonari", "password": town.PASSWORD})
            yield house, Desk(client, reply.json()["csrf"])


def test_of_a_shared_run_each_municipality_sees_its_own(neighbour: tuple[House, Desk]) -> None:
    house, theirs = neighbour
    night = run(house, "night-1", START, START + HOUR)
    (ours_listed,), (listed,) = (
        desk.ok("GET", "/supervisor/nights")["nights"] for desk in (house.login("sato"), theirs)
    )
    assert (ours_listed["pages"], ours_listed["refused_pages"], ours_listed["records"]) == (2, 1, 1)
    assert [listed[key] for key in ("pages", "refused_pages", "records", "fields_for_people", "answers")] == [0] * 5
    told = theirs.ok("GET", f"/supervisor/nights/{night}")
    assert (told["total"]["pages"], told["forms"], told["refused"]["sheets"]) == (0, [], [])
    assert [town["name"] for town in told["municipalities"]] == ["隣市"]


def progress(events: Iterator[dict[str, Any]]) -> dict[str, Any] | None:
    told: dict[str, Any] | None = next(event for event in events if "data" in event)["data"]["progress"]
    return told


def test_a_run_is_told_of_as_it_goes_on(house: House) -> None:
    desk, now = house.login("sato"), datetime.now(UTC)
    where = "/supervisor/nights/events"
    with served(house.client.app) as url:
        assert httpx.get(f"{url}{API}{where}").status_code == 401
        with listening(url, desk, where=where) as events:
            assert progress(events) is None
            run_id = run(house, "night-1", now - timedelta(minutes=1), None)
            begun = progress(events)
            assert begun is not None and (begun["run_id"], begun["outcome"], begun["pages_done"]) == (run_id, None, 0)
            with house.database.write() as session:
                end_run(session, RunTurn(run_id, 1), RunOutcome.DONE, datetime.now(UTC))
            over = progress(events)
            assert over is not None and over["outcome"] == "done"


def test_a_server_that_stops_lets_listeners_to_the_night_go(house: House) -> None:
    where = "/supervisor/nights/events"
    with served(house.client.app) as url, listening(url, house.login("sato"), where=where) as events:
        assert progress(events) is None
        house.client.app.state.service.end_streams()  # type: ignore[attr-defined]
        assert [event for event in events if "data" in event] == []
