"""The counter's intake and reading: what is kept first is read, whatever dies meanwhile."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import func, select, update

from models.counter import CounterStage
from models.db.session import Database
from models.db.tables import ScanRow, TurnRow
from models.errors import DiskFull, EngineFault, EnvironmentFault, StoreFault
from models.record import Lane
from pipeline.counter import day_begins, receive
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.standing import LEASE, StandingReading
from pipeline.store import turns as store_turns
from pipeline.store.counter_sheets import CounterSheet, sheets_since
from pipeline.store.turns import Turn
from pipeline.store.unread import Sought
from pipeline.store.whole import disk_fault
from pipeline.turns import TurnTaker
from pipeline.workers import Workers
from tests.pipeline.command_line import SAMPLES

SHEET = SAMPLES / "resident_transfer_scan.jpg"
PATIENCE = 60  # s


class FakeReaders:
    """Reading processes that do to each scan what they are told, in turn; the last of it again and again."""

    def __init__(self, database: Database, *acts: Callable[[], None]) -> None:
        self.database, self.acts = database, list(acts)
        self.read: list[int] = []
        self.done = threading.Event()

    def run(self, _: Callable[..., object]) -> bool:
        return True  # being made ready

    def run_watched(self, _: object, turns: Sequence[Turn], watch: Callable[[], None], __: float) -> None:
        (turn,) = turns
        watch()
        self.read.append(turn.scan_id)
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        act()
        with self.database.write() as session:
            session.execute(update(ScanRow).where(ScanRow.id == turn.scan_id).values(digitised_at=datetime.now(UTC)))
        self.done.set()

    def kill(self) -> None:
        self.done.set()


def fine() -> None:
    """Reads."""


def dies() -> None:
    raise EnvironmentFault("a reading process ended by itself")


def breaks() -> None:
    raise ValueError("斎藤 裕二")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_turns, "PAUSE", timedelta(0))


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    site = open_site(Settings(data_dir=tmp_path / "site", database_url=database_url))  # type: ignore[arg-type]
    yield site
    site.database.close()


def bring(site: Site, path: Path = SHEET, name: str = "scan.jpg") -> int:
    return receive(path, name, site, datetime.now(UTC)).sheet_id


def sheet(site: Site) -> CounterSheet:
    now = datetime.now(UTC)
    with site.database.read() as session:
        (sheet,) = sheets_since(session, site.municipality_id, day_begins(now), now)
    return sheet


def reading(site: Site, readers: FakeReaders, at_once: int = 1) -> StandingReading:
    sought = Sought(site.municipality_id, Lane.COUNTER)
    return StandingReading(TurnTaker(site.database, cast(Workers, readers), sought, LEASE, 1), at_once)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for another thread's work."""
    tick, waited = threading.Event(), 0.0
    while not is_so():
        tick.wait(0.02)
        waited += 0.02
        assert waited < PATIENCE, "it never came to be"


def test_what_was_kept_before_the_start_is_read_on_start(site: Site) -> None:
    bring(site)
    readers = FakeReaders(site.database, fine)
    counter = reading(site, readers)
    counter.start()
    assert readers.done.wait(PATIENCE)
    counter.close()
    assert sheet(site).stage is CounterStage.DONE
    assert len(readers.read) == 1


def test_a_process_that_dies_is_followed_by_another_and_the_third_death_is_told(site: Site) -> None:
    bring(site)
    for acts, stage, tries in (((dies, dies, dies), CounterStage.FAILED, 3), ((dies, fine), CounterStage.DONE, 2)):
        with site.database.write() as session:
            session.execute(update(TurnRow).values(failure=None, tries=0))
        readers = FakeReaders(site.database, *acts)
        counter = reading(site, readers)
        counter.start()
        until(lambda stage=stage: sheet(site).stage is stage)  # type: ignore[misc]
        counter.close()
        assert len(readers.read) == tries


