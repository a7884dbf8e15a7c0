"""What a process does that reads piles while somebody waits at the counter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from models.db.session import Database
from models.record import Lane
from pipeline.reading import _give_way
from pipeline.store.turns import give_back, take_turns
from pipeline.store.unread import Sought
from tests.pipeline.store.test_counter import TURN, Counter


def test_a_pile_waits_while_a_sheet_of_the_counter_is_read_and_not_for_ever(database: Database, tmp_path: Path) -> None:
    counter, site, now = Counter(database, tmp_path), as_site(database), datetime.now(UTC)
    counter.bring(b"pile", lane=Lane.BATCH)
    with database.write() as session:
        assert take_turns(session, Sought(counter.town.id, Lane.BATCH), now, TURN)
    assert _give_way(site, 20.0) > 1  # other piles are nobody who waits
    counter.bring(b"sheet")
    assert _give_way(site, 20.0) > 1  # nor is a sheet that nobody has begun to read
    with database.write() as session:
        turns = take_turns(session, Sought(counter.town.id, Lane.COUNTER), now, TURN)
    assert _give_way(site, 0.3) <= 0
    with database.write() as session:
        give_back(session, turns, now)
    assert _give_way(site, 20.0) > 1


def as_site(database: Database) -> Any:
    return SimpleNamespace(database=database)
