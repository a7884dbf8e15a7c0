"""The doors of the group check: lists, answers, taking back; another town's fields do not exist."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from models.record import Role
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import API, Desk, House
from tests.api.glances import SEXES, hand_in_marks, words_on


@pytest.fixture
def marks(house: House) -> House:
    """Record 1 and 2: seven men, one woman, and one digit."""
    hand_in_marks(house, 1)
    hand_in_marks(house, 2, {SEXES[2]: "female"})
    return house


def men(desk: Desk) -> list[dict[str, Any]]:
    kind = desk.ok("GET", "/groups")[0]["kind"]
    fields: list[dict[str, Any]] = desk.ok("GET", f"/groups/{kind}")["fields"]
    return fields


def right(field: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"field_id": field["field_id"], "expected_version": field["version"], "text": field["text"], **more}


def test_kinds_say_what_is_seen_in_the_account_s_language(marks: House) -> None:
    desk = marks.login("yamada")
    first, second = desk.ok("GET", "/groups")
    assert (first["look"], first["mark"], first["chosen"], first["text"], first["waiting"]) == (
        "marks", "circle", ["男"], "", 7,
    )  # fmt: skip
    assert (second["chosen"], second["waiting"]) == (["女"], 1)
    assert first["options"] == [{"value": "male", "label": "男"}, {"value": "female", "label": "女"}]
    example = first["example"]
    assert (example["record_id"], example["label"], example["title"]) == (1, "性別 1", "住民異動届")
    desk.ok("PATCH", "/session", {"language": "en"})
    assert desk.ok("GET", "/groups")[0]["chosen"] == ["Male"]


def test_fields_come_page_by_page_with_all_that_their_crop_needs(marks: House) -> None:
    desk = marks.login("yamada")
    kind = desk.ok("GET", "/groups")[0]["kind"]
    first = desk.ok("GET", f"/groups/{kind}?limit=5")
    rest = desk.ok("GET", f"/groups/{kind}?limit=5&after={first['next_after']}")
    places = [(one["record_id"], one["key"]) for page in (first, rest) for one in page["fields"]]
    assert places == [(1, key) for key in SEXES] + [(2, key) for key in SEXES if key != SEXES[2]]
    assert rest["next_after"] is None
    field = first["fields"][0]
    assert (field["text"], field["version"], field["crop_mm"]) == ("male", 1, [20.4, 11.0])
    crop = desk.send("GET", f"/records/{field['record_id']}/fields/{field['key']}/crop.jpg")
    assert crop.headers["content-type"] == "image/jpeg"
    assert desk.ok("GET", "/groups/0123456789abcdef") == {"fields": [], "next_after": None}


def test_a_page_is_answered_once_and_taken_back(marks: House) -> None:
    desk = marks.login("yamada")
    one, two, three, *_ = men(desk)
    body = {
        "answers": [right(one), right(two, instead="female"), right(three, odd=True)],
        "seconds": 4,
        "keystrokes": 3,
    }
    said = desk.ok("POST", "/groups/answers", body)
    settled = [{"field_id": field["field_id"], "version": 2} for field in (one, two)]
    assert said == {"settled": settled, "aside": [three["field_id"]], "held": [], "changed": []}
    assert desk.ok("POST", "/groups/answers", body) == said
    assert words_on(marks, SEXES[0], 1) == [("confirmed", "male", "male")]
    assert words_on(marks, SEXES[1], 1) == [("typed", "male", "female")]
    assert words_on(marks, SEXES[2], 1) == []
    record = desk.ok("GET", "/records/1")
    by_key = {field["key"]: (field["state"], field["value"]) for field in record["fields"]}
    assert [by_key[key] for key in SEXES] == [
        ("decided", "male"),
        ("decided", "female"),
        ("open", "male"),
        ("open", "male"),
    ]
    assert record["status"] == "draft"
    back = [{"field_id": each["field_id"], "expected_version": each["version"]} for each in settled]
    undone = desk.ok("POST", "/groups/undo", {"answers": back, "odd": [three["field_id"]]})
    assert [each["version"] for each in undone["settled"]] == [3, 3]
    assert [field["field_id"] for field in men(desk)][:3] == [one["field_id"], two["field_id"], three["field_id"]]


def test_a_sheet_on_the_desk_of_a_colleague_is_left_and_told(marks: House) -> None:
    desk = marks.login("yamada")
    fields = men(desk)
    marks.login("suzuki").ok("POST", "/records/1/claim")
    said = desk.ok("POST", "/groups/answers", {"answers": [right(field) for field in fields]})
    assert (len(said["settled"]), len(said["held"]), said["changed"]) == (3, 4, [])
    assert [kind["waiting"] for kind in desk.ok("GET", "/groups")] == [1]  # the woman


def test_what_a_colleague_answered_meanwhile_is_left_and_told(marks: House) -> None:
    desk, other = marks.login("yamada"), marks.login("suzuki")
    fields = men(desk)
    token = other.ok("POST", "/records/2/claim")["claim"]["token"]
    answer = {"kind": "typed", "text": "female", "expected_version": 1, "claim_token": token}
    other.ok("PUT", f"/records/2/fields/{SEXES[0]}", answer)
    other.ok("DELETE", "/records/2/claim")
    said = desk.ok("POST", "/groups/answers", {"answers": [right(field) for field in fields]})
    assert said["changed"] == [fields[4]["field_id"]]
    assert len(said["settled"]) == 6
    assert words_on(marks, SEXES[0], 2) == [("typed", "male", "female")]


@pytest.mark.parametrize("answers", [
    [], [{"field_id": 1, "expected_version": 1, "text": "male"}] * 2,
    [{"field_id": 1, "expected_version": 1, "text": "male", "odd": True, "instead": "female"}],
    [{"field_id": 0, "expected_version": 1, "text": "male"}], [{"field_id": 1, "expected_version": 1}],
    [{"field_id": number, "expected_version": 1, "text": "male"} for number in range(1, 102)],
    [{"field_id": 1, "expected_version": 1, "text": "male", "value": "male"}],
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(full_house: House, answers: list[object]) -> None:
    full_house.login("yamada").refused(422, "POST", "/groups/answers", {"answers": answers})


def test_an_answer_that_the_form_does_not_have_is_refused(marks: House) -> None:
    desk = marks.login("yamada")
    field = men(desk)[0]
    refused = desk.refused(422, "POST", "/groups/answers", {"answers": [right(field, instead="both")]})
    assert (refused["code"], refused["details"]["field"]) == ("invalid_value", SEXES[0])
    assert words_on(marks, SEXES[0], 1) == []


@pytest.mark.parametrize(
    "path", ["/groups/nonsense", "/groups/0123456789abcdef?limit=0", "/groups/0123456789abcdef?after=1"]
)
def test_a_list_that_is_none_is_refused(full_house: House, path: str) -> None:
    full_house.login("yamada").refused(422, "GET", path)


def test_another_town_s_fields_do_not_exist(marks: House) -> None:
    fields = men(marks.login("yamada"))
    theirs = marks.settings.model_copy(update={"municipality": "131024", "municipality_name": "隣市"})
    town.settle_people(marks.database, theirs, {"tonari": ("隣 人", Role.ADMIN)})
    with TestClient(create_app(theirs), raise_server_exceptions=False) as client:
        reply = client.post(f"{API}/session", json={"username": "tonari", "password": town.PASSWORD})
        desk = Desk(client, reply.json()["csrf"])
        assert desk.ok("GET", "/groups") == []
        for body in ([right(fields[0])], [right(fields[0], instead="female")], [right(fields[0], odd=True)]):
            assert desk.refused(404, "POST", "/groups/answers", {"answers": body})["code"] == "not_found"
        back = [{"field_id": fields[0]["field_id"], "expected_version": 1}]
        desk.refused(404, "POST", "/groups/undo", {"answers": back})
        desk.refused(404, "POST", "/groups/undo", {"answers": [], "odd": [fields[0]["field_id"]]})
    assert words_on(marks, SEXES[0], 1) == []
    assert men(marks.login("yamada")) == fields


def test_a_write_without_the_login_s_token_is_refused(marks: House) -> None:
    desk = marks.login("yamada")
    body = {"answers": [right(men(desk)[0])]}
    assert desk.send("POST", "/groups/answers", body, **{"X-CSRF-Token": "wrong"}).status_code == 403
    assert words_on(marks, SEXES[0], 1) == []
