"""What becomes of good files, bad files, and files that are none."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from models.record import Lane
from pipeline.inbox import watcher
from pipeline.inbox.pairing import Told
from pipeline.inbox.places import Seen
from pipeline.inbox.taking import Taken, Taking
from tests.pipeline.inbox.hall import LOOKS, Hall
from tests.pipeline.turns import unread_scans


def test_a_sheet_is_kept_listed_and_only_then_moved(both: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    path = both.put("counter/a.png")
    data = path.read_bytes()
    there = []
    monkeypatch.setattr(Taking, "leave", lambda *_: there.append((both.listed(), path.exists())))
    assert both.looks().taken == 1
    assert there == [([("a.png", None)], True)]
    monkeypatch.undo()
    assert both.looks(1).waiting == 0
    assert both.lies() == ["done/a.png"]
    (scan,) = both.scans()
    assert both.site.vault.original(scan.sha256).read_bytes() == data
    assert both.read == [(Lane.COUNTER, scan.id)]
    assert [lane for _, lane in both.batches()] == [Lane.COUNTER]
    with both.site.database.read() as session:
        assert unread_scans(session) == (scan.id,)


def test_the_counter_comes_first_and_a_bad_file_stops_nobody(both: Hall) -> None:
    both.put("a.png", 10)
    (both.folder / "b.pdf").write_text("no scan at all")
    both.put("c.png", 20)
    both.put("counter/z.png", 30)
    looked = both.looks()
    assert (looked.taken, looked.refused, looked.waiting) == (3, 1, 0)
    assert [lane for lane, _ in both.read] == [Lane.COUNTER, Lane.BATCH, Lane.BATCH]
    assert both.listed() == [("a.png", None), ("b.pdf", "unknown_file_type"), ("c.png", None), ("z.png", None)]
    assert both.lies("refused") == ["b.pdf", "b.reason.txt"]
    reason = next((both.folder / "refused").rglob("b.reason.txt")).read_text("utf-8")
    assert reason.startswith("取り込める形式ではありません。") and reason.count("\nsha256 ") == 1


def test_who_comes_to_the_counter_while_a_pile_is_taken_does_not_wait_for_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, take = [100.0], Taking.take
    monkeypatch.setattr(watcher, "monotonic", lambda: clock[0])

    def slow(taking: Taking, file: Seen, told: Told, now: dt.datetime) -> Taken:
        clock[0] += 2.0
        if file.path.name == "p02.png":
            hall.put("counter/x.png", 99)
        return take(taking, file, told, now)

    monkeypatch.setattr(Taking, "take", slow)
    for number in range(12):
        hall.put(f"p{number:02}.png", number)
    hall.looks(LOOKS - 1)
    assert hall.looks(1).taken == 13
    assert [lane for lane, _ in hall.read].index(Lane.COUNTER) == 3 + LOOKS - 1
    assert len(hall.listed()) == 13 and hall.lies("counter") == []


def test_what_the_sidecar_says_is_kept_and_it_goes_with_its_scan(both: Hall) -> None:
    both.put("a.png")
    told = {"lane": "counter", "form": "child_allowance_claim", "received_at": "2026-01-02T09:00+09:00"}
    (both.folder / "a.json").write_text(json.dumps({**told, "remark": "急ぎ"}, ensure_ascii=False), "utf-8")
    both.looks()
    (row,), (scan,) = both.submissions(), both.scans()
    assert (row.form_hint, row.remark, row.lies_in) == ("child_allowance_claim", "急ぎ", None)
    assert scan.received_at.isoformat() == "2026-01-02T00:00:00+00:00"
    assert both.read == [(Lane.COUNTER, scan.id)]
    assert both.lies() == ["done/a.json", "done/a.png"]


def test_a_wrong_sidecar_refuses_the_scan_and_a_mended_one_takes_it_in(both: Hall) -> None:
    both.put("a.png")
    (both.folder / "a.json").write_text('{"lain": "counter"}', "utf-8")
    assert both.looks().refused == 1
    assert both.lies() == ["refused/a.json", "refused/a.png", "refused/a.reason.txt"]
    both.put("a.png")
    (both.folder / "a.json").write_text('{"lane": "batch"}', "utf-8")
    assert both.looks().taken == 1
    assert both.listed() == [("a.png", None)] and len(both.scans()) == 1


@pytest.mark.parametrize(
    ("says", "key"),
    [
        ('{"received_at": "0001-01-01T00:00:00+09:00"}', "received_at"),
        (r'{"remark": "a\u0000b"}', "remark"),
        ('{"form": "resident_transfer", "form": "child_allowance_claim"}', "form"),
    ],
)
def test_what_cannot_be_kept_or_is_said_twice_refuses_the_scan_and_is_named(both: Hall, says: str, key: str) -> None:
    both.put("a.png")
    (both.folder / "a.json").write_text(says, "utf-8")
    looked = both.looks()
    assert (looked.taken, looked.refused, looked.waiting) == (0, 1, 0)
    assert both.listed() == [("a.png", "bad_sidecar")]
    assert both.lies() == ["refused/a.json", "refused/a.png", "refused/a.reason.txt"]
    assert f"（{key}）" in next((both.folder / "refused").rglob("a.reason.txt")).read_text("utf-8")


def test_lines_of_a_remark_are_kept(both: Hall) -> None:
    both.put("a.png")
    (both.folder / "a.json").write_text(json.dumps({"remark": "急ぎ\r\n\t代理人"}), "utf-8")
    assert both.looks().taken == 1
    assert [row.remark for row in both.submissions()] == ["急ぎ\r\n\t代理人"]


def test_a_sidecar_of_two_scans_leaves_with_the_last(hall: Hall) -> None:
    hall.put("a.png", 10)
    shutil.copy(hall.put("b.png", 20), hall.folder / "a.tif")
    (hall.folder / "a.json").write_text('{"remark": "both"}', "utf-8")
    hall.looks()
    remarks = {row.file_name: row.remark for row in hall.submissions()}
    assert remarks == {"a.png": "both", "a.tif": "both", "b.png": None}
    (moved,) = [name for name in hall.lies() if name.endswith(".json")]
    assert moved.startswith("done/a.")


def test_where_a_sidecar_is_expected_the_scan_waits_for_it(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(watcher, "monotonic", lambda: clock[0])
    hall.watcher.sidecar_seconds = 120.0
    hall.put("a.png", 10)
    hall.put("b.png", 20)
    assert hall.looks(5).waiting == 2 and hall.listed() == []
    (hall.folder / "a.json").write_text("{}", "utf-8")
    hall.looks()
    assert hall.listed() == [("a.png", None)]
    clock[0] += 121
    assert hall.looks(1).refused == 1
    assert hall.listed() == [("a.png", None), ("b.png", "no_sidecar")]
    assert "2 分" in next((hall.folder / "refused").rglob("b.reason.txt")).read_text("utf-8")


def test_no_scan_is_taken_before_its_sidecar_is_whole(hall: Hall) -> None:
    hall.put("a.png")
    hall.looks(LOOKS - 1)
    (hall.folder / "a.json").write_text('{"remark"', "utf-8")
    assert hall.looks(1).taken == 0
    (hall.folder / "a.json").write_text('{"remark": "whole"}', "utf-8")
    hall.looks()
    assert [row.remark for row in hall.submissions()] == ["whole"]


def test_links_and_pipes_are_refused_unopened(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(hall.put("good.png").read_bytes())
    (hall.folder / "link.png").symlink_to(tmp_path / "secret.png")
    (hall.folder / "nowhere.png").symlink_to("gone")
    os.mkfifo(hall.folder / "pipe.pdf")
    (hall.folder / "folder.pdf").mkdir()
    assert hall.looks().refused == 3
    assert hall.listed() == [
        ("good.png", None), ("link.png", "unknown_file_type"), ("nowhere.png", "unknown_file_type"),
        ("pipe.pdf", "unknown_file_type"),
    ]  # fmt: skip
    assert (tmp_path / "secret.png").exists()
    refused = next((hall.folder / "refused").iterdir())
    assert (refused / "link.png").is_symlink() and stat.S_ISFIFO((refused / "pipe.pdf").lstat().st_mode)
    assert (hall.folder / "folder.pdf").is_dir()
    assert sum("見分けられない" in line for line in hall.said) == 1


@pytest.mark.parametrize(
    "name",
    [b"a" * 251 + b".png", "申".encode() * 83 + b".png", "申請書".encode("cp932") + b".png", b"\xff.png",
     b"new\nline.png", b"-rf.png", b" .png", b"a.png.", b"nosuffix", b"x" * 255],
    ids=repr,
)  # fmt: skip
def test_any_name_that_a_file_system_takes_is_taken(hall: Hall, name: bytes) -> None:
    good, bad = hall.put("batch/x.png"), hall.put("counter/y.png", 7)
    bad.write_bytes(b"no scan")
    for path in (good, bad):
        path.rename(path.with_name(os.fsdecode(name)))
    looked = hall.looks()
    assert (looked.taken, looked.refused, looked.waiting) == (1, 1, 0)
    assert {code for _, code in hall.listed()} == {None, "unknown_file_type"}
    assert all(name.isprintable() for name, _ in hall.listed())
    assert len(hall.lies("done")) == 1 and len(hall.lies("refused")) == 2 and hall.lies("batch") == []


def test_the_same_name_with_other_bytes_stands_beside_the_first(hall: Hall) -> None:
    for shade in (10, 20, 30):
        hall.put("a.png", shade)
        hall.looks()
    first, *others = hall.lies("done")
    assert len(others) == 2 and first.startswith("a.") and "a.png" in hall.lies("done")
    kept = {path.read_bytes() for path in (hall.folder / "done").rglob("*.png")}
    assert len(kept) == 3 and len(hall.scans()) == 3
    for shade in (10, 20):
        hall.put("r.png", shade).write_bytes(bytes([shade]))
        hall.looks()
    assert len(hall.lies("refused")) == 4 and {"r.png", "r.reason.txt"} < set(hall.lies("refused"))


def test_the_same_sheet_again_is_the_same_scan_and_at_the_counter_it_is_urgent(both: Hall) -> None:
    both.put("a.png")
    both.looks()
    both.put("counter/a.png")
    both.looks()
    both.put("a.png")
    both.looks()
    assert len(both.scans()) == 1
    assert [row.lies_in for row in both.submissions()] == [None, None]
    assert both.lies("counter") == [] and len(both.lies("done")) == 2


def test_too_large_a_file_is_refused_unread(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    with (hall.folder / "huge.tif").open("wb") as file:
        file.truncate(50_000_000_000)
    monkeypatch.setattr("pipeline.inbox.fetch._copy", pytest.fail)
    assert hall.looks().refused == 1
    assert hall.listed() == [("huge.tif", "file_too_large")]
