"""A share that has its moods, a machine that fails, a program with a defect: nothing is lost, others are taken."""

from __future__ import annotations

import errno
import os
import shutil
import time
from pathlib import Path
from threading import Timer

import pytest

from models.errors import MissingPackage, StoreFault
from pipeline.digitise import look_into
from pipeline.inbox import once, put_away, watcher
from pipeline.inbox.once import take_in_settled
from pipeline.inbox.taking import Taken, Taking
from tests.pipeline.inbox.hall import LOOKS, Hall


def test_a_share_that_vanishes_and_comes_back(hall: Hall) -> None:
    hall.put("a.png")
    hall.looks(LOOKS - 1)
    away = hall.root.rename(hall.root.with_name("away"))
    assert [hall.watcher.look().waiting for _ in range(3)] == [1, 1, 1]
    away.rename(hall.root)
    hall.looks()
    assert hall.listed() == [("a.png", None)]
    assert [("届きません" in line, "また" in line) for line in hall.said[:2]] == [(True, False), (False, True)]


@pytest.mark.parametrize("error", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTDOWN])
def test_a_share_that_falters_while_a_file_is_copied_refuses_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    read, clock = os.read, [100.0]
    monkeypatch.setattr(watcher, "monotonic", lambda: clock[0])
    hall.put("a.png")

    def falter(*_: object) -> bytes:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr("pipeline.inbox.fetch.os.read", falter)
    for _ in range(6):
        clock[0] += 1000
        hall.watcher.look()
    assert hall.listed() == [] and hall.lies() == ["a.png"]
    assert sum("読めないファイル" in line for line in hall.said) == 1
    monkeypatch.setattr("pipeline.inbox.fetch.os.read", read)
    clock[0] += 1000
    assert hall.looks(1).taken == 1


def forbid_to_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def forbid(path: object, *how: int, **more: int) -> int:
        if str(path).endswith(name):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, *how, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.inbox.fetch.os.open", forbid)


