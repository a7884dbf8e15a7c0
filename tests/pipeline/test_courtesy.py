"""What reads a pile stands still while a sheet of the counter is read, between lines too, and not for ever."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.counter import CounterStage
from models.db.session import Database, make_engine
from models.record import Lane
from pipeline import courtesy as courtesy_module
from pipeline import reading
from pipeline.courtesy import CounterFirst
from pipeline.hands import polite_hands
from pipeline.progress import Tell
from pipeline.store.turns import Turn, give_back, take_turns
from pipeline.store.unread import Sought
from tests.api.town import desk_settings
from tests.pipeline.store.test_counter import TURN, Counter


@pytest.fixture
def counter(database: Database, tmp_path: Path) -> Counter:
    return Counter(database, tmp_path)


@pytest.fixture(autouse=True)
def asks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy_module, "_ASK_SECONDS", 0.0)


def waited(courtesy: CounterFirst, patience: float) -> float:
    """Seconds that it stood still, as it counts them: exactly none where nobody was served."""
    before = courtesy.waited
    courtesy.begin(patience)
    courtesy.give_way()
    return courtesy.waited - before


def serve(database: Database, counter: Counter, lane: Lane) -> tuple[Turn, ...]:
    with database.write() as session:
        turns = take_turns(session, Sought(counter.town.id, lane), datetime.now(UTC), TURN)
    assert turns
    return turns


def end(database: Database, turns: tuple[Turn, ...]) -> None:
    with database.write() as session:
        give_back(session, turns, datetime.now(UTC))


def test_a_pile_waits_while_a_sheet_of_the_counter_is_read_and_not_for_ever(
    database: Database, counter: Counter
) -> None:
    courtesy = CounterFirst(database)
    counter.bring(b"pile", lane=Lane.BATCH)
    serve(database, counter, Lane.BATCH)
    assert waited(courtesy, 20.0) == 0.0  # other piles are nobody who waits
    counter.bring(b"sheet")
    assert waited(courtesy, 20.0) == 0.0  # nor is a sheet that nobody has begun to read
    turns = serve(database, counter, Lane.COUNTER)
    assert waited(courtesy, 0.5) >= 0.5
    assert waited(courtesy, 0.0) == 0.0  # a turn of the counter's own waits for nobody
    end(database, turns)
    assert waited(courtesy, 20.0) == 0.0


def test_it_goes_on_as_soon_as_the_sheet_is_read(database: Database, counter: Counter) -> None:
    counter.bring(b"sheet")
    turns = serve(database, counter, Lane.COUNTER)
    timer = threading.Timer(0.4, end, (database, turns))
    timer.start()
    assert 0.0 < waited(CounterFirst(database), 20.0) < 20
    timer.join()


def test_patience_is_for_a_whole_turn(database: Database, counter: Counter) -> None:
    counter.bring(b"sheet")
    serve(database, counter, Lane.COUNTER)
    courtesy = CounterFirst(database)
    assert waited(courtesy, 0.4) >= 0.4
    in_all = courtesy.waited
    courtesy.give_way()
    assert courtesy.waited == in_all


def test_a_database_that_is_gone_is_nobody_who_waits(tmp_path: Path) -> None:
    courtesy = CounterFirst(Database(make_engine(f"sqlite:///{tmp_path}/no/such/folder.sqlite3")))
    assert waited(courtesy, 5.0) == 0.0


def test_what_reads_piles_is_polite_and_what_reads_for_the_counter_has_two_hands(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stepped_back = []
    monkeypatch.setattr(reading, "_sites", [])
    monkeypatch.setattr(reading, "_step_back", lambda: stepped_back.append(True))
    reading.ready_to_read(desk_settings(tmp_path))
    site = reading.own_site()
    assert not stepped_back and site.courtesy is None
    assert len(set(site.workbench.hands.each(who_works, range(2)))) == 2

    reading.ready_to_read_piles(desk_settings(tmp_path))
    site = reading.own_site()
    assert stepped_back and site.courtesy is not None
    assert set(site.workbench.hands.each(lambda _: threading.get_ident(), range(2))) == {threading.get_ident()}
    site.courtesy.waited = 12.5
    before = site.workbench.clock()
    site.courtesy.waited += 1_000  # waiting is no work
    assert site.workbench.clock() - before < 0


BOTH = threading.Barrier(2, timeout=10.0)


def who_works(_: int) -> int:
    BOTH.wait()
    return threading.get_ident()


@pytest.mark.parametrize("lane", list(Lane))
def test_a_pile_hears_of_the_counter_before_each_page_and_a_sheet_of_the_counter_never_waits_for_itself(
    database: Database, counter: Counter, monkeypatch: pytest.MonkeyPatch, lane: Lane
) -> None:
    def digitise(turns: object, site: object, tell: Tell, at_a_time: int) -> None:
        tell(CounterStage.LOOKING, 0)

    counter.bring(b"pile", lane=Lane.BATCH)
    counter.bring(b"sheet")
    turns = {one: serve(database, counter, one) for one in Lane}
    courtesy = CounterFirst(database)
    monkeypatch.setattr(reading, "_sites", [SimpleNamespace(database=database, courtesy=courtesy)])
    monkeypatch.setattr(reading, "digitise", digitise)
    monkeypatch.setattr(reading, "PATIENCE_SECONDS", 0.5)
    reading.read_turns(turns[lane])
    assert (courtesy.waited >= 0.5) is (lane is Lane.BATCH)


def test_who_reads_politely_gives_way_after_each_thing_and_changes_nothing(
    database: Database, counter: Counter
) -> None:
    counter.bring(b"sheet")
    serve(database, counter, Lane.COUNTER)
    courtesy = CounterFirst(database)
    hands = polite_hands(courtesy)
    for things in (hands.ahead(iter(range(3))), hands.each(int, range(3))):
        courtesy.begin(0.4)
        before = courtesy.waited
        done = [(thing, courtesy.waited - before) for thing in things]
        assert [thing for thing, _ in done] == [0, 1, 2]
        assert done[0][1] == 0.0 and done[1][1] >= 0.4
        assert hands.waited() == courtesy.waited
