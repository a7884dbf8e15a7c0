"""Processes that read: how many, what becomes of errors, of one that dies, and of those whose parent is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from models.errors import EnvironmentFault, MadoguchiError, MissingPackage, StoreFault, TemplateError
from pipeline.workers import Workers, worth_starting

_prepared: list[int] = []


def prepare() -> None:
    _prepared.append(os.getpid())


def double(number: int) -> tuple[int, int]:
    assert _prepared == [os.getpid()], "prepared once, in the process that works"
    return 2 * number, os.getpid()


def fail(error: MadoguchiError) -> None:
    raise error


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def rest(note: Path) -> None:
    note.write_text(str(os.getpid()), encoding="ascii")
    time.sleep(60)


def rest_until(note: Path) -> str:
    """Rests until somebody removes the note."""
    note.write_text(str(os.getpid()), encoding="ascii")
    while note.exists():
        time.sleep(0.02)
    return "rested"


def prepare_once_there_are(templates: Path) -> None:
    if not templates.exists():
        raise StoreFault("no templates")
    prepare()


def hold(note: Path) -> None:
    """A program that has work done and is killed meanwhile."""
    with Workers(1, prepare) as workers:
        workers.run(rest, note)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, prepare) as some:
        yield some


def test_results_come_in_order_from_processes_that_are_kept(workers: Workers) -> None:
    results = list(workers.each(double, range(12)))
    assert [result for result, _ in results] == list(range(0, 24, 2))
    processes = {process for _, process in results}
    assert os.getpid() not in processes and len(processes) <= 2
    assert workers.run(double, 21)[1] in processes or len(processes) == 1


@pytest.mark.parametrize(
    "error",
    [StoreFault("disk full", path="vault"), TemplateError(Path("a/template.yaml"), "fields.0", "no box"),
     MissingPackage("poppler-utils")],
)  # fmt: skip
def test_errors_come_back_as_they_were(workers: Workers, error: MadoguchiError) -> None:
    with pytest.raises(type(error)) as caught:
        workers.run(fail, error)
    assert str(caught.value) == str(error)
    assert caught.value.details == error.details


def unprepared() -> None:
    raise StoreFault("no templates", path="form_templates")


def test_what_keeps_them_from_starting_is_told() -> None:
    with Workers(1, unprepared) as some, pytest.raises(StoreFault, match="no templates"):
        list(some.each(double, [1, 2]))


def test_a_death_is_told_and_the_next_work_is_done(workers: Workers) -> None:
    with pytest.raises(EnvironmentFault):
        workers.run(die, 0)
    assert workers.run(double, 4)[0] == 8
    with pytest.raises(EnvironmentFault):
        list(workers.each(die, [0, 1, 2]))
    assert [result for result, _ in workers.each(double, [1, 2])] == [2, 4]


def written(note: Path) -> bool:
    return note.is_file() and note.read_text("ascii") != ""


def test_what_a_watch_raises_ends_the_process_that_it_watches_and_no_other(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"

    def watch() -> None:
        if written(ours):
            raise EnvironmentFault("a reading process hangs")

    with Workers(2, prepare) as some, ThreadPoolExecutor(1) as other:
        resting = other.submit(some.run, rest_until, theirs)
        _until(lambda: written(theirs))
        with pytest.raises(EnvironmentFault, match="hangs"):
            some.run_watched(rest, ours, watch, 0.05)
        assert some.run(double, 4)[0] == 8
        theirs.unlink()
        assert resting.result(30) == "rested"
        _until(lambda: not _is_running(int(ours.read_text("ascii"))))


def test_one_that_dies_takes_nothing_of_the_others_along(tmp_path: Path) -> None:
    note = tmp_path / "theirs"
    with Workers(2, prepare) as some, ThreadPoolExecutor(1) as other:
        resting = other.submit(some.run, rest_until, note)
        _until(lambda: written(note))
        with pytest.raises(EnvironmentFault):
            some.run(die, 0)
        note.unlink()
        assert resting.result(30) == "rested"


def test_a_death_with_nothing_in_hand_is_told_to_nobody() -> None:
    with Workers(1, prepare) as some:
        os.kill(some.run(double, 1)[1], signal.SIGKILL)
        _until(lambda: bool(some._all[0]._pool._broken))
        assert some.run(double, 4)[0] == 8


def test_who_waits_for_a_process_is_watched_meanwhile(tmp_path: Path) -> None:
    note = tmp_path / "theirs"
    watched: list[bool] = []

    def watch() -> None:
        watched.append(note.exists())
        note.unlink(missing_ok=True)

    with Workers(1, prepare) as some, ThreadPoolExecutor(1) as other:
        resting = other.submit(some.run, rest_until, note)
        _until(lambda: written(note))
        assert some.run_watched(double, 4, watch, 0.05)[0] == 8
        assert (watched[0], resting.result(30)) == (True, "rested")


def test_what_kept_them_from_starting_may_pass(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    with Workers(1, partial(prepare_once_there_are, templates)) as some:
        with pytest.raises(StoreFault, match="no templates"):
            some.run(double, 4)
        templates.touch()
        assert some.run(double, 4)[0] == 8


def test_once_ended_they_do_no_more() -> None:
    with Workers(1, prepare) as some:
        assert some.run(double, 4)[0] == 8
    with pytest.raises(EnvironmentFault, match="ended"):
        some.run(double, 4)


def test_they_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = multiprocessing.get_context("spawn").Process(target=hold, args=(note,))
    parent.start()
    _until(lambda: note.is_file() and note.read_text("ascii") != "")
    child = int(note.read_text("ascii"))
    parent.kill()
    parent.join()
    _until(lambda: not _is_running(child))


def _until(happened: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def _is_running(process: int) -> bool:
    """A zombie, which an ended process is until it is waited for, does not run."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_few_files_are_not_worth_a_process() -> None:
    assert [worth_starting(files, 4) for files in (0, 1, 19, 20, 39, 40, 900)] == [1, 1, 1, 2, 3, 4, 4]
