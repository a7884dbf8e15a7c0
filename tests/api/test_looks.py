"""Second and third looks through the doors: who is let in, and that nothing of a field keyed unseen comes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import House, house_at
from tests.api.verified import (
    CODE,
    FIRST,
    MACHINE,
    OTHER,
    SECOND,
    field_of,
    finishes,
    first_look,
    hand_in_numbered,
    says,
)


@pytest.fixture
def anywhere(tmp_path: Path, database_url: str) -> Iterator[House]:
    """The town on SQLite and on PostgreSQL in turn."""
    yield from house_at(tmp_path, database_url)


def test_a_number_goes_through_two_hands_before_it_is_reviewed(anywhere: House) -> None:
    number = hand_in_numbered(anywhere)
    yamada, suzuki, sato = (anywhere.login(name) for name in ("yamada", "suzuki", "sato"))
    assert first_look(yamada, number) == "draft"
    assert yamada.send("POST", "/records/next", {}).status_code == 204
    refused = yamada.refused(409, "POST", f"/records/{number}/claim")
    assert (refused["code"], refused["details"]) == ("own_work", {})
    order = {"form": "resident_transfer", "key": "april-0001", "format": "jsonl"}
    assert sato.refused(409, "POST", "/exports", order)["code"] == "nothing_to_export"
    taken = suzuki.ok("POST", "/records/next", {})
    assert (taken["record"]["record_id"], taken["record"]["look"], taken["waiting"]) == (number, "second", 0)
    says(suzuki, number, FIRST)
    assert finishes(suzuki, number) == "reviewed"
    verified = field_of(yamada, number)["check"]["verified"]
    assert (verified["by"], verified["text"]) == ("鈴木 次郎", FIRST)
    name = sato.ok("POST", "/exports", order)["name"]
    exported = sato.send("GET", f"/exports/{name}").json()["fields"][CODE]
    assert (exported["value"], exported["decided_by"], exported["verified_by"]) == (FIRST, "山田 太郎", "鈴木 次郎")


def test_words_that_differ_are_told_to_the_third_person_alone(anywhere: House) -> None:
    number = hand_in_numbered(anywhere)
    yamada, suzuki, sato = (anywhere.login(name) for name in ("yamada", "suzuki", "sato"))
    first_look(yamada, number)
    says(suzuki, number, SECOND)
    assert finishes(suzuki, number) == "draft"
    for desk in (yamada, suzuki):
        assert desk.refused(409, "POST", f"/records/{number}/claim")["code"] == "own_work"
        (entry,) = desk.ok("GET", "/records")["entries"]
        assert (entry["look"], entry["is_barred"], entry["open_fields"]) == ("third", True, 1)
    record = sato.ok("POST", "/records/next", {})["record"]
    asked = [field["key"] for field in record["fields"] if field["check"]["asked"]]
    words = field_of(sato, number)["check"]["words"]
    assert (record["look"], asked) == ("third", [CODE])
    assert [(word["by"], word["text"]) for word in words] == [("山田 太郎", FIRST), ("鈴木 次郎", SECOND)]
    says(sato, number, SECOND)
    assert finishes(sato, number) == "reviewed"
    assert field_of(sato, number)["value"] == SECOND


def test_nothing_of_a_field_that_is_keyed_unseen_leaves_the_house(anywhere: House) -> None:
    number = hand_in_numbered(anywhere)
    yamada, suzuki = anywhere.login("yamada"), anywhere.login("suzuki")
    note = {"text": f"{OTHER} かもしれません", "field": CODE, "key": "note-0001"}
    yamada.ok("POST", f"/records/{number}/notes", note)
    assert FIRST in says(yamada, number, FIRST).text  # the watch is awake
    says(yamada, number, "", "confirmed", "filer.phone")
    finishes(yamada, number)
    token = suzuki.ok("POST", f"/records/{number}/claim")["claim"]["token"]
    old = {"kind": "typed", "text": SECOND, "expected_version": 1, "claim_token": token}
    said = says(suzuki, number, SECOND)
    replies = [
        said,
        suzuki.send("POST", "/records/next", {}),
        suzuki.send("POST", f"/records/{number}/claim"),
        suzuki.send("GET", f"/records/{number}"),
        suzuki.send("GET", "/records"),
        suzuki.send("PUT", f"/records/{number}/fields/{CODE}", old),
        says(suzuki, number, "", "confirmed"),
        says(suzuki, number, "", "undone"),
        says(suzuki, number, "", "undone"),
        suzuki.send("POST", f"/records/{number}/notes", {"text": "?", "field": CODE, "key": "note-0002"}),
        *(suzuki.client.get(page) for page in (f"/desk/{number}", "/queue", "/queue?status=in_review")),
        *(anywhere.login(name).send("GET", f"/records/{number}") for name in ("ito", "sato")),
    ]
    assert [reply.status_code for reply in replies[5:9]] == [409, 409, 200, 409]
    for reply in replies:
        assert not any(text in reply.text for text in (MACHINE, OTHER, FIRST)), reply.request.url
    told = said.json()
    assert (told["text"], told["state"], told["check"]["hidden"], told["confidence"]) == (SECOND, "decided", True, 0.0)
    agreed = says(suzuki, number, FIRST).json()
    assert {**agreed, "text": "", "value": "", "version": 0, "correction": None} == {
        **told, "text": "", "value": "", "version": 0, "correction": None,
    }  # fmt: skip
