"""Turns at reading scans, on both databases: which are taken together, how they end, and who may store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from models.db.session import Database
from models.db.tables import PageRow, ScanRow, TurnRow
from models.record import Lane
from pipeline.gather.gather import gather
from pipeline.store.batches import open_batch, register_scan
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.turns import (
    LAPSED,
    MOST_LAPSES,
    PAUSE,
    Turn,
    TurnLost,
    fail_turn,
    give_back,
    hold_turns,
    show_turns,
    take_turns,
)
from pipeline.store.unread import LONGEST, Sought, Unread, failures, is_any_waiting, try_again, unread
from pipeline.store.vault import Vault
from tests.pipeline.store.paper import FORMS, NOW, Town, read_page, scan_of, town
from tests.pipeline.store.races import race

LASTS = timedelta(minutes=2)
MOMENT = timedelta(seconds=1)
EVERYTHING = Sought()


class Pile:
    """Scans of one town, and short ways to turns at them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        with database.write() as session:
            self.town: Town = town(session)

    def bring(self, name: str, pages: int = 1, lane: Lane = Lane.BATCH, batch: str = "pile") -> int:
        scan = replace(scan_of(self.folder, name.encode(), f"{name}.jpg"), page_count=pages)
        with self.database.write() as session:
            key = f"{batch}-{lane}"
            batch_id = open_batch(session, self.town.id, key=key, name=batch, now=NOW, lane=lane)
            return register_scan(session, self.town.id, batch_id, scan, NOW).scan_id

    def batch_id(self, batch: str) -> int:
        with self.database.write() as session:
            return open_batch(session, self.town.id, key=f"{batch}-{Lane.BATCH}", name=batch, now=NOW)

    def take(self, at: datetime = NOW, pages: int = 8, sought: Sought = EVERYTHING) -> tuple[Turn, ...]:
        with self.database.write() as session:
            return take_turns(session, sought, at, LASTS, pages)

    def ids(self, at: datetime = NOW, pages: int = 8, sought: Sought = EVERYTHING) -> list[int]:
        return [turn.scan_id for turn in self.take(at, pages, sought)]

    def store(self, turn: Turn, name: str) -> None:
        """What a reading process does at its end."""
        kept = [keep_page(read_page(scan_of(self.folder, name.encode())), Vault(self.folder / "vault"))]
        with self.database.write() as session:
            save_scan(session, turn.scan_id, gather(kept, FORMS), NOW)
            show_turns(session, [turn])

    def left(self, at: datetime = NOW) -> Unread:
        with self.database.read() as session:
            return unread(session, EVERYTHING, at)


@pytest.fixture
def pile(database: Database, tmp_path: Path) -> Pile:
    return Pile(database, tmp_path)


def test_scans_are_taken_together_up_to_so_many_pages_and_a_thick_one_all_the_same(pile: Pile) -> None:
    a, b, thick, c = pile.bring("a", 3), pile.bring("b", 4), pile.bring("thick", 200), pile.bring("c")
    assert [pile.ids() for _ in range(4)] == [[a, b], [thick], [c], []]


def test_the_counter_comes_first_and_alone(pile: Pile) -> None:
    a, b = pile.bring("a"), pile.bring("b")
    first, second = pile.bring("first", lane=Lane.COUNTER), pile.bring("second", lane=Lane.COUNTER)
    assert [pile.ids() for _ in range(3)] == [[first], [second], [a, b]]


def test_what_came_in_again_at_the_counter_moves_up_before_it_is_read(pile: Pile) -> None:
    a, b = pile.bring("a"), pile.bring("b")
    pile.bring("b", lane=Lane.COUNTER)
    pile.bring("b", batch="again")  # and does not move down any more
    assert [pile.ids() for _ in range(2)] == [[b], [a]]


def test_only_what_is_sought_is_taken(pile: Pile) -> None:
    a, b = pile.bring("a", batch="monday"), pile.bring("b", batch="tuesday")
    pile.bring("a", batch="tuesday")
    assert pile.ids(sought=Sought(batch_id=pile.batch_id("wednesday"))) == []
    assert pile.ids(sought=Sought(lane=Lane.COUNTER)) == []
    assert pile.ids(sought=Sought(municipality_id=pile.town.id + 1)) == []
    assert pile.ids(sought=Sought(batch_id=pile.batch_id("monday"))) == [a]
    assert pile.ids(sought=Sought(batch_id=pile.batch_id("tuesday"))) == [b]


