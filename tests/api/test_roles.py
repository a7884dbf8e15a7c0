"""Who may do what: every door, every role."""

from __future__ import annotations

import pytest

from models.record import Role
from tests.api.conftest import House
from tests.api.town import PEOPLE

OPEN = {("GET", "/health"), ("POST", "/session")}

NEEDS = {
    ("GET", "/session"): Role.OPERATOR,
    ("PATCH", "/session"): Role.OPERATOR,
    ("GET", "/records"): Role.OPERATOR,
    ("GET", "/records/{record_id}"): Role.OPERATOR,
    ("GET", "/records/{record_id}/pages/{number}.jpg"): Role.OPERATOR,
    ("GET", "/records/{record_id}/fields/{key}/crop.jpg"): Role.OPERATOR,
    ("GET", "/records/{record_id}/original"): Role.OPERATOR,
    ("GET", "/records/{record_id}/scan/{number}.jpg"): Role.OPERATOR,
    ("GET", "/records/{record_id}/history"): Role.OPERATOR,
    ("GET", "/refused"): Role.OPERATOR,
    ("GET", "/refused/{page_id}/image.jpg"): Role.OPERATOR,
    ("POST", "/refused/{page_id}/ruling"): Role.REVIEWER,
    ("POST", "/refused/files/{file_id}/ruling"): Role.REVIEWER,
    ("GET", "/counter/sheets"): Role.OPERATOR,
    ("POST", "/counter/sheets"): Role.OPERATOR,
    ("GET", "/counter/sheets/{sheet_id}"): Role.OPERATOR,
    ("POST", "/counter/sheets/{sheet_id}/aside"): Role.OPERATOR,
    ("POST", "/counter/sheets/{sheet_id}/again"): Role.OPERATOR,
    ("POST", "/counter/sheets/{sheet_id}/handover"): Role.OPERATOR,
    ("GET", "/templates"): Role.OPERATOR,
    ("GET", "/postal/{code}"): Role.OPERATOR,
    ("POST", "/meaning"): Role.OPERATOR,
    ("GET", "/groups"): Role.REVIEWER,
    ("GET", "/groups/{kind}"): Role.REVIEWER,
    ("POST", "/groups/answers"): Role.REVIEWER,
    ("POST", "/groups/undo"): Role.REVIEWER,
    ("POST", "/records/next"): Role.REVIEWER,
    ("POST", "/records/{record_id}/claim"): Role.REVIEWER,
    ("PUT", "/records/{record_id}/claim"): Role.REVIEWER,
    ("DELETE", "/records/{record_id}/claim"): Role.REVIEWER,
    ("POST", "/records/{record_id}/skip"): Role.REVIEWER,
    ("POST", "/records/{record_id}/notes"): Role.REVIEWER,
    ("POST", "/records/{record_id}/finish"): Role.REVIEWER,
    ("GET", "/records/{record_id}/ahead"): Role.REVIEWER,
    ("POST", "/records/{record_id}/reject"): Role.REVIEWER,
    ("PUT", "/records/{record_id}/fields/{key}"): Role.REVIEWER,
    ("POST", "/exports"): Role.SUPERVISOR,
    ("GET", "/exports"): Role.SUPERVISOR,
    ("GET", "/exports/{name}"): Role.SUPERVISOR,
    ("GET", "/supervisor"): Role.SUPERVISOR,
    ("GET", "/supervisor/fields"): Role.SUPERVISOR,
    ("GET", "/supervisor/nights"): Role.SUPERVISOR,
    ("GET", "/supervisor/nights/{run_id}"): Role.SUPERVISOR,
    ("DELETE", "/session"): Role.OPERATOR,  # last: it ends the login
}

