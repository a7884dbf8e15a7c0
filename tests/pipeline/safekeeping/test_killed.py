"""Power goes while a backup is written or brought back, or while others write: in a process of its own, by SIGKILL."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from pkgutil import resolve_name

import pytest

from pipeline.safekeeping.backup_folder import BackupFolder
from pipeline.safekeeping.pruning import drop_old
from tests.pipeline.safekeeping.house import House
from tests.pipeline.safekeeping.test_backup import is_good

FOLDER = "pipeline.safekeeping.backup_folder.BackupFolder"


def died(step: str, when: str, turn: int, work: Callable[[], object]) -> bool:
    """Do ``work`` in a child that is killed before or after the ``turn``-th time of a step; whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(step, deadly(step, when, turn))
                work()
        finally:
            os._exit(0)
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def deadly(step: str, when: str, turn: int) -> Callable[..., object]:
    """The step, which kills its process."""
    done, calls = resolve_name(step.replace(".BackupFolder.", ":BackupFolder.")), count(1)

    def step_and_die(*given: object, **named: object) -> object:
        now = next(calls)
        if now == turn and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = done(*given, **named)
        if now == turn:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return step_and_die


@pytest.mark.parametrize(
    ("step", "when", "turn"),
    [
        ("pipeline.safekeeping.backup.take_snapshot", "before", 1),
        ("pipeline.safekeeping.backup.take_snapshot", "after", 1),
        ("pipeline.safekeeping.backup.copy_as_kept", "after", 1),
        ("pipeline.safekeeping.backup.copy_as_kept", "after", 3),
        ("pipeline.safekeeping.backup.settle_file", "after", 1),
        (f"{FOLDER}.finish", "before", 1),
        (f"{FOLDER}.finish", "after", 1),
    ],
)
def test_a_backup_that_was_killed_is_none(here: House, tmp_path: Path, step: str, when: str, turn: int) -> None:
    here.works_a_day()
    first = here.backs_up(tmp_path / "backup").manifest.snapshot
    for _ in range(2):
        here.comes()
    here.close()
    assert died(step, when, turn, lambda: here.backs_up(tmp_path / "backup"))
    folder = BackupFolder(tmp_path / "backup")
    is_done = step.endswith("finish") and when == "after"
    assert len(folder.finished()) == (2 if is_done else 1) and folder.finished()[0] == first
    assert all(is_good(tmp_path / "backup", name) for name in folder.finished())
    last = here.backs_up(tmp_path / "backup").manifest
    assert last.tables["scans"] == 8 and last.lacking == 0
    assert folder.names() == folder.finished() and is_good(tmp_path / "backup", last.snapshot)
    assert not list((tmp_path / "backup").rglob("*.part"))


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("step", ["shutil.rmtree", f"{FOLDER}.drop"])
def test_dropping_that_was_killed_spares_the_others(small: House, tmp_path: Path, step: str, turn: int) -> None:
    for _ in range(4):
        small.comes()
        small.backs_up(tmp_path / "backup")
    folder = BackupFolder(tmp_path / "backup")
    stay = folder.finished()[-2:]
    assert died(step, "after", turn, lambda: drop_old(folder, 2))
    assert set(stay) <= set(folder.finished())
    assert all(is_good(tmp_path / "backup", name) for name in folder.finished())
    drop_old(folder, 2)
    assert folder.finished() == stay and all(is_good(tmp_path / "backup", name) for name in stay)


BRINGING_BACK = [
    ("pipeline.safekeeping.restore.prepare", "before", 1),
    ("pipeline.safekeeping.returning.copy_as_kept", "after", 2),
    ("pipeline.safekeeping.restore.return_files", "after", 1),
    ("pipeline.safekeeping.restore.put_in_place", "after", 1),
]
IN_SQLITE = [("pipeline.safekeeping.restore.prepare", "after", 1), ("models.db.replacing._keep_aside", "after", 1)]
IN_POSTGRESQL = [
    ("models.db.replacing.take_snapshot", "after", 1),
    ("models.db.replacing.empty_all", "after", 1),
    ("models.db.replacing.copy_rows", "after", 1),
]


def left_the_old_or_made_the_new(here: House, backup: Path, step: str, when: str, turn: int) -> None:
    here.opens().works_a_day()
    here.backs_up(backup)
    new = here.rows()
    here.comes()
    old = here.rows()
    for path in here.files()[:3]:
        path.unlink()  # so that there are files to bring back
    here.close()
    assert died(step, when, turn, lambda: here.comes_back(backup, replace=True))
    assert here.rows() == (new if step.endswith("put_in_place") else old)
    here.comes_back(backup, replace=True)
    assert here.rows() == new and here.looks().exit_code == 0
    here.close()
    assert not [path for path in here.folder.glob("*") if "restoring" in path.name or path.name.endswith(".part")]


@pytest.mark.parametrize(("step", "when", "turn"), [*BRINGING_BACK, *IN_SQLITE])
def test_a_restore_into_sqlite_that_was_killed(tmp_path: Path, step: str, when: str, turn: int) -> None:
    left_the_old_or_made_the_new(House(tmp_path / "here"), tmp_path / "backup", step, when, turn)


@pytest.mark.postgres
@pytest.mark.parametrize(("step", "when", "turn"), [*BRINGING_BACK, *IN_POSTGRESQL])
def test_a_restore_into_postgresql_that_was_killed(
    postgres_url: str, tmp_path: Path, step: str, when: str, turn: int
) -> None:
    left_the_old_or_made_the_new(House(tmp_path / "here", postgres_url), tmp_path / "backup", step, when, turn)


def test_backups_while_another_process_writes_are_each_of_one_moment(here: House, tmp_path: Path) -> None:
    here.works_a_day()
    here.close()
    hears, tells = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            while True:
                record = here.comes(ask=("name",), content=os.urandom(16))
                here.reviews(record, "佐藤")
                os.write(tells, b".")
        finally:
            os._exit(1)
    try:
        for _ in range(3):
            os.read(hears, 1)
            manifest = here.backs_up(tmp_path / "backup").manifest
            assert manifest.lacking == 0
            assert here.looks(quick=True).exit_code == 0  # nothing is taken for lost that is on its way
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert here.looks().exit_code == 0  # and nothing was lost by the kill
    for name in BackupFolder(tmp_path / "backup").finished():
        back = House(tmp_path / name)
        back.comes_back(tmp_path / "backup", name)
        assert back.looks().exit_code == 0
        scans = BackupFolder(tmp_path / "backup").manifest(name).tables["scans"]
        assert scans - back.records() in (0, 1)  # one may be kept and not read yet
        back.close()
