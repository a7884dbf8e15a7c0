"""What the desk asks while somebody types."""

from __future__ import annotations

import json

import pytest

from tests.api.conftest import Desk, House
from tests.api.test_records import settle
from tests.api.town import FORM, MOVE


@pytest.fixture
def desk(full_house: House) -> Desk:
    return full_house.login("yamada")


def meaning(desk: Desk, field: str, text: str) -> dict[str, object]:
    reply = desk.ok("POST", "/meaning", {"form": FORM, "version": "2026-04", "field": field, "text": text})
    assert isinstance(reply, dict)
    return reply


@pytest.mark.parametrize("text", ["令7.4.1", "令和7年4月1日", "R7/4/1", "R7.4.1", "r7-4-1", "2025-04-01", "2025/4/1",
                                  "20250401", "7.4.1", "７．４．１"])  # fmt: skip
def test_a_date_is_understood_in_many_hands(desk: Desk, text: str) -> None:
    assert meaning(desk, "moved_on", text) == {"value": "2025-04-01", "japanese": "令和7年4月1日", "reasons": []}


def test_a_date_that_is_none_says_why(desk: Desk) -> None:
    assert meaning(desk, "members.1.birth_date", "7.4.1")["value"] is None  # no era is printed there
    odd = meaning(desk, "moved_on", "7.2.30")
    assert (odd["value"], odd["japanese"]) == (None, None)
    assert odd["reasons"] == [{"code": "impossible_date", "words": desk_words(odd)}]
    assert "暦にない" in desk_words(odd)


def desk_words(reply: dict[str, object]) -> str:
    reasons = reply["reasons"]
    assert isinstance(reasons, list)
    return str(reasons[0]["words"])


def test_an_answer_that_is_no_date_has_no_day(desk: Desk) -> None:
    assert meaning(desk, "new_head.name", "神\ufa19 髙") == {
        "value": "神\ufa19　髙", "japanese": None, "reasons": [],
    }  # fmt: skip


def test_a_postal_code_names_its_places(desk: Desk) -> None:
    assert desk.ok("GET", "/postal/1000001") == [{"prefecture": "東京都", "city": "千代田区", "town": "千代田"}]
    assert [area["city"] for area in desk.ok("GET", "/postal/4980000")] == ["弥富市", "桑名郡木曽岬町"]
    assert desk.ok("GET", "/postal/9999999") == []
    for wrong in ("100000", "10000012", "１000001", "100-0001"):
        assert desk.refused(422, "GET", f"/postal/{wrong}")["code"] == "invalid_request"


@pytest.mark.parametrize(("method", "path"), [("GET", "/postal/1000001"), ("POST", "/meaning")])
def test_nobody_asks_without_a_login(full_house: House, method: str, path: str) -> None:
    assert full_house.login("").refused(401, method, path, {})["code"] == "not_logged_in"


def test_an_unknown_form_or_field_is_not_found(desk: Desk) -> None:
    for wrong, code in (({"field": "no.such"}, "not_found"), ({"version": "1999"}, "form_gone")):
        body = {"form": FORM, "version": "2026-04", "field": "moved_on", "text": "x", **wrong}
        assert desk.refused(404, "POST", "/meaning", body)["code"] == code


def test_an_address_knows_its_postal_code(desk: Desk) -> None:
    tied = {field["key"]: field["postal_field"] for field in desk.ok("GET", "/records/1")["fields"]}
    assert {key: other for key, other in tied.items() if other} == {
        "new_address.text": "new_address.postal_code",
        "old_address.text": "old_address.postal_code",
    }


@pytest.mark.parametrize("kind", ["not_applicable", "struck_out"])
def test_what_a_writer_withdrew_is_stored_as_such_and_leaves_as_blank(house: House, kind: str) -> None:
    number, desk = house.hand_in(), house.login("yamada")
    taken = desk.ok("POST", "/records/next", {})
    said = settle(desk, taken, "filer.phone", kind).json()
    assert (said["value"], said["text"], said["state"], said["correction"]["kind"]) == (None, "", "decided", kind)
    assert settle(desk, taken, "filer.phone", kind).json() == said  # sent twice
    for key in MOVE.asked.keys() - {"filer.phone"}:
        settle(desk, taken, key, "confirmed")
    desk.ok("POST", f"/records/{number}/finish", {"expected_version": taken["record"]["version"]})
    made = house.login("sato").ok("POST", "/exports", {"form": FORM, "key": "april-0001", "format": "jsonl"})
    (line,) = house.login("sato").client.get(f"/api/v1/exports/{made['name']}").text.splitlines()
    phone = json.loads(line.removeprefix("\ufeff"))["fields"]["filer.phone"]
    assert (phone["value"], phone["text"], phone["kind"]) == (None, "", kind)


def test_kanji_of_the_compatibility_block_survive(house: House) -> None:
    house.hand_in()
    desk = house.login("yamada")
    taken = desk.ok("POST", "/records/next", {})
    name = "\ufa19\ufa11　\ufa1b\U00020bb7"  # 神﨑 福𠮷, which NFC would replace
    settle(desk, taken, "filer.name", "typed", name)
    stands = next(field for field in desk.ok("GET", "/records/1")["fields"] if field["key"] == "filer.name")
    assert (stands["text"], stands["value"]) == (name, name)