def test_a_defect_is_not_tried_again_and_its_words_stay_inside(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    bring(site)
    readers = FakeReaders(site.database, breaks)
    counter = reading(site, readers)
    counter.start()
    until(lambda: sheet(site).stage is CounterStage.FAILED)
    counter.close()
    assert (len(readers.read), sheet(site).failure) == (1, "defect")
    assert "defect" in caplog.text and "斎藤" not in caplog.text


def test_a_server_that_stops_in_the_middle_gives_the_sheet_back(site: Site) -> None:
    bring(site)
    begun, ended = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert ended.wait(PATIENCE)
        dies()

    readers = FakeReaders(site.database, slow)
    readers.kill = ended.set  # type: ignore[method-assign]
    counter = reading(site, readers)
    counter.start()
    assert begun.wait(PATIENCE)
    assert sheet(site).stage is CounterStage.LOOKING
    counter.close()
    assert sheet(site).stage is CounterStage.RECEIVED  # at once, not only when the turn lapses
    with site.database.read() as session:
        assert session.scalars(select(TurnRow.tries)).one() == 0


def test_a_watcher_that_stops_waits_a_while_for_what_is_being_read(site: Site) -> None:
    bring(site)
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    reader = reading(site, FakeReaders(site.database, slow))
    reader.start()
    assert begun.wait(PATIENCE) and not reader.is_idle
    closing = threading.Thread(target=reader.close, args=(PATIENCE,))
    closing.start()
    go_on.set()
    closing.join(PATIENCE)
    assert sheet(site).stage is CounterStage.DONE and reader.is_idle


def test_no_more_are_read_at_once_than_there_are_processes(site: Site, tmp_path: Path) -> None:
    for number in range(4):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(SHEET.read_bytes() + bytes([number]))
        bring(site, path, path.name)
    now, most, lock, both = 0, 0, threading.Lock(), threading.Barrier(2)

    def counted() -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        both.wait(PATIENCE)
        with lock:
            now -= 1

    readers = FakeReaders(site.database, counted)
    counter = reading(site, readers, at_once=2)
    counter.start()
    until(lambda: len(readers.read) == 4)
    counter.close()
    assert most == 2 and len(set(readers.read)) == 4


def test_the_same_bytes_are_the_same_sheet_and_are_told_when_they_came(site: Site, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    first = receive(SHEET, "scan.jpg", site, before)
    again = receive(SHEET, "other.jpg", site, datetime.now(UTC))
    assert first.earlier is None
    assert (again.sheet_id, again.earlier) == (first.sheet_id, before)
    with site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ScanRow)) == 1
    empty = tmp_path / "empty.pdf"
    empty.touch()
    refused = [receive(empty, "empty.pdf", site, datetime.now(UTC)) for _ in range(2)]
    assert refused[0].earlier is None and refused[1] == type(again)(refused[0].sheet_id, refused[1].earlier)


def test_a_full_disk_is_told_as_such(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    full = OSError(28, "No space left on device")
    assert isinstance(disk_fault(full), DiskFull)
    assert type(disk_fault(OSError(5, "Input/output error"))) is StoreFault
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(full))
    with pytest.raises(DiskFull):
        bring(site)
    with site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ScanRow)) == 0


def test_the_day_begins_at_midnight_in_japan() -> None:
    assert day_begins(datetime(2026, 11, 25, 15, 0, tzinfo=UTC)) == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    assert day_begins(datetime(2026, 11, 25, 14, 59, tzinfo=UTC)) == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def wait_to_be_killed(note: Path) -> None:
    note.write_text(str(os.getpid()), encoding="ascii")
    signal.pause()


def test_processes_are_ended_in_the_middle_of_their_work(tmp_path: Path) -> None:
    workers, note = Workers(1, fine), tmp_path / "pid"
    heard: list[BaseException] = []

    def ask() -> None:
        try:
            workers.run(wait_to_be_killed, note)
        except EnvironmentFault as error:
            heard.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    until(lambda: note.exists() and note.read_text(encoding="ascii") != "")
    workers.kill()
    asking.join(PATIENCE)
    workers.end()
    assert [type(error) for error in heard] == [EnvironmentFault]
    until(lambda: not Path("/proc", note.read_text(encoding="ascii")).exists())


def test_an_engine_that_fails_is_a_fault_of_the_machine(site: Site) -> None:
    bring(site)

    def engine_fails() -> None:
        raise EngineFault("no")

    readers = FakeReaders(site.database, engine_fails)
    counter = reading(site, readers)
    counter.start()
    until(lambda: sheet(site).stage is CounterStage.FAILED)
    counter.close()
    assert (len(readers.read), sheet(site).failure) == (3, "engine")
