"""The doors of the counter: a file comes in, is kept or refused with a reason, and stands in the day's list."""

from __future__ import annotations

import errno
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from sqlalchemy import select

from api import uploads
from models.db.tables import SubmissionRow
from models.record import Lane
from pipeline.digitise import take_in
from pipeline.store.batches import ensure_municipality, open_batch, register_refused_file
from pipeline.store.turns import fail_turn, take_turns
from pipeline.store.unread import Sought
from tests.api import town
from tests.api.conftest import API
from tests.api.counter.house import DOOR, MOST_BYTES, SAMPLES, SHEET, Counter, bring, sheets
from tests.browser.screen import served

NOTE = {"text": "続きをお願いします", "key": "hand-over-1"}


def test_a_sheet_is_kept_and_stands_in_the_list_before_anybody_reads_it(counter: Counter) -> None:
    desk = counter.login("ito")
    reply = bring(desk, SHEET.read_bytes())
    assert reply.status_code == 201
    sheet = reply.json()["sheet"]
    assert (sheet["file_name"], sheet["stage"], sheet["page_count"]) == ("用紙.jpg", "received", 1)
    assert reply.json()["earlier"] is None
    assert sheets(desk) == [sheet] == [desk.ok("GET", f"/counter/sheets/{sheet['sheet_id']}")]
    originals = list((counter.settings.data_dir / "vault").rglob("originals/*/*"))
    assert [path.read_bytes() for path in originals] == [SHEET.read_bytes()]
    assert list((counter.settings.data_dir / "incoming").iterdir()) == []


def test_the_same_bytes_again_are_told_when_they_came_in(counter: Counter) -> None:
    desk = counter.login("ito")
    first = bring(desk, SHEET.read_bytes()).json()["sheet"]
    again = bring(desk, SHEET.read_bytes(), "もう一度.jpg")
    assert (again.status_code, again.json()["sheet"]) == (200, first)
    assert again.json()["earlier"] == first["at"]
    assert len(sheets(desk)) == 1


@pytest.mark.parametrize(("name", "code"), [
    ("zero_bytes.pdf", "empty_file"), ("text_named.pdf", "unknown_file_type"), ("encrypted.pdf", "encrypted_pdf"),
    ("broken.pdf", "broken_file"), ("pixel_bomb.png", "too_many_pixels"), ("five_hundred_pages.pdf", "too_many_pages"),
])  # fmt: skip
def test_a_file_that_is_no_scan_says_why_and_is_given_up_and_taken_back(counter: Counter, name: str, code: str) -> None:
    desk = counter.login("ito")
    sheet = bring(desk, (SAMPLES / "bad" / name).read_bytes(), name).json()["sheet"]
    (refusal,) = sheet["refusals"]
    assert (sheet["stage"], refusal["code"], refusal["page_id"]) == ("refused", code, None)
    assert refusal["words"].endswith("ください。")
    door = f"/counter/sheets/{sheet['sheet_id']}/aside"
    assert desk.ok("POST", door, {"kind": "drop"})["stage"] == "dropped"
    assert desk.ok("GET", "/refused") == []
    assert desk.ok("POST", door, {"kind": "restore"})["stage"] == "refused"
    desk.refused(422, "POST", door, {"kind": "form"})


@pytest.mark.parametrize("whole", [True, False], ids=["announced", "unannounced"])
def test_more_bytes_than_are_taken_in_are_refused_and_nothing_is_left(counter: Counter, whole: bool) -> None:
    desk = counter.login("ito")
    content: Any = bytes(MOST_BYTES + 1) if whole else iter([bytes(1_000_000)] * 4)
    reply = bring(desk, content)
    assert reply.status_code == 413
    assert reply.json()["error"]["code"] == "too_large"
    assert "上限 3 MB" in reply.json()["error"]["message"]
    assert sheets(desk) == []
    assert list(counter.settings.data_dir.rglob("*.part")) == []
    assert bring(desk, bytes(MOST_BYTES)).status_code == 201  # no scan, and told so


def test_only_the_counter_takes_so_much(counter: Counter) -> None:
    desk = counter.login("yamada")
    reply = desk.client.post(f"{API}/records/next", content=b" " * 1_000_001, headers={"X-CSRF-Token": desk.csrf})
    assert reply.status_code == 400


@pytest.mark.parametrize(("name", "kept"), [
    ("../../etc/passwd", "passwd"), (r"C:\scan\山.jpg", "山.jpg"), ("a\0\x1b[31m\n.jpg", r"a\x1b[31m\n.jpg"),
    ("x" * 300 + ".jpg", "x" * 116 + ".jpg"), ("..", "scan"), ("", "scan"),
])  # fmt: skip
def test_a_name_leads_nowhere_and_commands_nothing(name: str, kept: str) -> None:
    assert uploads.file_name_in(quote(name)) == kept


def test_a_line_that_breaks_leaves_nothing_behind(counter: Counter) -> None:
    desk = counter.login("ito")
    cookie = "; ".join(f"{key}={value}" for key, value in desk.client.cookies.items())
    app: Any = counter.client.app
    with served(app) as url:
        httpx.Client(transport=httpx.HTTPTransport(retries=9)).get(f"{url}{API}/health")  # it listens
        line = socket.create_connection(("127.0.0.1", urlsplit(url).port or 0))
        head = f"POST {DOOR} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nX-CSRF-Token: {desk.csrf}\r\n"
        line.sendall((head + "Content-Length: 500000\r\n\r\n").encode() + SHEET.read_bytes()[:100_000])
        line.close()
    assert sheets(desk) == []
    assert list((counter.settings.data_dir / "incoming").iterdir()) == []


