"""Shares of what waits, read by processes that misbehave: what is tried again, what is given up, what is awaited."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import cast

import pytest
from sqlalchemy import func, select, text, update

from models.db.session import Database
from models.db.tables import ScanRow, TurnRow
from models.errors import Defect, EnvironmentFault, StoreFault
from models.record import Lane
from models.run import RunOutcome
from pipeline import patience, shares
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store import turns as store_turns
from pipeline.store.batches import open_batch, register_scan
from pipeline.store.runs import begin_run, end_run
from pipeline.store.turns import Turn, TurnLost, take_turns
from pipeline.store.unread import Sought
from pipeline.workers import Workers
from tests.pipeline.store.paper import scan_of
from tests.pipeline.store.races import race


class FakeReaders:
    """Reads what it is given, but stumbles over some scans in the ways that it is told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.acts: dict[int, Callable[[], None]] = {}
        self.tries: Counter[int] = Counter()
        self.groups: list[list[int]] = []

    def run_watched(self, _: object, turns: Sequence[Turn], watch: Callable[[], None], __: float) -> None:
        self.groups.append([turn.scan_id for turn in turns])
        self.tries.update(turn.scan_id for turn in turns)
        watch()
        for turn in turns:
            self.acts.get(turn.scan_id, lambda: None)()
        ids = [turn.scan_id for turn in turns]
        with self.database.write() as session:
            session.execute(update(ScanRow).where(ScanRow.id.in_(ids)).values(digitised_at=datetime.now(UTC)))