def test_a_file_that_nobody_lets_us_read_is_refused_after_a_while(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(watcher, "monotonic", lambda: clock[0])
    hall.put("a.png")
    hall.put("b.png", 7)
    forbid_to_read("a.png", monkeypatch)
    assert hall.looks(5).waiting == 1
    assert hall.listed() == [("b.png", None)]
    clock[0] += watcher.UNREADABLE_PATIENCE_S + 1
    assert hall.looks(1).refused == 1
    assert hall.listed() == [("a.png", "broken_file"), ("b.png", None)]
    assert hall.lies("refused") == ["a.png", "a.reason.txt"]


def test_a_database_that_is_away_when_such_a_file_is_given_up_costs_the_others_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, give_up = [100.0], Taking.give_up
    monkeypatch.setattr(watcher, "monotonic", lambda: clock[0])
    hall.put("a.png")
    forbid_to_read("a.png", monkeypatch)
    hall.looks()
    hall.put("b.png", 7)
    hall.looks(LOOKS - 1)

    def away(*_: object, **__: object) -> Taken:
        raise StoreFault("the database failed: OperationalError", reason="OperationalError")

    monkeypatch.setattr(Taking, "give_up", away)
    clock[0] += watcher.UNREADABLE_PATIENCE_S + 1
    looked = hall.looks(1)
    assert (looked.taken, looked.refused, looked.waiting) == (1, 0, 1)
    assert hall.listed() == [("b.png", None)] and hall.lies() == ["a.png", "done/b.png"]
    assert sum("データベース" in line for line in hall.said) == 1
    monkeypatch.setattr(Taking, "give_up", give_up)
    assert hall.looks(1).refused == 1
    assert hall.listed() == [("a.png", "broken_file"), ("b.png", None)]


@pytest.mark.parametrize("error", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT])
def test_a_share_that_does_not_let_go_keeps_the_file_and_nothing_is_taken_twice(
    both: Hall, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    clock = [100.0]
    monkeypatch.setattr(watcher, "monotonic", lambda: clock[0])
    both.put("a.png")
    both.put("bad.pdf").write_bytes(b"bad")

    def refuse(*_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(put_away, "_rename", refuse)
    looked = both.looks(8)
    assert (looked.taken, looked.refused, looked.waiting) == (1, 1, 0)
    again = Hall.of(both.site, both.root)  # a new process, which remembers nothing
    looked = again.looks(8)
    assert (looked.taken, looked.refused, len(again.read)) == (1, 1, 0)
    assert both.listed() == [("a.png", None), ("bad.pdf", "unknown_file_type")]
    assert {"a.png", "bad.pdf"} < set(both.lies()) and len(both.scans()) == 1
    assert sum("移せない" in line for line in both.said) == 1
    monkeypatch.undo()
    monkeypatch.setattr(watcher, "monotonic", lambda: clock[0] + watcher.AGAIN_S + 1)
    both.looks(1)
    assert both.lies() == ["done/a.png", "refused/bad.pdf", "refused/bad.reason.txt"]
    assert [row.lies_in for row in both.submissions()] == [None, None]


def test_no_space_for_the_reason_keeps_the_file_where_it_is(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StoreFault("cannot write to disk: No space left on device", reason="No space left on device")

    (hall.folder / "bad.pdf").write_bytes(b"bad")
    monkeypatch.setattr(put_away, "write_whole", refuse)
    assert hall.looks().refused == 1
    assert hall.lies() == ["bad.pdf"] and hall.listed() == [("bad.pdf", "unknown_file_type")]


def test_a_file_in_its_place_when_it_is_moved_is_not_lost(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    path, rename, other = hall.put("a.png", 10), put_away._rename, hall.put("batch/other.png", 99)
    data = other.read_bytes()

    def late(source: Path, target: Path) -> None:
        if source == path and other.exists():
            other.replace(path)
        rename(source, target)

    monkeypatch.setattr(put_away, "_rename", late)
    hall.looks()
    hall.looks()
    kept = {hall.site.vault.original(scan.sha256).read_bytes() for scan in hall.scans()}
    assert len(kept) == 2 and data in kept
    assert hall.lies("batch") == [] and not path.exists()


def test_across_file_systems_the_file_is_copied(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def other_device(path: Path, target: Path) -> Path:
        if path.parent == hall.folder and "done" in str(target):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", other_device)
    data = hall.put("a.png").read_bytes()
    hall.looks()
    assert hall.lies() == ["done/a.png"]
    assert next((hall.folder / "done").rglob("a.png")).read_bytes() == data


def test_a_database_that_is_away_refuses_nothing(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.put("a.png")

    def away(*_: object, **__: object) -> None:
        raise StoreFault("the database failed: OperationalError", reason="OperationalError")

    monkeypatch.setattr("pipeline.inbox.taking.known", away)
    assert hall.looks(5).waiting == 1 and hall.lies() == ["a.png"]
    assert sum("データベース" in line for line in hall.said) == 1
    monkeypatch.undo()
    assert hall.looks(1).taken == 1


def test_without_poppler_pdfs_wait_and_pictures_are_taken(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def lack(path: Path, name: str, site: object) -> object:
        if name.endswith(".pdf"):
            raise MissingPackage("poppler-utils")
        return look_into(path, name, site)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.inbox.taking.look_into", lack)
    hall.put("a.pdf")
    hall.put("b.png", 7)
    looked = hall.looks()
    assert (looked.taken, looked.waiting) == (1, 1) and hall.listed() == [("b.png", None)]


def test_a_defect_of_ours_costs_one_file_its_turn_and_names_nobody(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(path: Path, name: str, site: object) -> object:
        if name == "山田太郎.png":
            raise RuntimeError(name)
        return look_into(path, name, site)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.inbox.taking.look_into", stumble)
    hall.put("山田太郎.png", 10)
    hall.put("b.png", 20)
    looked = hall.looks(6)
    assert (looked.taken, looked.waiting) == (1, 0)
    assert hall.lies() == ["done/b.png", "山田太郎.png"]
    assert sum("RuntimeError" in line for line in hall.said) == 1
    assert not any("山田" in line for line in hall.said)


def test_a_night_waits_for_what_changes_and_not_for_what_the_program_fails_on(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(path: Path, name: str, site: object) -> object:
        if name == "a.png":
            raise RuntimeError
        return look_into(path, name, site)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.inbox.taking.look_into", stumble)
    monkeypatch.setattr(once, "PATIENCE_SECONDS", 20.0)
    hall.put("a.png", 10)
    being_written, began = hall.put("b.png", 20).open("ab"), time.monotonic()
    closing = Timer(1.0, being_written.close)
    closing.start()
    total = take_in_settled(hall.watcher, 0.05)
    assert 1.0 <= time.monotonic() - began < 20.0
    assert (total.taken, total.refused, hall.lies()) == (1, 0, ["a.png", "done/b.png"])


def test_the_folder_of_an_unknown_municipality_is_left_alone_and_told_once(hall: Hall) -> None:
    other = hall.root / "999999" / "a.png"
    other.parent.mkdir()
    shutil.copy(hall.put("a.png"), other)
    hall.looks(6)
    assert other.exists() and hall.codes() == ["131016"] and len(hall.scans()) == 1
    assert sum("999999" in line for line in hall.said) == 1


def test_no_line_names_a_file(hall: Hall) -> None:
    hall.put("山田太郎.png")
    hall.put("山田花子.pdf").write_bytes(b"bad")
    hall.looks()
    assert not any("山田" in line for line in hall.said)
    assert "山田" not in next((hall.folder / "refused").rglob("*.reason.txt")).read_text("utf-8")
