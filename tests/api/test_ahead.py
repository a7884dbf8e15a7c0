"""The record after this one: told before, claimed only with the end of this one. On both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.record import Lane
from tests.api import town
from tests.api.conftest import Desk, House, house_at
from tests.api.test_records import settle, waiting


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str) -> Iterator[House]:
    """A town with records 1 and 2, on SQLite and on PostgreSQL in turn."""
    for house in house_at(tmp_path, database_url):
        house.hand_in(1)
        house.hand_in(2)
        yield house


def done(desk: Desk, taken: dict[str, Any]) -> dict[str, Any]:
    """Confirm all that waits; what is sent to finish the record and take the next."""
    for key in waiting(taken["record"]):
        assert settle(desk, taken, key, "confirmed").is_success
    return {"expected_version": taken["record"]["version"], "take": {}}


def test_what_comes_next_is_told_with_what_it_shows_first_and_claimed_by_nobody(anywhere: House) -> None:
    desk = anywhere.login("yamada")
    taken = desk.ok("POST", "/records/next", {})
    ahead = desk.ok("GET", "/records/1/ahead")
    assert (ahead["record"]["record_id"], ahead["field"], ahead["page"]) == (2, "filer.phone", 1)
    assert ahead["record"] == desk.ok("GET", "/records/2")
    assert waiting(ahead["record"])[0] == ahead["field"]
    assert ahead["record"]["claimed_by"] is None
    assert anywhere.login("suzuki").ok("POST", "/records/next", {})["record"]["record_id"] == 2
    assert desk.send("GET", "/records/1/ahead").status_code == 204
    assert waiting(taken["record"]) == waiting(desk.ok("GET", "/records/1"))


def test_finishing_brings_the_next_record_in_the_same_reply(anywhere: House) -> None:
    desk = anywhere.login("yamada")
    body = done(desk, desk.ok("POST", "/records/next", {}))
    ended = desk.ok("POST", "/records/1/finish", body)
    assert (ended["status"], ended["next"]["record"]["record_id"], ended["next"]["waiting"]) == ("reviewed", 2, 0)
    assert desk.ok("GET", "/records/2")["claimed_by"] == "山田 太郎"
    assert settle(desk, ended["next"], "filer.phone", "confirmed").is_success
    again = desk.ok("POST", "/records/1/finish", body)  # the reply was lost: the same again, and nothing is taken twice
    assert (again["status"], again["next"]["record"]["record_id"]) == ("reviewed", 2)
    assert desk.ok("POST", "/records/next", {})["record"]["record_id"] == 2


def test_a_sheet_that_came_to_the_counter_meanwhile_is_next_whatever_was_told_before(anywhere: House) -> None:
    desk = anywhere.login("yamada")
    body = done(desk, desk.ok("POST", "/records/next", {}))
    assert desk.ok("GET", "/records/1/ahead")["record"]["record_id"] == 2
    here = anywhere.municipality_id
    urgent = town.hand_in(anywhere.database, anywhere.settings, here, number=9, lane=Lane.COUNTER)
    assert desk.ok("POST", "/records/1/finish", body)["next"]["record"]["record_id"] == urgent


def test_nothing_is_taken_with_a_record_that_cannot_be_finished(anywhere: House) -> None:
    desk = anywhere.login("yamada")
    taken = desk.ok("POST", "/records/next", {})
    desk.refused(409, "POST", "/records/1/finish", {"expected_version": taken["record"]["version"], "take": {}})
    assert desk.ok("GET", "/records/2")["claimed_by"] is None


def test_the_last_record_is_followed_by_none(anywhere: House) -> None:
    desk = anywhere.login("yamada")
    anywhere.login("suzuki").ok("POST", "/records/2/reject", {"reason": "試し書き"})
    ended = desk.ok("POST", "/records/1/finish", done(desk, desk.ok("POST", "/records/next", {})))
    assert ended == {"status": "reviewed", "next": None}


def foreseen(desk: Desk, body: dict[str, Any]) -> dict[str, Any]:
    """The same with what is known of the next record."""
    ahead = desk.ok("GET", "/records/1/ahead")
    known = {"record_id": ahead["record"]["record_id"], "as_of": ahead["as_of"]}
    return {**body, "take": {"foreseen": known}}


def test_a_record_that_is_as_it_was_foreseen_is_not_told_once_more(anywhere: House) -> None:
    desk = anywhere.login("yamada")
    body = foreseen(desk, done(desk, desk.ok("POST", "/records/next", {})))
    told = desk.ok("GET", "/records/1/ahead")["record"]
    taken = desk.ok("POST", "/records/1/finish", body)["next"]
    assert (taken["record"], taken["version"], taken["waiting"]) == (None, told["version"] + 1, 0)
    now = desk.ok("GET", "/records/2")
    changed = {name for name in now if now[name] != told[name]}
    assert changed == {"status", "version", "claimed_by"} and now["version"] == taken["version"]
    assert settle(desk, {**taken, "record": told}, "filer.phone", "confirmed").is_success
    again = desk.ok("POST", "/records/1/finish", body)["next"]  # the reply was lost
    assert again["record"]["version"] == taken["version"]


def note(other: Desk) -> None:
    other.ok("POST", "/records/2/notes", {"text": "確かめてください", "field": None, "key": "note-0001"})


def skip(other: Desk) -> None:
    other.ok("POST", "/records/2/claim")
    other.ok("POST", "/records/2/skip", {"reason": "later", "text": "", "key": "skip-0001"})


def correct(other: Desk) -> None:
    """Taken before and put back, taken again: neither the record's version nor its claim tells of the second time."""
    taken = other.ok("POST", "/records/2/claim")
    assert settle(other, taken, "filer.phone", "confirmed").is_success
    other.send("DELETE", "/records/2/claim")


@pytest.mark.parametrize("meddle", [note, skip, correct])
def test_what_has_changed_since_it_was_foreseen_is_told_anew(anywhere: House, meddle: Callable[[Desk], None]) -> None:
    desk, other = anywhere.login("yamada"), anywhere.login("suzuki")
    other.ok("POST", "/records/2/claim")
    other.send("DELETE", "/records/2/claim")
    body = foreseen(desk, done(desk, desk.ok("POST", "/records/1/claim")))
    assert body["take"]["foreseen"]["record_id"] == 2
    meddle(other)
    taken = desk.ok("POST", "/records/1/finish", body)["next"]
    assert taken["record"] == desk.ok("GET", "/records/2")
