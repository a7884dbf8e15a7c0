"""What reads a pile stands still while a sheet of the counter is read, between lines too, and not for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from models.counter import CounterStage
from models.db.session import Database, make_engine
from models.record import Lane
from pipeline import courtesy as courtesy_module
from pipeline import reading
from pipeline.courtesy import CounterFirst
from pipeline.progress import Tell
from pipeline.read.polite import PoliteEngine
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


class Lines:
    """An engine that notes which lines it was asked for."""

    name, charset = "lines", ("", "a")

    def posteriors(self, lines: object) -> Iterator[tuple[int, np.ndarray]]:
        for number in range(3):
            yield number, np.full((1, 2), number, np.float32)


def test_a_database_that_is_gone_is_nobody_who_waits(tmp_path: Path) -> None:
    courtesy = CounterFirst(Database(make_engine(f"sqlite:///{tmp_path}/no/such/folder.sqlite3")))
    assert waited(courtesy, 5.0) == 0.0


def test_what_reads_piles_is_polite_and_what_reads_for_the_counter_is_not(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_sites", [])
    settings = desk_settings(tmp_path)
    reading._open(settings, is_for_piles=True)
    assert isinstance(reading.own_site().workbench.engine(), PoliteEngine)
    reading._open(settings, is_for_piles=False)
    assert not isinstance(reading.own_site().workbench.engine(), PoliteEngine)


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


def test_an_engine_gives_way_between_lines_and_changes_nothing(database: Database, counter: Counter) -> None:
    counter.bring(b"sheet")
    serve(database, counter, Lane.COUNTER)
    courtesy = CounterFirst(database)
    courtesy.begin(0.4)
    read = []
    for number, steps in PoliteEngine(Lines(), courtesy).posteriors([]):
        read.append((number, float(steps[0, 0]), courtesy.waited))
    assert [(number, belief) for number, belief, _ in read] == [(0, 0.0), (1, 1.0), (2, 2.0)]
    assert read[0][2] == 0.0 and read[1][2] >= 0.4
