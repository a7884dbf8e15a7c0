"""The doors to what was refused: the list, the picture, and what a person says of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from fastapi.testclient import TestClient

from models.problem import Problem, ProblemCode
from pipeline.digitise import take_in
from pipeline.settings import PROJECT_ROOT
from pipeline.site import open_site
from review_ui.app import create_app
from tests.api import town
from tests.api.claims import hand_in_unread_back
from tests.api.conftest import API, Desk, House
from tests.pipeline.turns import read_waiting
from tests.readiness import furnish

SAMPLES = PROJECT_ROOT / "form_templates" / "samples"
READ_AS = {"kind": "form", "form": town.FORM, "version": "2026-04"}
DROP, RESTORE = {"kind": "drop"}, {"kind": "restore"}


@pytest.fixture
def refused(house: House) -> House:
    """A town with record 1 from page 1 of a scan, whose page 2 was refused, and a file that is no scan."""
    town.hand_in_half_read(house.database, house.settings, house.municipality_id)
    town.hand_in_no_scan(house.database, house.settings, house.municipality_id)
    return house


def waiting(desk: Desk) -> list[str]:
    return [sheet["file_name"] for sheet in desk.ok("GET", "/refused")]


def test_a_sheet_is_listed_with_its_guess_and_the_record_before_it(refused: House) -> None:
    page, file = refused.login("ito").ok("GET", "/refused")
    assert (page["page_id"], page["file_name"], page["page_number"], page["code"]) == (
        2, "half.tif", 2, "unknown_form",
    )  # fmt: skip
    assert page["guesses"] == [{"form": town.FORM, "version": "2026-04", "title": "住民異動届"}]
    before = {"record_id": 1, "form": town.FORM, "version": "2026-04", "title": "住民異動届", "page_number": 1}
    assert page["before"] == {**before, "lacks": []}
    assert (file["page_id"], file["file_name"], file["guesses"], file["before"]) == (None, "empty.pdf", [], None)


def test_forms_are_told_by_their_titles_and_forms_that_are_gone_by_their_keys(house: House) -> None:
    details = {**town.GUESS, "other_form": "gone", "other_version": "1999-01"}
    twins = Problem(ProblemCode.NEAR_TWIN, 1, details=details)
    town.hand_in_refused(house.database, house.settings, house.municipality_id, twins)
    (sheet,) = house.login("ito").ok("GET", "/refused")
    assert sheet["words"].startswith("住民異動届 2026-04 と gone 1999-01 のどちらの様式か")
    assert [guess["form"] for guess in sheet["guesses"]] == [town.FORM]


def test_the_picture_is_the_scan_no_wider_than_asked(refused: House) -> None:
    desk = refused.login("ito")
    for asked, wide in (("?width=120", 120), ("?width=4000", 840), ("", 840)):
        reply = desk.send("GET", f"/refused/2/image.jpg{asked}")
        assert reply.headers["content-type"] == "image/jpeg"
        picture = cv2.imdecode(np.frombuffer(reply.content, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None and picture.shape[:2] == (pytest.approx(wide * 297 / 210, abs=1), wide)
    desk.refused(422, "GET", "/refused/2/image.jpg?width=39")
    desk.refused(404, "GET", "/refused/3/image.jpg")


def test_a_page_is_dropped_and_taken_back(refused: House) -> None:
    desk = refused.login("yamada")
    assert desk.ok("POST", "/refused/2/ruling", DROP) == {"kind": "drop", "record_id": None}
    assert waiting(desk) == ["empty.pdf"]
    assert desk.ok("POST", "/refused/2/ruling", RESTORE)["kind"] == "restore"
    assert waiting(desk) == ["half.tif", "empty.pdf"]


def test_a_page_is_to_be_scanned_again_until_somebody_says_that_it_came(refused: House) -> None:
    desk, supervisor = refused.login("yamada"), refused.login("sato")
    for _ in range(2):
        assert desk.ok("POST", "/refused/2/ruling", {"kind": "rescan"}) == {"kind": "rescan", "record_id": None}
    assert waiting(desk) == ["empty.pdf"]
    (rescan,) = supervisor.ok("GET", "/supervisor")["rescans"]
    assert (rescan["page_id"], rescan["file_name"], rescan["page_number"]) == (2, "half.tif", 2)
    assert (rescan["asked_by"], rescan["title"], rescan["came"]) == ("山田 太郎", "住民異動届", None)
    assert refused.login("suzuki").refused(409, "POST", "/refused/2/ruling", DROP)["code"] == "ruled"
    desk.refused(403, "GET", "/supervisor")
    refused.login("ito").refused(403, "POST", "/refused/2/ruling", {"kind": "rescanned"})
    assert supervisor.ok("POST", "/refused/2/ruling", {"kind": "rescanned"})["kind"] == "rescanned"
    assert supervisor.ok("GET", "/supervisor")["rescans"] == []
    assert waiting(desk) == ["empty.pdf"]


def test_a_file_is_to_be_handed_in_again(refused: House) -> None:
    desk, supervisor = refused.login("yamada"), refused.login("sato")
    file_id = desk.ok("GET", "/refused")[1]["file_id"]
    desk.ok("POST", f"/refused/files/{file_id}/ruling", {"kind": "rescan"})
    (rescan,) = supervisor.ok("GET", "/supervisor")["rescans"]
    assert (rescan["page_id"], rescan["file_id"], rescan["code"]) == (None, file_id, "empty_file")
    supervisor.ok("POST", f"/refused/files/{file_id}/ruling", RESTORE)
    assert waiting(desk) == ["half.tif", "empty.pdf"]


def test_a_page_is_kept_as_an_attachment(refused: House) -> None:
    desk = refused.login("yamada")
    elsewhere = refused.hand_in()
    for record_id in (elsewhere, 99):
        desk.refused(404, "POST", "/refused/2/ruling", {"kind": "attachment", "record_id": record_id})
    assert desk.ok("POST", "/refused/2/ruling", {"kind": "attachment", "record_id": 1})["record_id"] is None
    assert waiting(desk) == ["empty.pdf"]


def test_a_file_that_is_no_scan_is_dropped_and_taken_back(refused: House) -> None:
    desk = refused.login("yamada")
    door = f"/refused/files/{desk.ok('GET', '/refused')[1]['file_id']}/ruling"
    for body, left in ((DROP, ["half.tif"]), (RESTORE, ["half.tif", "empty.pdf"])):
        assert desk.ok("POST", door, body) == {"kind": body["kind"], "record_id": None}
        assert waiting(desk) == left
    desk.refused(422, "POST", door, READ_AS)


def test_the_second_of_two_people_is_told_who_was_first(refused: House) -> None:
    refused.login("yamada").ok("POST", "/refused/2/ruling", DROP)
    for body in (DROP, READ_AS, {"kind": "attachment", "record_id": 1}):
        error = refused.login("suzuki").refused(409, "POST", "/refused/2/ruling", body)
        assert error["code"] == "ruled" and error["details"] == {"by": "山田 太郎", "kind": "drop"}
        assert error["message"].startswith("山田 太郎 さんがすでに処理しました。")


@pytest.mark.parametrize("body", [
    {"kind": "form"}, {"kind": "form", "form": town.FORM}, {**READ_AS, "record_id": 1}, {"kind": "attachment"},
    {"kind": "drop", "form": town.FORM}, {"kind": "burn"}, {},
    {"kind": "page", "record_id": 1}, {"kind": "page", "record_id": 1, "page": 1},
])  # fmt: skip
def test_a_ruling_says_what_its_kind_needs_and_no_more(refused: House, body: dict[str, Any]) -> None:
    refused.login("yamada").refused(422, "POST", "/refused/2/ruling", body)


def test_a_form_that_is_not_registered_is_not_found(refused: House) -> None:
    desk = refused.login("yamada")
    for other in ({"form": "no_such_form"}, {"version": "1999-01"}):
        assert desk.refused(404, "POST", "/refused/2/ruling", READ_AS | other)["code"] == "form_gone"
    assert waiting(desk) == ["half.tif", "empty.pdf"]


def test_a_later_page_is_read_by_the_real_engine_into_the_record_that_lacks_it(house: House) -> None:
    hand_in_unread_back(house.database, house.settings, house.municipality_id)
    desk = house.login("yamada")
    (sheet,) = desk.ok("GET", "/refused")
    assert (sheet["page_number"], sheet["before"]["record_id"], sheet["before"]["lacks"]) == (2, 1, [2])
    door, read_as = f"/refused/{sheet['page_id']}/ruling", {"kind": "page", "record_id": 1, "page": 2}
    desk.refused(404, "POST", door, read_as | {"page": 3})
    desk.refused(404, "POST", door, read_as | {"record_id": 99})
    for _ in range(2):
        assert desk.ok("POST", door, read_as) == {"kind": "page", "record_id": 1}
    record = desk.ok("GET", "/records/1")
    assert [(page["number"], page["form_page"]) for page in record["pages"]] == [(1, 1), (2, 2)]
    (consent,) = [field for field in record["fields"] if field["key"] == "consent.signed_on"]
    assert "page_missing" not in [reason["code"] for reason in consent["reasons"]]
    assert waiting(desk) == []


def test_an_engine_that_cannot_be_opened_leaves_everything_as_it_was(refused: House, tmp_path: Path) -> None:
    settings = refused.settings.model_copy(update={"weights_dir": tmp_path / "nowhere"})
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        reply = client.post(f"{API}/session", json={"username": "yamada", "password": town.PASSWORD})
        desk = Desk(client, reply.json()["csrf"])
        assert desk.refused(503, "POST", "/refused/2/ruling", READ_AS)["code"] == "weights"
        assert waiting(desk) == ["half.tif", "empty.pdf"]
        assert desk.ok("GET", "/records")["counts"]["draft"] == 1


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Iterator[Desk]:
    """A real scan of a form that was registered only after it had come in, and a damaged one; the real engine."""
    folder = tmp_path_factory.mktemp("reading")
    settings = town.desk_settings(folder)
    furnish(settings.data_dir, unpacked)
    shutil.copytree(PROJECT_ROOT / "form_templates" / "account_transfer_request", folder / "few" / "only")
    few = open_site(settings.model_copy(update={"templates_dir": folder / "few"}))
    town.settle_people(few.database, settings)
    (folder / "scans").mkdir()
    shutil.copy(SAMPLES / "resident_transfer_scan.jpg", folder / "scans" / "1.jpg")
    whole = (SAMPLES / "child_allowance_claim_photo.jpg").read_bytes()
    (folder / "scans" / "2.jpg").write_bytes(whole[: len(whole) // 2])
    take_in([folder / "scans"], "朝", few)
    read_waiting(few)
    few.database.close()
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        reply = client.post(f"{API}/session", json={"username": "yamada", "password": town.PASSWORD})
        yield Desk(client, reply.json()["csrf"])


def test_a_page_is_read_by_the_real_engine_as_the_form_that_a_person_names(reading: Desk) -> None:
    unknown, _ = reading.ok("GET", "/refused")
    assert (unknown["file_name"], unknown["code"]) == ("1.jpg", "unknown_form")
    door = f"/refused/{unknown['page_id']}/ruling"
    ruled = reading.ok("POST", door, READ_AS)
    assert reading.ok("POST", door, READ_AS) == ruled  # sent twice: nothing is read twice
    record = reading.ok("GET", f"/records/{ruled['record_id']}")
    truth = json.loads((SAMPLES / "resident_transfer_scan.truth.json").read_text(encoding="utf-8"))
    assert record["title"] == "住民異動届" and record["file_name"] == "1.jpg"
    (page,) = truth["pages"]
    read = {field["key"]: field["value"] for field in record["fields"]}
    known = {key: field["value"] for key, field in page["fields"].items() if field["value"]}
    assert sum(read[key] == value for key, value in known.items()) >= 0.8 * len(known)
    assert reading.send("GET", f"/records/{ruled['record_id']}/pages/1.jpg").status_code == 200
    assert waiting(reading) == ["2.jpg"]


def test_a_page_without_a_picture_cannot_be_read_as_anything(reading: Desk) -> None:
    damaged = reading.ok("GET", "/refused")[-1]
    assert (damaged["file_name"], damaged["code"]) == ("2.jpg", "broken_file")
    error = reading.refused(409, "POST", f"/refused/{damaged['page_id']}/ruling", READ_AS)
    assert error["code"] == "not_read_as"
    assert error["message"].startswith("この様式としては読み取れませんでした。ファイルを開けませんでした")
    reading.refused(404, "GET", f"/refused/{damaged['page_id']}/image.jpg")
    assert "2.jpg" in waiting(reading)