BODIES: dict[tuple[str, str], object] = {
    ("PATCH", "/session"): {"language": "ja"},
    ("POST", "/meaning"): {"form": "no_such_form", "version": "1", "field": "name", "text": "令7.4.1"},
    ("POST", "/records/next"): {"form": "no_such_form"},
    ("PUT", "/records/{record_id}/claim"): {"token": 0},
    ("POST", "/records/{record_id}/skip"): {"reason": "later", "key": "matrix-0001"},
    ("POST", "/records/{record_id}/notes"): {"text": "?", "key": "matrix-0001"},
    ("POST", "/records/{record_id}/finish"): {"expected_version": 0},
    ("POST", "/records/{record_id}/reject"): {"reason": "test"},
    ("PUT", "/records/{record_id}/fields/{key}"): {"kind": "blank", "expected_version": 0, "claim_token": 0},
    ("POST", "/groups/answers"): {"answers": [{"field_id": 2**50, "expected_version": 1, "text": ""}]},
    ("POST", "/groups/undo"): {"answers": [], "odd": [2**50]},
    ("POST", "/refused/{page_id}/ruling"): {"kind": "drop"},
    ("POST", "/refused/files/{file_id}/ruling"): {"kind": "drop"},
    ("POST", "/counter/sheets/{sheet_id}/aside"): {"kind": "drop"},
    ("POST", "/counter/sheets/{sheet_id}/handover"): {"text": "?", "key": "matrix-0001"},
    ("POST", "/exports"): {"form": "resident_transfer", "key": "matrix-0001"},
}

USERS = {role: username for username, (_, role) in PEOPLE.items()}


def test_every_door_is_in_the_matrix(full_house: House) -> None:
    paths = full_house.client.get("/api/v1/openapi.json").json()["paths"]
    doors = {(method.upper(), path.removeprefix("/api/v1")) for path, item in paths.items() for method in item}
    assert doors == OPEN | NEEDS.keys()


@pytest.mark.parametrize("role", [None, *Role])
def test_doors_open_to_the_role_and_to_those_above(full_house: House, role: Role | None) -> None:
    wrong = []
    desk = full_house.login(USERS[role] if role else "")
    for door, needed in NEEDS.items():
        method, path = door
        path = path.format(
            record_id=99,
            page_id=99,
            file_id=99,
            kind="0123456789abcdef",
            sheet_id=99,
            run_id=99,
            number=1,
            key="filer.name",
            name="resident_transfer-matrix-0001.csv",
            code="1000001",
        )
        status = desk.send(method, path, BODIES.get(door)).status_code
        if role is None:
            fits = status == 401
        elif role.may(needed):
            fits = status not in (401, 403, 500)
        else:
            fits = status == 403
        if not fits:
            wrong.append((method, path, status))
    assert wrong == []


ASKING = [
    "/queue", "/counter", "/counter/print/1", "/group", "/refused", "/help", "/desk", "/desk/1", "/exports",
    "/supervisor", "/supervisor/fields", "/supervisor/nights", "/supervisor/nights/1", "/records/1/history",
]  # fmt: skip


@pytest.mark.parametrize("page", ASKING)
def test_pages_ask_for_a_login_first(full_house: House, page: str) -> None:
    reply = full_house.login("").client.get(page, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/login")


@pytest.mark.parametrize(("username", "page", "status"), [
    ("ito", "/queue", 200), ("ito", "/desk", 403), ("yamada", "/desk", 200), ("yamada", "/exports", 403),
    ("ito", "/group", 403), ("yamada", "/group", 200),
    ("sato", "/exports", 200), ("kanri", "/exports", 200), ("yamada", "/supervisor", 403), ("sato", "/supervisor", 200),
    ("yamada", "/supervisor/nights", 403), ("yamada", "/supervisor/nights/1", 403), ("sato", "/supervisor/nights", 200),
    ("yamada", "/supervisor/fields", 403), ("kanri", "/supervisor/fields", 200), ("ito", "/records/1/history", 200),
])  # fmt: skip
def test_pages_open_by_role(full_house: House, username: str, page: str, status: int) -> None:
    reply = full_house.login(username).client.get(page)
    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html")
