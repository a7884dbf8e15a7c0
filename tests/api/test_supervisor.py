"""The supervisor's doors and a record's history: what is told, to whom, and what is kept back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api import town
from tests.api.claims import hand_in_claim
from tests.api.conftest import Desk, House

PHONE = "filer.phone"


def answer(desk: Desk, record_id: int, field: str, text: str = "", seconds: float = 2.0) -> None:
    """Take a record up and answer a field: a text is typed, none confirms."""
    taken = desk.ok("POST", f"/records/{record_id}/claim")
    (stands,) = [one for one in taken["record"]["fields"] if one["key"] == field]
    body = {"kind": "typed" if text else "confirmed", "text": text, "override": True}
    version = {"expected_version": stands["version"], "claim_token": taken["claim"]["token"]}
    cost = {"seconds": seconds, "keystrokes": 3}
    desk.ok("PUT", f"/records/{record_id}/fields/{field}", {**body, **version, **cost})


def finish(desk: Desk, record_id: int) -> None:
    for field in desk.ok("GET", f"/records/{record_id}")["fields"]:
        if field["state"] == "open":
            answer(desk, record_id, field["key"])
    version = desk.ok("GET", f"/records/{record_id}")["version"]
    desk.ok("POST", f"/records/{record_id}/finish", {"expected_version": version})


def kinds(told: Any) -> list[str]:
    return [event["kind"] for event in told["events"]]


@pytest.fixture
def busy(house: House) -> House:
    """Record 1 is done by Yamada, who put one field right; record 2 is in Suzuki's hands."""
    house.hand_in(1)
    house.hand_in(2)
    yamada, suzuki = house.login("yamada"), house.login("suzuki")
    answer(yamada, 1, PHONE, "0398765432", seconds=4.0)
    finish(yamada, 1)
    answer(suzuki, 2, PHONE)
    return house


def test_the_state_of_the_work_adds_up(busy: House) -> None:
    told = busy.login("sato").ok("GET", "/supervisor")
    (waits,) = told["waiting"]
    assert (waits["municipality"], waits["form"], waits["title"]) == ("見本市", town.FORM, "住民異動届")
    assert (waits["lane"], waits["age"], waits["records"]) == ("batch", "days_7", 1)  # handed in long ago
    assert told["oldest"]["record_id"] == 2
    assert len(told["days"]) == 14 and told["days"][-1] | {"day": ""} == {
        "day": "", "by_people": 1, "by_machine": 0, "set_aside": 0, "answers": 5, "seconds": 12.0,
    }  # fmt: skip
    (pace,) = told["paces"]
    assert (pace["records"], pace["seconds_a_record"], pace["keystrokes_a_record"]) == (
        1,
        10.0,
        12.0,
    )  # not Suzuki's: half done
    assert pace["seconds_left"] == 10.0  # one record waits
    working, resting = told["people"]
    assert (working["name"], [hold["record_id"] for hold in working["holds"]]) == ("鈴木 次郎", [2])
    assert (working["fields"], working["median_seconds"], working["records"]) == (1, 2.0, 0)
    assert (resting["name"], resting["holds"], resting["records"], resting["fields"]) == ("山田 太郎", [], 1, 4)
    assert (resting["median_seconds"], resting["keystrokes"]) == (2.0, 12)


def test_fields_are_told_without_a_value(busy: House) -> None:
    desk = busy.login("sato")
    reply = desk.send("GET", "/supervisor/fields")
    assert "0398765432" not in reply.text and "0312345678" not in reply.text and "山田" not in reply.text
    first = reply.json()["fields"][0]
    assert (first["field"], first["label"], first["shown"], first["corrected"], first["share"]) == (
        PHONE, "届出人の電話", 2, 1, 0.5,
    )  # fmt: skip
    assert (first["changes"], first["kinds"]) == ({"same_length": 1}, {"typed": 1})
    assert first["reasons"] == [{"code": "low_confidence", "fields": 1}] and first["seconds"] == 3.0
    assert len(reply.json()["fields"]) == 4
    desk.refused(422, "GET", "/supervisor/fields?days=36500")


def test_fields_are_counted_anew_after_some_seconds_only(busy: House) -> None:
    desk = busy.login("sato")
    before = desk.ok("GET", "/supervisor/fields")
    answer(busy.login("suzuki"), 2, "new_head.kana")
    again = desk.ok("GET", "/supervisor/fields")
    assert again == before  # and it says of when it is
    assert desk.ok("GET", "/supervisor/fields?days=7")["fields"] != before["fields"]


def test_a_history_tells_everything_in_order(busy: House) -> None:
    told = busy.login("sato").ok("GET", "/records/1/history")
    assert (told["title"], told["status"], told["values_shown"]) == ("住民異動届", "reviewed", True)
    assert kinds(told) == ["handed_in", "page_read", "decided", "taken", *["answered"] * 4, "closed"]
    decided = told["events"][2]
    assert (len(decided["sent"]), decided["sent"][0]["label"]) == (4, "届出人の電話")
    first = told["events"][4]
    assert (first["by"], first["label"], first["answer"]) == ("山田 太郎", "届出人の電話", "typed")
    assert (first["before"], first["after"], first["seconds"], first["keystrokes"]) == (
        "0312345678", "0398765432", 4.0, 3,
    )  # fmt: skip
    (sex,) = [event for event in told["events"] if event.get("field") == "members.1.sex"]
    assert (sex["before"], sex["after"]) == ("男", "男")  # options by their labels
    assert told["events"][-1] | {"at": ""} == {
        "kind": "closed", "at": "", "by": "山田 太郎", "status": "reviewed", "reason": None,
    }  # fmt: skip


@pytest.mark.parametrize(("username", "waiting", "done", "measures"), [
    ("ito", False, True, False), ("yamada", False, True, False), ("sato", True, True, True),
    ("kanri", True, True, True),
])  # fmt: skip
def test_who_may_still_have_to_answer_reads_no_answers_and_colleagues_are_not_measured(
    busy: House, username: str, waiting: bool, done: bool, measures: bool
) -> None:
    desk = busy.login(username)
    for record_id, shown in ((2, waiting), (1, done)):
        told = desk.ok("GET", f"/records/{record_id}/history")
        answers = [event for event in told["events"] if event["kind"] == "answered"]
        assert told["values_shown"] is shown and answers
        assert all((event["after"] is not None) is shown for event in answers)
        assert all((event["seconds"] is not None) is measures for event in answers)
        page = desk.client.get(f"/records/{record_id}/history").text
        assert ("0312345678" in page) is shown  # the number that Yamada replaced, Suzuki confirmed


def test_the_number_of_a_person_is_never_told(house: House) -> None:
    record_id = hand_in_claim(house.database, house.settings, house.municipality_id)
    record = house.login("sato").ok("GET", f"/records/{record_id}")
    numbers = [field for field in record["fields"] if field["sensitivity"] == "my_number"]
    assert numbers
    answer(house.login("yamada"), record_id, numbers[0]["key"], "123456789018")
    reply = house.login("sato").send("GET", f"/records/{record_id}/history")
    (told,) = [event for event in reply.json()["events"] if event["kind"] == "answered"]
    assert (told["before"], told["after"], told["answer"]) == (None, None, "typed")
    assert "123456789018" not in reply.text
