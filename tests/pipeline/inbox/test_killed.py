"""A watcher that is killed between any two of its steps, in a process of its own: nothing lost, nothing twice."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from pkgutil import resolve_name

import pytest
from sqlalchemy import update

from models.db.tables import BatchRow
from pipeline.intake import decoder
from pipeline.settings import Settings
from pipeline.site import open_site
from tests.pipeline.inbox.hall import Hall

STEPS = {
    "fetched": "pipeline.inbox.taking.fetch",
    "looked into": "pipeline.inbox.taking.look_into",
    "kept": "pipeline.store.vault.Vault.keep",
    "entered": "pipeline.inbox.taking.enter",
    "name held": "pipeline.inbox.put_away.claim",
    "reason written": "pipeline.inbox.put_away.write_whole",
    "renamed": "pipeline.inbox.put_away._rename",
    "put away": "pipeline.inbox.taking.put_away",
    "marked": "pipeline.inbox.taking.moved_away",
}
"""What ends each step of taking a file."""

FILES = {"a.png": 10, "b.png": 20, "counter/c.png": 30}


def filled(hall: Hall) -> dict[str, bytes]:
    """Three sheets, one of them with a sidecar, and two files that are none; what was put in."""
    for name, shade in FILES.items():
        hall.put(name, shade)
    (hall.folder / "a.json").write_text('{"remark": "x"}', "utf-8")
    (hall.folder / "d.pdf").write_bytes(b"no scan")
    shutil.copy(hall.folder / "d.pdf", hall.folder / "counter" / "d.pdf")
    return {str(path.relative_to(hall.folder)): path.read_bytes() for path in hall.folder.rglob("*") if path.is_file()}


def run_to_its_death(hall: Hall, step: str, when: str, turn: int) -> bool:
    """Watch in a child process that is killed with its ``turn``-th step; whether it came so far."""
    hall.site.database.close()  # connections are no thing to inherit
    child = os.fork()
    if child == 0:
        try:
            decoder._idle.clear()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(step, deadly(step, when, turn))
                Hall.of(open_site(hall.site.settings), hall.root).looks(6)
        finally:
            os._exit(0)
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def deadly(step: str, when: str, turn: int) -> Callable[..., object]:
    """The step, which kills the process before or after it is done for the ``turn``-th time."""
    done, calls = resolve_name(step.replace(".Vault.", ":Vault.")), count(1)

    def step_and_die(*given: object, **named: object) -> object:
        now = next(calls)
        if now == turn and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = done(*given, **named)
        if now == turn:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return step_and_die


def assert_all_is_there_once(hall: Hall, put_in: dict[str, bytes]) -> None:
    assert hall.listed() == [
        ("a.png", None), ("b.png", None), ("c.png", None),
        ("d.pdf", "unknown_file_type"), ("d.pdf", "unknown_file_type"),
    ]  # fmt: skip
    assert len(hall.scans()) == 3
    assert [row.lies_in for row in hall.submissions()] == [None] * 5
    lies = hall.lies()
    assert all(name.startswith(("done/", "refused/")) for name in lies)
    assert [name for name in lies if name.startswith("done/")] == [
        "done/a.json", "done/a.png", "done/b.png", "done/c.png"
    ]  # fmt: skip
    refused = [name for name in lies if name.startswith("refused/")]
    assert len(refused) == 4 and {"refused/d.pdf", "refused/d.reason.txt"} < set(refused)
    moved = sorted(path.read_bytes() for path in hall.folder.rglob("*") if path.is_file() and "reason" not in path.name)
    assert moved == sorted(put_in.values())
    for scan in hall.scans():
        assert hall.site.vault.original(scan.sha256).read_bytes() in put_in.values()


@pytest.mark.parametrize("step", STEPS.values(), ids=[name.replace(" ", "-") for name in STEPS])
def test_killed_before_and_after_every_step(sqlite_url: str, tmp_path: Path, step: str) -> None:
    hall = hall_at(sqlite_url, tmp_path)
    put_in = filled(hall)
    assert run_to_its_death(hall, step, "after", 1)
    assert run_to_its_death(hall, step, "before", 1)
    Hall.of(hall.site, hall.root).looks(6)
    assert_all_is_there_once(hall, put_in)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_between_the_moves_of_a_sidecar_and_its_scan(sqlite_url: str, tmp_path: Path, when: str) -> None:
    hall = hall_at(sqlite_url, tmp_path)
    put_in = filled(hall)
    after_the_counters = 3
    assert run_to_its_death(hall, STEPS["renamed"], when, after_the_counters)
    assert [name for name in hall.lies() if name in ("a.json", "done/a.json")] == [
        "a.json" if when == "before" else "done/a.json"
    ]
    assert "a.png" in hall.lies()
    Hall.of(hall.site, hall.root).looks(6)
    assert_all_is_there_once(hall, put_in)
    assert [row.remark for row in hall.submissions() if row.file_name == "a.png"] == ["x"]


def test_killed_between_the_moves_a_wrong_sidecar_still_refuses_its_scan(sqlite_url: str, tmp_path: Path) -> None:
    hall = hall_at(sqlite_url, tmp_path)
    hall.put("a.png", 10)
    (hall.folder / "a.json").write_text('{"lain": "counter"}', "utf-8")
    assert run_to_its_death(hall, STEPS["renamed"], "after", 1)
    assert hall.lies() == ["a.png", "refused/a.json", "refused/a.png", "refused/a.reason.txt"]
    assert (next((hall.folder / "refused").rglob("a.png")).stat().st_size) == 12  # its name is held
    again = Hall.of(hall.site, hall.root)
    again.looks(6)
    assert again.listed() == [("a.png", "bad_sidecar")] and again.scans() == []
    assert again.lies() == ["refused/a.json", "refused/a.png", "refused/a.reason.txt"]


@pytest.mark.postgres
def test_killed_between_the_row_and_the_move_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    hall = hall_at(postgres_url, tmp_path)
    put_in = filled(hall)
    for turn in (1, 2):
        assert run_to_its_death(hall, STEPS["entered"], "after", turn)
    Hall.of(hall.site, hall.root).looks(6)
    assert_all_is_there_once(hall, put_in)


def hall_at(url: str, folder: Path) -> Hall:
    settings = Settings(data_dir=folder / "site", database_url=url)  # type: ignore[arg-type]
    return Hall.of(open_site(settings), folder / "inbox")


def test_a_watcher_that_wakes_up_on_another_day_knows_the_file_again(
    both: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.put("a.png")
    monkeypatch.setattr("pipeline.inbox.taking.put_away", lambda _: False)
    both.looks()
    monkeypatch.undo()
    with both.site.database.write() as session:
        session.execute(update(BatchRow).values(key="inbox/2020-01-01/batch"))
    again = Hall.of(both.site, both.root)
    again.looks()
    assert again.listed() == [("a.png", None)] and len(again.batches()) == 1
    assert [row.lies_in for row in again.submissions()] == [None]
    again.put("a.png")  # handed in again, on another day: that is told
    again.looks()
    assert again.listed() == [("a.png", None), ("a.png", None)] and len(again.scans()) == 1