@pytest.mark.parametrize("where", ["on its way", "in the vault"])
def test_a_full_disk_is_told_as_such_and_the_next_try_goes_well(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    desk = counter.login("ito")
    full = OSError(errno.ENOSPC, "No space left on device")

    def no_room(*_: object, **__: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        if where == "on its way":
            patch.setattr(Path, "mkdir", no_room)
        else:
            patch.setattr(os, "fsync", no_room)
        reply = bring(desk, SHEET.read_bytes())
    assert reply.status_code == 503
    assert reply.json()["error"]["code"] == "disk_full"
    assert "ディスクに空きがなく" in reply.json()["error"]["message"]
    assert sheets(desk) == []
    assert bring(desk, SHEET.read_bytes()).status_code == 201


def test_what_a_server_that_stopped_had_begun_to_receive_is_removed(tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    for name, age in (("old.part", 7_200), ("new.part", 0)):
        (incoming / name).touch()
        then = datetime.now(UTC).timestamp() - age
        os.utime(incoming / name, (then, then))
    uploads.forget_incoming(incoming)
    assert [path.name for path in incoming.iterdir()] == ["new.part"]


def test_a_write_needs_a_login_and_its_token(counter: Counter) -> None:
    desk = counter.login("ito")
    assert bring(desk, b"x", **{"X-CSRF-Token": "wrong"}).json()["error"]["code"] == "forged_request"
    assert bring(counter.login(""), b"x").status_code == 401
    assert sheets(desk) == []


def test_sheets_of_another_town_and_of_the_pile_are_not_found(counter: Counter) -> None:
    desk = counter.login("yamada")
    counter.hand_in()
    now = datetime.now(UTC)
    with counter.database.write() as session:
        there = ensure_municipality(session, "272035", "隣市")
        batch = open_batch(session, there, key="counter", name="窓口", now=now, lane=Lane.COUNTER)
        problem = town.UNKNOWN
        theirs = register_refused_file(
            session, there, batch, file_name="x.pdf", sha256="0" * 64, problem=problem, now=now
        )
    for sheet_id in (1, theirs, 99):
        desk.refused(404, "GET", f"/counter/sheets/{sheet_id}")
        for what, body in (("aside", {"kind": "drop"}), ("again", None), ("handover", NOTE)):
            desk.refused(404, "POST", f"/counter/sheets/{sheet_id}/{what}", body)
    assert sheets(desk) == []


def test_a_sheet_that_the_machine_failed_to_read_says_so_and_is_read_again_on_request(counter: Counter) -> None:
    desk = counter.login("ito")
    sheet_id = bring(desk, SHEET.read_bytes()).json()["sheet"]["sheet_id"]
    now = datetime.now(UTC)
    with counter.database.write() as session:
        (turn,) = take_turns(session, Sought(counter.municipality_id), now, timedelta(minutes=1))
        fail_turn(session, turn, "engine", now, is_last=True)
    (failed,) = sheets(desk)
    assert failed["stage"] == "failed" and failed["failure"].startswith("文字認識の処理が止まりました")
    assert desk.ok("POST", f"/counter/sheets/{sheet_id}/again")["stage"] == "received"


def test_a_sheet_is_handed_over_by_whoever_took_it_in_and_comes_first_with_its_note(counter: Counter) -> None:
    counter.hand_in(1)
    record = town.hand_in(counter.database, counter.settings, counter.municipality_id, number=2, lane=Lane.COUNTER)
    with counter.database.read() as session:
        sheet_id = session.scalars(select(SubmissionRow.id).order_by(SubmissionRow.id.desc()).limit(1)).one()
    desk = counter.login("ito")
    for _ in range(2):
        handed = desk.ok("POST", f"/counter/sheets/{sheet_id}/handover", NOTE)
    assert handed["is_handed_over"] and handed["records"][0]["title"] == "住民異動届"
    taken = counter.login("yamada").ok("POST", "/records/next", {})["record"]
    assert taken["record_id"] == record
    assert [(note["by"], note["text"]) for note in taken["notes"]] == [("伊藤 花子", NOTE["text"])]
    desk.refused(422, "POST", f"/counter/sheets/{sheet_id}/handover", {"text": " ", "key": "hand-over-2"})


def test_what_comes_by_a_watched_folder_stands_in_the_same_list(counter: Counter) -> None:
    app: Any = counter.client.app
    take_in([SHEET], "スキャナー", app.state.service.site(counter.municipality_id), Lane.COUNTER)
    (sheet,) = sheets(counter.login("ito"))
    assert (sheet["file_name"], sheet["stage"]) == (SHEET.name, "received")


def test_the_camera_is_allowed_on_the_counter_and_nowhere_else(counter: Counter) -> None:
    client = counter.login("yamada").client
    for path in ("/counter", "/queue", "/counter/print/1", "/desk", "/static/css/base.css", DOOR):
        wanted = "camera=(self)" if path == "/counter" else "camera=()"
        assert wanted in client.get(path).headers["permissions-policy"], path
