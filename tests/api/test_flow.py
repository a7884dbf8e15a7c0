"""Putting aside, asking, undoing, holding on, and what an answer cost, through the doors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.db.tables import CorrectionRow
from tests.api.conftest import Desk, House, house_at
from tests.api.test_records import settle

KEY = "0f8fad5b-d9cb-469f"


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str) -> Iterator[House]:
    """The town on SQLite and on PostgreSQL in turn."""
    yield from house_at(tmp_path, database_url)


def field(desk: Desk, number: int, key: str = "filer.phone") -> Any:
    return next(one for one in desk.ok("GET", f"/records/{number}")["fields"] if one["key"] == key)


def test_a_record_put_aside_tells_why_in_the_list_and_on_the_desk(anywhere: House) -> None:
    first, second = anywhere.hand_in(1), anywhere.hand_in(2)
    desk = anywhere.login("yamada")
    assert desk.ok("POST", "/records/next", {})["record"]["record_id"] == first
    body = {"reason": "resident", "key": KEY}
    for _ in range(2):
        desk.ok("POST", f"/records/{first}/skip", body)
    assert desk.ok("POST", "/records/next", {})["record"]["record_id"] == second
    entry = desk.ok("GET", "/records?status=in_review")["entries"][0]
    assert (entry["record_id"], entry["claimed_by"], entry["lane"]) == (first, None, "batch")
    assert {**entry["skip"], "at": ""} == {"by": "山田 太郎", "at": "", "reason": "resident", "text": ""}
    taken = anywhere.login("suzuki").ok("POST", "/records/next", {})["record"]
    assert (taken["record_id"], taken["skip"]) == (first, entry["skip"])
    again = desk.refused(409, "POST", f"/records/{first}/skip", {**body, "key": KEY + "2"})
    assert again["details"] == {"holder": "鈴木 次郎"}


def test_a_question_is_seen_and_answered(anywhere: House) -> None:
    number = anywhere.hand_in()
    asked = {"text": " この番号は? ", "field": "filer.phone", "key": KEY}
    (question,) = anywhere.login("yamada").ok("POST", f"/records/{number}/notes", asked)
    assert (question["by"], question["text"], question["field"]) == ("山田 太郎", "この番号は?", "filer.phone")
    suzuki = anywhere.login("suzuki")
    assert suzuki.ok("GET", "/records")["entries"][0]["questions"] == 1
    answer = {"text": "3 です", "answers": question["note_id"], "key": KEY + "2"}
    notes = suzuki.ok("POST", f"/records/{number}/notes", answer)
    assert notes == suzuki.ok("GET", f"/records/{number}")["notes"]
    assert [(note["by"], note["answers"]) for note in notes] == [
        ("山田 太郎", None),
        ("鈴木 次郎", question["note_id"]),
    ]
    assert suzuki.ok("GET", "/records")["entries"][0]["questions"] == 0
    assert "3 です" not in str(suzuki.refused(404, "POST", f"/records/{number + 9}/notes", answer))
    suzuki.refused(422, "POST", f"/records/{number}/notes", {**answer, "text": "　"})
    anywhere.login("ito").refused(403, "POST", f"/records/{number}/notes", answer)


def test_the_last_answer_is_taken_back(anywhere: House) -> None:
    number = anywhere.hand_in()
    desk = anywhere.login("yamada")
    taken = desk.ok("POST", f"/records/{number}/claim")
    settle(desk, taken, "filer.phone", "typed", "0312345673")
    body = {"kind": "undone", "expected_version": 2, "claim_token": taken["claim"]["token"]}
    for _ in range(2):
        view = desk.ok("PUT", f"/records/{number}/fields/filer.phone", body)
        assert (view["text"], view["state"], view["version"]) == ("0312345678", "open", 3)
        assert view["correction"]["kind"] == "undone"
    refused = desk.refused(409, "PUT", f"/records/{number}/fields/filer.phone", {**body, "expected_version": 3})
    assert (refused["code"], refused["details"]) == ("refused", {"field": "filer.phone"})


def test_holding_on_needs_one_s_own_claim(anywhere: House) -> None:
    number = anywhere.hand_in()
    yamada, suzuki = anywhere.login("yamada"), anywhere.login("suzuki")
    taken = yamada.ok("POST", f"/records/{number}/claim")["claim"]
    held = yamada.ok("PUT", f"/records/{number}/claim", {"token": taken["token"]})
    assert held["token"] == taken["token"] and held["expires_at"] >= taken["expires_at"]
    yamada.ok("DELETE", f"/records/{number}/claim")
    suzuki.ok("POST", f"/records/{number}/claim")
    lost = yamada.refused(409, "PUT", f"/records/{number}/claim", {"token": taken["token"]})
    assert lost["details"] == {"holder": "鈴木 次郎"}


def test_what_an_answer_cost_is_kept_once_and_within_bounds(anywhere: House) -> None:
    number = anywhere.hand_in()
    desk = anywhere.login("yamada")
    taken = desk.ok("POST", f"/records/{number}/claim")
    for cost in ({"seconds": -1}, {"seconds": 3601}, {"keystrokes": 10_001}, {"keystrokes": 1.5}):
        assert settle(desk, taken, "filer.phone", "confirmed", **cost).status_code == 422
    for _ in range(2):
        settle(desk, taken, "filer.phone", "confirmed", seconds=2.25, keystrokes=1)
    settle(desk, taken, "members.1.sex", "blank")
    with anywhere.database.read() as session:
        rows = session.execute(select(CorrectionRow.seconds, CorrectionRow.keystrokes).order_by(CorrectionRow.id))
        assert [tuple(row) for row in rows] == [(2.25, 1), (None, None)]