def test_a_reader_that_was_paused_past_its_lease_stores_nothing(pile: Pile) -> None:
    pile.bring("a")
    (slept,) = pile.take()
    (fresh,) = pile.take(NOW + LASTS)
    assert fresh == replace(slept, token=slept.token + 1)
    with pytest.raises(TurnLost):
        pile.store(slept, "a")
    with pile.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageRow)) == 0
        assert session.scalar(select(ScanRow.digitised_at)) is None
    pile.store(fresh, "a")
    with pile.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageRow)) == 1
    pile.store(fresh, "a")  # a replay
    with pile.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageRow)) == 1
    assert pile.left() == Unread(0, 0, 0)


def test_a_turn_that_is_held_does_not_lapse_and_one_lost_cannot_be_held(pile: Pile) -> None:
    pile.bring("a"), pile.bring("b")
    turns = pile.take()
    with pile.database.write() as session:
        hold_turns(session, turns, NOW + LASTS - MOMENT, LASTS)
    assert pile.ids(NOW + LASTS) == []
    assert pile.left(NOW + LASTS) == Unread(2, 2, 2)
    assert pile.ids(NOW + 2 * LASTS) == [turns[0].scan_id]  # alone, for it lapsed
    with pytest.raises(TurnLost), pile.database.write() as session:
        hold_turns(session, turns, NOW + 2 * LASTS, LASTS)


def test_one_at_which_somebody_stumbled_is_read_alone(pile: Pile) -> None:
    a, b, c = pile.bring("a"), pile.bring("b"), pile.bring("c")
    turns = pile.take()
    with pile.database.write() as session:
        fail_turn(session, turns[1], "defect", NOW, is_last=False)
        give_back(session, [turns[0], turns[2]], NOW)
    later = NOW + PAUSE
    assert [pile.ids(later) for _ in range(4)] == [[a], [b], [c], []]


def test_a_scan_that_takes_every_reader_along_is_given_up_and_tried_again_on_request(pile: Pile) -> None:
    poison = pile.bring("poison")
    now = NOW
    for _ in range(MOST_LAPSES):
        assert pile.ids(now) == [poison]
        now += LASTS
    assert pile.ids(now) == []
    with pile.database.read() as session:
        assert failures(session, EVERYTHING) == ((poison, LAPSED),)
        assert unread(session, EVERYTHING, now) == Unread(0, 0, 0)
        assert not is_any_waiting(session, EVERYTHING, now)
    with pile.database.write() as session:
        try_again(session, EVERYTHING, now)
    assert pile.ids(now) == [poison]


def test_one_given_back_has_not_lapsed(pile: Pile) -> None:
    pile.bring("a")
    for _ in range(MOST_LAPSES + 1):
        turns = pile.take()
        assert len(turns) == 1
        with pile.database.write() as session:
            give_back(session, turns, NOW)
    with pile.database.read() as session:
        assert session.scalar(select(TurnRow.lapses)) == 0


def test_a_clock_that_was_wrong_holds_nothing_back(pile: Pile) -> None:
    pile.bring("a")
    (taken,) = pile.take(NOW + 2 * LONGEST)  # by a machine whose clock is hours ahead
    (fresh,) = pile.take(NOW)
    assert fresh.token == taken.token + 1
    with pytest.raises(TurnLost):
        pile.store(taken, "a")
    assert pile.ids(NOW) == []


def test_readers_at_the_same_moment_take_different_scans(pile: Pile) -> None:
    scans = [pile.bring(f"{number}") for number in range(12)]

    def three_times(_: int) -> list[int]:
        return [scan_id for _ in range(3) for scan_id in pile.ids(pages=2)]

    taken = [scan_id for ids in race(three_times, 4) for scan_id in ids]
    assert len(taken) == len(set(taken))
    assert sorted([*taken, *(scan_id for _ in range(6) for scan_id in pile.ids(pages=2))]) == scans


def test_what_is_left_is_counted_without_what_was_given_up(pile: Pile) -> None:
    pile.bring("a", 3), pile.bring("b", 2), pile.bring("c", 200)
    (a,) = pile.take(pages=3)
    assert pile.left() == Unread(3, 205, 1)
    with pile.database.write() as session:
        fail_turn(session, a, "defect", NOW, is_last=True)
    assert pile.left() == Unread(2, 202, 0)
    with pile.database.write() as session:
        session.execute(update(ScanRow).values(digitised_at=NOW))
    assert pile.left() == Unread(0, 0, 0)
