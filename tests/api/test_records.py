"""From the queue to a reviewed record, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from models.reasons import Reason, ReasonCode
from tests.api import town
from tests.api.conftest import Desk, House, house_at
from tests.api.town import MOVE, Asked, Written


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str) -> Iterator[House]:
    """The town on SQLite and on PostgreSQL in turn."""
    yield from house_at(tmp_path, database_url)


def settle(desk: Desk, taken: dict[str, Any], key: str, kind: str, text: str = "", **more: object) -> Any:
    record = taken["record"]
    version = next(field["version"] for field in record["fields"] if field["key"] == key)
    body = {
        "kind": kind,
        "text": text,
        "expected_version": version,
        "claim_token": taken["claim"]["token"],
        **more,
    }
    return desk.send("PUT", f"/records/{record['record_id']}/fields/{key}", body)


def waiting(record: dict[str, Any]) -> list[str]:
    return [field["key"] for field in record["fields"] if field["state"] == "open"]


def test_a_record_is_taken_settled_finished_and_exported(anywhere: House) -> None:
    number = anywhere.hand_in()
    desk = anywhere.login("yamada")
    taken = desk.ok("POST", "/records/next", {})
    assert taken["record"]["record_id"] == number
    assert taken["waiting"] == 0
    assert waiting(taken["record"]) == [
        field["key"] for field in taken["record"]["fields"] if field["key"] in MOVE.asked
    ]

    assert settle(desk, taken, "filer.phone", "confirmed").json()["text"] == "0312345678"
    kana = settle(desk, taken, "new_head.kana", "candidate", "サイトウ　ユウジ").json()
    assert (kana["value"], kana["state"], kana["correction"]["by"]) == ("サイトウ　ユウジ", "decided", "山田 太郎")
    assert kana["correction"]["before_text"] == "サイトウ　ュウジ"
    born = settle(desk, taken, "members.1.birth_date", "typed", "昭和63年1月8日").json()
    assert born["value"] == "1988-01-08"
    open_yet = desk.refused(409, "POST", f"/records/{number}/finish", {"expected_version": taken["record"]["version"]})
    assert open_yet["details"] == {"open": "1"}
    assert settle(desk, taken, "members.1.sex", "illegible").json()["value"] is None

    finished = desk.ok("POST", f"/records/{number}/finish", {"expected_version": taken["record"]["version"]})
    assert finished == {"status": "reviewed", "next": None}
    exported = anywhere.login("sato").ok("POST", "/exports", {"form": "resident_transfer", "key": "april-0001"})
    assert exported["records"] == 1
    file = anywhere.login("sato").client.get(f"/api/v1/exports/{exported['name']}")
    assert file.headers["content-disposition"] == 'attachment; filename="resident_transfer-april-0001.csv"'
    text = file.content.decode("utf-8-sig")
    assert "サイトウ　ユウジ" in text and "1988-01-08" in text and "ュウジ" not in text


def test_two_reviewers_get_two_records_and_nothing_is_a_204(anywhere: House) -> None:
    numbers = {anywhere.hand_in(1), anywhere.hand_in(2)}
    yamada, suzuki = anywhere.login("yamada"), anywhere.login("suzuki")
    first, second = (desk.ok("POST", "/records/next", {}) for desk in (yamada, suzuki))
    assert {first["record"]["record_id"], second["record"]["record_id"]} == numbers
    yamada.ok("POST", f"/records/{first['record']['record_id']}/reject", {"reason": "試し書き"})
    assert yamada.send("POST", "/records/next", {}).status_code == 204


def test_a_record_held_by_another_is_refused_with_the_holder(house: House) -> None:
    number = house.hand_in()
    taken = house.login("suzuki").ok("POST", f"/records/{number}/claim")
    yamada = house.login("yamada")
    assert yamada.refused(409, "POST", f"/records/{number}/claim")["details"] == {"holder": "鈴木 次郎"}
    stolen = settle(yamada, taken, "filer.phone", "confirmed")
    assert (stolen.status_code, stolen.json()["error"]["details"]) == (409, {"holder": "鈴木 次郎"})


def test_what_is_put_back_comes_again_after_the_others(house: House) -> None:
    first, second = house.hand_in(1), house.hand_in(2)
    desk = house.login("yamada")
    assert desk.ok("POST", "/records/next", {})["record"]["record_id"] == first
    desk.ok("DELETE", f"/records/{first}/claim")
    assert desk.ok("POST", "/records/next", {})["record"]["record_id"] == second


def test_the_queue_is_paged_and_counted(house: House) -> None:
    numbers = [house.hand_in(n) for n in (1, 2, 3)]
    desk = house.login("ito")
    first = desk.ok("GET", "/records?limit=2")
    assert [entry["record_id"] for entry in first["entries"]] == numbers[:2]
    assert first["counts"]["draft"] == 3 and first["counts"]["exported"] == 0
    entry = first["entries"][0]
    assert (entry["title"], entry["open_fields"], entry["claimed_by"]) == ("住民異動届", 4, None)
    rest = desk.ok("GET", f"/records?limit=2&after={quote(first['next_after'])}")
    assert [entry["record_id"] for entry in rest["entries"]] == numbers[2:]
    assert rest["next_after"] is None
    assert desk.refused(409, "GET", "/records?after=nonsense")["code"] == "refused"


def test_a_text_against_its_format_needs_insistence_and_is_kept_then(house: House) -> None:
    desk = house.login("yamada")
    house.hand_in()
    taken = desk.ok("POST", "/records/next", {})
    refused = settle(desk, taken, "filer.phone", "typed", "内線 12").json()["error"]
    assert refused["code"] == "invalid_value"
    assert refused["details"]["field"] == "filer.phone"
    assert refused["details"]["reasons"] == ["この項目の書き方になっていません。"]
    kept = settle(desk, taken, "filer.phone", "typed", "内線 12", override=True).json()
    assert (kept["text"], kept["value"]) == ("内線 12", "内線 12")


def test_a_reading_without_a_normal_form_is_not_just_confirmed(house: House) -> None:
    """Else its cell would leave empty, though a person said that the reading is right."""
    desk = house.login("yamada")
    impossible = Written(
        {**town.MOVE.texts, "moved_on": "令和8年13月1日"},
        {"moved_on": Asked((Reason(ReasonCode.IMPOSSIBLE_DATE),))},
    )
    town.hand_in(house.database, house.settings, house.municipality_id, impossible)
    taken = desk.ok("POST", "/records/next", {})
    assert settle(desk, taken, "moved_on", "confirmed").json()["error"]["code"] == "invalid_value"
    kept = settle(desk, taken, "moved_on", "confirmed", override=True).json()
    assert (kept["text"], kept["value"], kept["correction"]["kind"]) == ("令和8年13月1日", "令和8年13月1日", "typed")
    again = settle(desk, taken, "moved_on", "confirmed", override=True)  # the answer was lost on the way
    assert (again.status_code, again.json()) == (200, kept)


def test_a_place_beyond_the_calendar_is_no_place_in_the_queue(house: House) -> None:
    place = quote("0001-01-01T00:00:00+09:00~1")
    assert house.login("ito").refused(409, "GET", f"/records?after={place}")["code"] == "refused"


def test_a_record_whose_template_was_taken_away_stops_nobody(house: House) -> None:
    house.hand_in(1)
    house.client.app.state.service.forms.pop((town.FORM, "2026-04"))  # type: ignore[attr-defined]
    assert house.login("yamada").send("POST", "/records/next", {}).status_code == 204


def test_an_option_that_is_not_on_the_form_is_never_kept(house: House) -> None:
    desk = house.login("yamada")
    house.hand_in()
    taken = desk.ok("POST", "/records/next", {})
    assert settle(desk, taken, "members.1.sex", "typed", "unknown", override=True).status_code == 422
    assert settle(desk, taken, "members.1.sex", "typed", "female").json()["value"] == "female"


def test_the_same_save_again_changes_nothing_and_another_is_a_conflict(house: House) -> None:
    desk = house.login("yamada")
    house.hand_in()
    taken = desk.ok("POST", "/records/next", {})
    first = settle(desk, taken, "filer.phone", "typed", "0312345673").json()
    again = settle(desk, taken, "filer.phone", "typed", "0312345673").json()
    assert first == again
    clash = settle(desk, taken, "filer.phone", "typed", "0312345670")
    assert clash.status_code == 409
    assert clash.json()["error"]["details"]["text"] == "0312345673"


def test_a_field_that_the_form_does_not_have_is_not_found(house: House) -> None:
    desk = house.login("yamada")
    number = house.hand_in()
    body = {"kind": "blank", "expected_version": 0, "claim_token": 1}
    assert desk.refused(404, "PUT", f"/records/{number}/fields/no.such", body)["code"] == "not_found"


def test_export_of_characters_that_cp932_lacks_is_refused_with_places(house: House) -> None:
    desk = house.login("yamada")
    number = house.hand_in()
    taken = desk.ok("POST", "/records/next", {})
    for key in MOVE.asked:
        settle(desk, taken, key, "confirmed")
    settle(desk, taken, "filer.name", "typed", "𠮷野 裕二")
    desk.ok("POST", f"/records/{number}/finish", {"expected_version": taken["record"]["version"]})
    supervisor = house.login("sato")
    order = {"form": "resident_transfer", "key": "april-0002", "encoding": "cp932"}
    refused = supervisor.refused(409, "POST", "/exports", order)
    assert refused["code"] == "export_refused"
    assert "𠮷" in refused["details"]["places"]
    assert supervisor.refused(404, "GET", "/exports/resident_transfer-april-0002.csv")["code"] == "not_found"


def test_marks_of_writing_direction_do_not_reach_the_history(house: House) -> None:
    desk = house.login("yamada")
    house.hand_in()
    token = desk.ok("POST", "/records/1/claim")["claim"]["token"]
    (name,) = [one for one in desk.ok("GET", "/records/1")["fields"] if one["key"] == "filer.name"]
    body = {
        "kind": "typed",
        "text": "\u202e山\u200b田　太郎",
        "expected_version": name["version"],
        "claim_token": token,
    }
    desk.ok("PUT", "/records/1/fields/filer.name", body)
    (name,) = [one for one in desk.ok("GET", "/records/1")["fields"] if one["key"] == "filer.name"]
    assert name["text"] == "山田　太郎"
    note = {"text": "\u2067\u2069", "key": "only-unseen-marks"}
    assert desk.refused(422, "POST", "/records/1/notes", note)["code"] == "invalid_request"
