"""What is told of the counter as it happens, to a listener of a served application on loopback."""

from __future__ import annotations

import json

import httpx
import pytest
from fastapi.testclient import TestClient

from api import event_stream
from review_ui.app import create_app
from tests.api.conftest import API
from tests.api.counter.house import SAMPLES, SHEET, Counter, bring, listening, sheets
from tests.browser.screen import served


def test_the_next_server_reads_what_the_last_one_only_took_in(counter: Counter) -> None:
    """By the real engine, in a process of its own; whoever listens is told how far it is, in numbers only."""
    desk = counter.login("ito")
    bring(desk, SHEET.read_bytes())
    with TestClient(create_app(counter.settings)) as client, served(client.app) as url:
        told = []
        with listening(url, desk) as events:
            for event in events:
                told += event.get("data", {"sheets": []})["sheets"]
                if told and told[-1]["stage"] in ("done", "failed"):
                    break
    stages = [sheet["stage"] for sheet in told]
    assert stages[-1] == "done" and {"looking", "reading"} & set(stages)
    ((record, status, waiting, held),) = told[-1]["records"]
    assert (record, status, held) == (1, "draft", False) and waiting > 0
    assert "用紙" not in json.dumps(told, ensure_ascii=False)
    (sheet,) = sheets(desk)
    assert sheet["records"][0]["title"] == "住民異動届" and sheet["records"][0]["open_fields"] == waiting


def test_who_comes_back_is_told_what_was_missed_and_nothing_else(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "BEAT_SECONDS", 0)
    desk = counter.login("ito")
    sheet_id = bring(desk, (SAMPLES / "bad" / "zero_bytes.pdf").read_bytes(), "zero.pdf").json()["sheet"]["sheet_id"]
    with served(counter.app) as url:
        with listening(url, desk) as events:
            first = next(events)
            assert (first["event"], first["retry"], first["data"]["listed"]) == ("sheets", "2000", [sheet_id])
            assert "comment" in next(events)  # a proxy sees that the line lives
        with listening(url, desk, first["id"]) as events:
            assert "comment" in next(events)  # nothing happened meanwhile
            desk.ok("POST", f"/counter/sheets/{sheet_id}/aside", {"kind": "drop"})
            second = next(event for event in events if "data" in event)
            assert [(one["sheet_id"], one["stage"]) for one in second["data"]["sheets"]] == [(sheet_id, "dropped")]
        with listening(url, desk, first["id"]) as events:
            assert next(event for event in events if "data" in event)["id"] == second["id"] != first["id"]
        assert httpx.get(f"{url}{API}/counter/events").status_code == 401


def test_a_stream_ends_after_a_while_so_that_the_login_is_asked_for_again(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "MOST_SECONDS", 0.1)
    with served(counter.app) as url, listening(url, counter.login("ito")) as events:
        assert [event["data"]["listed"] for event in events if "data" in event] == [[]]


def test_a_server_that_stops_lets_its_listeners_go(counter: Counter) -> None:
    with served(counter.app) as url, listening(url, counter.login("ito")) as events:
        assert next(events)["event"] == "sheets"
        counter.app.state.service.end_streams()
        assert [event for event in events if "data" in event] == []
