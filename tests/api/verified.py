"""A sheet with a number that two people have to say, and short ways through its looks by the doors."""

from __future__ import annotations

from typing import Any

from models.reasons import Reason, ReasonCode
from tests.api import town
from tests.api.conftest import Desk, House
from tests.api.town import CLOSE, MOVE, Asked, Written

CODE = "members.1.resident_code"
MACHINE, OTHER, FIRST, SECOND = "41206381941", "41206381911", "41206381947", "41206381997"
NUMBERED = Written(
    texts={**MOVE.texts, CODE: MACHINE},
    asked={
        "filer.phone": Asked((CLOSE,), ("0312345673",)),
        CODE: Asked((Reason(ReasonCode.ALWAYS_CHECKED),), (OTHER,)),
    },
    true={CODE: FIRST},
)


def hand_in_numbered(house: House, number: int = 1) -> int:
    return town.hand_in(house.database, house.settings, house.municipality_id, NUMBERED, number)


def says(desk: Desk, record_id: int, text: str, kind: str = "typed", key: str = CODE) -> Any:
    """Take the record and answer a field; the reply."""
    taken = desk.ok("POST", f"/records/{record_id}/claim")
    field = next(one for one in taken["record"]["fields"] if one["key"] == key)
    body = {
        "kind": kind,
        "text": text,
        "expected_version": field["version"],
        "claim_token": taken["claim"]["token"],
        "override": True,
    }
    return desk.send("PUT", f"/records/{record_id}/fields/{key}", body)


def finishes(desk: Desk, record_id: int) -> str:
    version = desk.ok("GET", f"/records/{record_id}")["version"]
    status: str = desk.ok("POST", f"/records/{record_id}/finish", {"expected_version": version})["status"]
    return status


def first_look(desk: Desk, record_id: int, text: str = FIRST) -> str:
    says(desk, record_id, "", "confirmed", "filer.phone")
    says(desk, record_id, text)
    return finishes(desk, record_id)


def field_of(desk: Desk, record_id: int, key: str = CODE) -> Any:
    return next(one for one in desk.ok("GET", f"/records/{record_id}")["fields"] if one["key"] == key)