class Hall:
    """A site with scans, at which shares are read."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder, self.readers = site, folder, FakeReaders(site.database)

    def bring(self, count: int) -> list[int]:
        now = datetime.now(UTC)
        ids = []
        with self.site.database.write() as session:
            batch = open_batch(session, self.site.municipality_id, key="pile", name="pile", now=now, lane=Lane.BATCH)
            for number in range(count):
                scan = scan_of(self.folder, f"{number}".encode(), f"{number}.jpg")
                ids.append(register_scan(session, self.site.municipality_id, batch, scan, now).scan_id)
        return ids

    def read_all(self) -> int:
        pages = 0
        while shares.shares_waiting(None):
            pages += shares.read_share(None)
        return pages


@pytest.fixture
def hall(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    site = open_site(Settings(data_dir=tmp_path / "site", database_url=database_url))  # type: ignore[arg-type]
    hall = Hall(site, tmp_path)
    monkeypatch.setattr(shares, "site", lambda: site)
    monkeypatch.setattr(shares, "settings", lambda: site.settings)
    monkeypatch.setattr(shares, "readers", lambda: cast(Workers, hall.readers))
    monkeypatch.setattr(shares, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(store_turns, "PAUSE", timedelta(0))
    shares.stopping.clear()
    yield hall
    shares.stopping.clear()
    site.database.close()


def fails(error: Exception, times: int = 1000) -> Callable[[], None]:
    left = [error] * times

    def act() -> None:
        if left:
            raise left.pop()

    return act


def test_a_pile_is_read_in_groups_and_a_share_ends(hall: Hall) -> None:
    ids = hall.bring(100)
    assert shares.shares_waiting(None) == 2
    assert shares.read_share(None) == 80
    assert [len(group) for group in hall.readers.groups] == [8] * 10
    assert shares.shares_waiting(None) == min(hall.site.settings.workers, 3)
    assert hall.read_all() == 20
    assert shares.shares_waiting(None) == 0 and shares.read_share(None) == 0
    assert [scan_id for group in hall.readers.groups for scan_id in group] == ids


def test_a_defect_in_a_group_costs_only_the_scan_that_has_it(hall: Hall) -> None:
    ids = hall.bring(8)
    bad = ids[3]
    hall.readers.acts[bad] = fails(Defect(ValueError("斎藤 裕二")))
    assert hall.read_all() == 7
    assert shares.given_up(None) == ((bad, "defect"),)
    assert hall.readers.groups[0] == ids and all(len(group) == 1 for group in hall.readers.groups[1:])
    assert hall.readers.tries[bad] == 2  # with the others, then alone


def test_a_process_that_dies_is_followed_by_another_and_the_third_time_is_the_last(hall: Hall) -> None:
    ids = hall.bring(2)
    hall.readers.acts[ids[0]] = fails(EnvironmentFault("a reading process ended by itself"))
    hall.readers.acts[ids[1]] = fails(EnvironmentFault("a reading process ended by itself"), times=1)
    assert hall.read_all() == 1
    assert shares.given_up(None) == ((ids[0], "environment"),)
    assert hall.readers.tries[ids[0]] == 3
    shares.give_another_chance(None)
    del hall.readers.acts[ids[0]]
    assert hall.read_all() == 1 and shares.given_up(None) == ()


def test_a_store_out_of_reach_is_waited_for_and_nobody_is_blamed(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = hall.bring(8)
    pauses: list[float] = []
    monkeypatch.setattr(shares.stopping, "wait", lambda seconds: pauses.append(seconds) or False)
    hall.readers.acts[ids[0]] = fails(StoreFault("the disk is full"), times=5)
    assert shares.read_share(None) == 8
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0]
    assert hall.readers.groups == [ids] * 6
    with hall.site.database.read() as session:
        assert session.scalar(select(func.count()).where(TurnRow.tries > 0)) == 0


def test_patience_ends(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    (scan_id,) = hall.bring(1)
    monkeypatch.setattr(patience, "STORE_PATIENCE_SECONDS", 0.0)
    hall.readers.acts[scan_id] = fails(StoreFault("the disk is full"))
    with pytest.raises(StoreFault):
        shares.read_share(None)
    assert hall.readers.tries[scan_id] == 1
    assert shares.shares_waiting(None) == 1  # another run begins with it


def test_a_turn_that_was_lost_is_no_failure(hall: Hall) -> None:
    (scan_id,) = hall.bring(1)

    def lost() -> None:
        with hall.site.database.write() as session:
            session.execute(update(ScanRow).values(digitised_at=datetime.now(UTC)))  # by whoever has it now
        raise TurnLost("lost")

    hall.readers.acts[scan_id] = lost
    assert shares.read_share(None) == 0
    assert shares.given_up(None) == () and shares.shares_waiting(None) == 0


def test_what_others_read_is_waited_for_until_it_is_read_or_lapses(hall: Hall) -> None:
    (scan_id,) = hall.bring(1)
    with hall.site.database.write() as session:  # a reader that was killed just after
        taken = take_turns(session, Sought(), datetime.now(UTC), timedelta(seconds=1))
    assert [turn.scan_id for turn in taken] == [scan_id]
    assert shares.shares_waiting(None) == 1
    assert hall.read_all() == 1


def test_a_run_that_is_to_end_begins_nothing_more(hall: Hall) -> None:
    hall.bring(20)
    shares.stopping.set()
    assert shares.shares_waiting(None) == 0 and shares.read_share(None) == 0
    assert hall.readers.groups == []


@pytest.mark.parametrize(
    ("outcome", "reads"),
    [(RunOutcome.CANCELLED, 8), (RunOutcome.FAILED, 8), (RunOutcome.LOST, 20), (RunOutcome.DONE, 20)],
)
def test_a_share_ends_where_its_run_is_called_off_by_another_machine(
    hall: Hall, outcome: RunOutcome, reads: int
) -> None:
    ids = hall.bring(20)
    now = datetime.now(UTC)
    with hall.site.database.write() as session:
        turn = begin_run(session, "night", now, 2, None)

    def end() -> None:
        with hall.site.database.write() as session:
            end_run(session, turn, outcome, now)

    hall.readers.acts[ids[0]] = end
    assert shares.read_share(None, turn.run_id) == reads
    assert shares.read_share(None) == 20 - reads  # what asks for itself goes on


def test_a_database_that_is_gone_while_it_is_asked_what_is_left_is_waited_for(hall: Hall) -> None:
    hall.bring(1)
    for ask in (lambda: shares.shares_waiting(None), lambda: shares.give_another_chance(None)):
        rename(hall.site.database, "turns", "away")
        back = Timer(0.8, rename, (hall.site.database, "away", "turns"))
        back.start()
        assert ask() in (1, None)
        back.join()


def rename(database: Database, table: str, to: str) -> None:
    with database.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


def test_threads_that_ask_at_once_have_the_same_readers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def slowly() -> Settings:
        time.sleep(0.05)
        return Settings(data_dir=tmp_path)

    monkeypatch.setattr(shares, "settings", slowly)
    found = race(lambda _: shares.readers(), 6)
    shares.end_readers()
    assert len({id(one) for one in found}) == 1
