"""Whose a sidecar is: never another resident's."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.problem import Problem
from models.record import Lane
from pipeline.inbox import watcher
from pipeline.inbox.pairing import STALE_NS, TOGETHER_S, Pairing, Told
from pipeline.inbox.places import Place, Seen, seen
from pipeline.inbox.settle import Settling
from pipeline.inbox.taking import Taken, Taking
from tests.pipeline.inbox.hall import FORMS, LOOKS, Hall


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(watcher, "monotonic", lambda: now[0])
    return now


def tell(hall: Hall, name: str, remark: str) -> None:
    (hall.folder / name).write_text(json.dumps({"remark": remark, "lane": "counter"}, ensure_ascii=False), "utf-8")


def remarks(hall: Hall) -> list[tuple[str, str | None]]:
    return [(row.file_name, row.remark) for row in hall.submissions()]


def assert_was_refused_as_stray(hall: Hall, remark: str) -> None:
    assert ("a.json", "stray_sidecar") in hall.listed()
    (sidecar,) = (hall.folder / "refused").rglob("a.*.json")
    assert json.loads(sidecar.read_text("utf-8"))["remark"] == remark
    reason = sidecar.with_name(f"{sidecar.stem}.reason.txt").read_text("utf-8")
    assert reason.startswith("この情報ファイル（.json）は、対応するスキャンがないか")


def test_a_sidecar_that_comes_too_late_is_put_away_at_once(both: Hall) -> None:
    both.put("a.png", 10)
    both.looks()
    tell(both, "a.json", "第一の人")
    assert both.looks().refused == 1
    assert_was_refused_as_stray(both, "第一の人")
    both.put("a.png", 20)
    both.looks()
    assert remarks(both) == [("a.png", None), ("a.json", None), ("a.png", None)]
    assert both.read == [(Lane.BATCH, scan.id) for scan in both.scans()]


def test_nor_does_it_go_with_the_next_scan_where_both_are_seen_at_one_look(hall: Hall) -> None:
    hall.put("a.png", 10)
    hall.looks()
    tell(hall, "a.json", "第一の人")
    hall.put("a.png", 20)
    looked = hall.looks(LOOKS + 1)
    assert (looked.taken, looked.refused, looked.waiting) == (1, 1, 0)
    assert_was_refused_as_stray(hall, "第一の人")
    assert {remark for _, remark in remarks(hall)} == {None} and len(hall.scans()) == 2


def test_after_the_late_one_the_next_sidecar_goes_with_the_next_scan(hall: Hall) -> None:
    hall.put("a.png", 10)
    hall.looks()
    tell(hall, "a.json", "第一の人")
    hall.looks()
    hall.put("a.png", 20)
    tell(hall, "a.json", "第二の人")
    hall.looks()
    assert remarks(hall)[-1] == ("a.png", "第二の人")
    assert_was_refused_as_stray(hall, "第一の人")


def test_a_sidecar_may_come_first_and_waits_five_minutes_for_its_scan(hall: Hall, clock: list[float]) -> None:
    tell(hall, "a.json", "この人")
    assert hall.looks().waiting == 1
    clock[0] += TOGETHER_S - 1
    assert hall.looks().waiting == 1
    hall.put("a.png", 10)
    assert hall.looks().taken == 1
    assert remarks(hall) == [("a.png", "この人")] and hall.lies() == ["done/a.json", "done/a.png"]


def test_one_that_lies_alone_for_longer_waits_for_nobody(hall: Hall, clock: list[float]) -> None:
    tell(hall, "a.json", "来なかった人")
    hall.looks()
    clock[0] += TOGETHER_S
    assert hall.looks(1).refused == 1
    assert_was_refused_as_stray(hall, "来なかった人")
    hall.put("a.png", 10)
    hall.looks()
    assert remarks(hall) == [("a.json", None), ("a.png", None)]


def test_what_comes_while_the_scan_is_taken_was_not_read_and_is_not_done(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = Taking.take

    def slow(taking: Taking, file: Seen, told: Told, now: dt.datetime) -> Taken:
        taken = take(taking, file, told, now)
        if file.path.name == "a.png":
            tell(hall, "a.json", "遅れた")
        return taken

    monkeypatch.setattr(Taking, "take", slow)
    hall.put("a.png", 10)
    hall.looks()
    assert hall.lies() == ["a.json", "done/a.png"]
    hall.looks()
    assert_was_refused_as_stray(hall, "遅れた")


def test_who_is_told_to_put_both_in_again_may_do_so_at_once(hall: Hall, clock: list[float]) -> None:
    hall.watcher.sidecar_seconds = 120.0
    hall.put("a.png", 10)
    hall.looks()
    clock[0] += 121
    assert hall.looks(1).refused == 1
    tell(hall, "a.json", "この人")
    hall.put("a.png", 10)
    assert hall.looks().taken == 1
    assert hall.listed() == [("a.png", "no_sidecar"), ("a.png", None)] and remarks(hall)[-1] == ("a.png", "この人")


def test_one_that_comes_after_the_minutes_it_was_waited_for_waits_for_nobody(hall: Hall, clock: list[float]) -> None:
    hall.watcher.sidecar_seconds = 120.0
    hall.put("a.png", 10)
    hall.looks()
    clock[0] += 121
    assert hall.looks(1).refused == 1
    tell(hall, "a.json", "第一の人")
    assert hall.looks().refused == 1
    assert_was_refused_as_stray(hall, "第一の人")
    hall.put("a.png", 20)
    assert hall.looks().waiting == 1
    tell(hall, "a.json", "第二の人")
    assert hall.looks().taken == 1
    assert [remark for _, remark in remarks(hall)] == [None, None, "第二の人"]


@pytest.mark.parametrize(
    ("older", "is_its_own"),
    [(("mtime_ns", "ctime_ns"), False), (("mtime_ns",), True), (("ctime_ns",), True), ((), True)],
    ids=["both", "written long ago and copied now", "looked through since", "together"],
)
def test_what_was_left_while_nobody_looked_is_told_by_both_times(
    tmp_path: Path, older: tuple[str, ...], is_its_own: bool
) -> None:
    pairing, place = Pairing(Settling(2, 1.0), FORMS), Place(tmp_path, "131016", "131016")
    (tmp_path / "a.json").write_text('{"remark": "x"}', "utf-8")
    (tmp_path / "a.png").write_bytes(b"scan")
    scan, sidecar = seen(place, tmp_path / "a.png"), seen(place, tmp_path / "a.json")
    assert scan is not None and sidecar is not None
    left = replace(sidecar, **{time: getattr(sidecar, time) - STALE_NS - 10**9 for time in older})
    pairing.look([left, scan], 0.0)
    assert [each.path for each in pairing.beside(scan, 0.0)] == ([sidecar.path] if is_its_own else [])
    assert pairing.goes_with_its_scan(left, 0.0) is is_its_own
    told = pairing.told(left, None, 0.0)
    assert (told is None) is is_its_own and (is_its_own or isinstance(told and told.says, Problem))


def test_the_name_may_be_in_capitals(hall: Hall) -> None:
    hall.put("SCAN.PNG", 10)
    tell(hall, "SCAN.JSON", "大文字")
    hall.looks()
    assert remarks(hall) == [("SCAN.PNG", "大文字")] and hall.read[0][0] is Lane.COUNTER
    assert hall.lies() == ["done/SCAN.PNG", "done/SCAN.json"]


def test_of_two_sidecars_none_is_believed(hall: Hall, clock: list[float]) -> None:
    hall.put("a.png", 10)
    tell(hall, "a.json", "一")
    tell(hall, "a.JSON", "二")
    hall.looks()
    assert hall.listed() == [("a.png", "bad_sidecar")] and remarks(hall) == [("a.png", None)]
    clock[0] += TOGETHER_S
    hall.looks()
    clock[0] += TOGETHER_S
    hall.looks()
    assert [name for name in hall.lies() if not name.startswith("refused/")] == []
    assert len([name for name in hall.lies() if name.endswith(".json") or name.endswith(".JSON")]) == 2


def test_a_link_for_a_sidecar_is_not_followed_and_holds_nobody_up(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"remark": "secret"}', "utf-8")
    hall.put("a.png", 10)
    (hall.folder / "a.json").symlink_to(tmp_path / "secret.json")
    assert hall.looks().refused == 1
    assert hall.listed() == [("a.png", "bad_sidecar")] and remarks(hall) == [("a.png", None)]
    assert hall.lies() == ["refused/a.json", "refused/a.png", "refused/a.reason.txt"]
    assert next((hall.folder / "refused").rglob("a.json")).is_symlink()


def test_a_folder_is_no_sidecar(hall: Hall) -> None:
    hall.put("a.png", 10)
    (hall.folder / "a.json").mkdir()
    looked = hall.looks(LOOKS + 1)
    assert (looked.taken, looked.waiting) == (1, 0) and hall.lies() == ["done/a.png"]
    assert (hall.folder / "a.json").is_dir()
    assert sum("見分けられない" in line for line in hall.said) == 1
