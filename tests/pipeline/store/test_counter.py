"""Sheets of the counter on both databases: whose turn it is to read, how each stands, what people do with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.counter import CounterStage
from models.db.session import Database
from models.db.states import RulingKind
from models.db.tables import NoteRow, RulingRow, ScanRow
from models.errors import NotFound, Refusal
from models.problem import Problem, ProblemCode
from models.record import Lane, RefusedPage
from pipeline.gather.gather import gather
from pipeline.store.batches import open_batch, register_refused_file, register_scan
from pipeline.store.claims import claim
from pipeline.store.counter_acts import ask_for_reading, hand_over, put_aside
from pipeline.store.counter_sheets import CounterSheet, sheet_of, sheet_of_bytes, sheets_since
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.turns import PAUSE, Turn, TurnLost, fail_turn, give_back, hold_turns, take_turns, tell_progress
from pipeline.store.unread import Sought
from pipeline.store.vault import Vault
from tests.pipeline.store.paper import FORMS, NOW, Town, read_page, scan_of, town
from tests.pipeline.store.races import race

SECOND = timedelta(seconds=1)
TURN = timedelta(seconds=20)


class Counter:
    """A town's counter, and short ways to what happens there."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        with database.write() as session:
            self.town: Town = town(session)

    def bring(self, content: bytes, name: str = "a.jpg", lane: Lane = Lane.COUNTER, at: datetime = NOW) -> int:
        """Hand a scan in; its id."""
        with self.database.write() as session:
            batch = open_batch(session, self.town.id, key=f"{lane}", name="窓口", now=at, lane=lane)
            return register_scan(session, self.town.id, batch, scan_of(self.folder, content, name), at).scan_id

    def bring_no_scan(self, name: str) -> None:
        with self.database.write() as session:
            batch = open_batch(session, self.town.id, key="counter", name="窓口", now=NOW, lane=Lane.COUNTER)
            why = Problem(ProblemCode.EMPTY_FILE)
            register_refused_file(session, self.town.id, batch, file_name=name, sha256=None, problem=why, now=NOW)

    def read(self, scan_id: int, content: bytes, *, refused: bool = False) -> None:
        """As a reading process would."""
        why = Problem(ProblemCode.UNKNOWN_FORM, 1, details={"matches": "3"})
        result = RefusedPage(1, (why,), 0.1) if refused else read_page(scan_of(self.folder, content))
        pages = [keep_page(result, Vault(self.folder / "vault"))]
        with self.database.write() as session:
            save_scan(session, scan_id, gather(pages, FORMS), NOW)

    def turn(self, at: datetime = NOW) -> Turn | None:
        with self.database.write() as session:
            taken = take_turns(session, Sought(self.town.id, Lane.COUNTER), at, TURN)
        return taken[0] if taken else None

    def sheets(self, since: datetime = NOW, now: datetime = NOW) -> tuple[CounterSheet, ...]:
        with self.database.read() as session:
            return sheets_since(session, self.town.id, since, now)

    def sheet(self, now: datetime = NOW) -> CounterSheet:
        (sheet,) = self.sheets(now=now)
        return sheet


@pytest.fixture
def counter(database: Database, tmp_path: Path) -> Counter:
    return Counter(database, tmp_path)


def test_the_sheet_that_waits_longest_is_read_first_and_piles_are_left_alone(counter: Counter) -> None:
    counter.bring(b"pile", lane=Lane.BATCH)
    first, second = counter.bring(b"first"), counter.bring(b"second")
    turns = [counter.turn() for _ in range(3)]
    assert [turn and turn.scan_id for turn in turns] == [first, second, None]


def test_a_turn_lapses_and_the_reader_that_slept_learns_it(counter: Counter) -> None:
    counter.bring(b"a")
    slept = counter.turn()
    assert slept is not None and counter.turn(NOW + TURN - SECOND) is None
    fresh = counter.turn(NOW + TURN)
    assert fresh == replace(slept, token=slept.token + 1)
    with pytest.raises(TurnLost), counter.database.write() as session:
        tell_progress(session, slept, CounterStage.READING, 0)
    with counter.database.write() as session:
        tell_progress(session, fresh, CounterStage.READING, 0)


def test_a_turn_that_is_held_lasts_and_one_given_back_is_free_at_once(counter: Counter) -> None:
    counter.bring(b"a")
    turn = counter.turn()
    assert turn is not None
    with counter.database.write() as session:
        hold_turns(session, [turn], NOW + TURN - SECOND, TURN)
    assert counter.turn(NOW + TURN) is None
    with counter.database.write() as session:
        give_back(session, [turn], NOW + TURN)
    assert counter.sheet(NOW + TURN).stage is CounterStage.RECEIVED
    again = counter.turn(NOW + TURN)
    assert again is not None and again.token > turn.token


def test_two_servers_at_once_take_two_sheets(counter: Counter) -> None:
    scans = {counter.bring(b"first"), counter.bring(b"second")}
    turns = race(lambda _: counter.turn() or counter.turn(), 2)
    assert {turn.scan_id for turn in turns if isinstance(turn, Turn)} == scans


def test_a_try_that_failed_pauses_and_the_last_one_waits_for_a_person(counter: Counter) -> None:
    counter.bring(b"a")
    turn = counter.turn()
    assert turn is not None
    with counter.database.write() as session:
        fail_turn(session, turn, "environment", NOW, is_last=False)
    assert counter.turn(NOW + PAUSE - SECOND) is None
    turn = counter.turn(NOW + PAUSE)
    assert turn is not None and turn.tries == 1
    with counter.database.write() as session:
        fail_turn(session, turn, "environment", NOW, is_last=True)
    failed = counter.sheet()
    assert (failed.stage, failed.failure) == (CounterStage.FAILED, "environment")
    assert counter.turn(NOW + timedelta(days=1)) is None
    with counter.database.write() as session:
        ask_for_reading(session, counter.town.reviewer, failed.sheet_id, NOW)
    turn = counter.turn()
    assert turn is not None and turn.tries == 0


def test_a_sheet_is_told_by_its_stage(counter: Counter) -> None:
    scan_id = counter.bring(b"a")
    assert counter.sheet().stage is CounterStage.RECEIVED
    turn = counter.turn()
    assert turn is not None and counter.sheet().stage is CounterStage.LOOKING
    with counter.database.write() as session:
        tell_progress(session, turn, CounterStage.READING, 0)
    assert counter.sheet().stage is CounterStage.READING
    counter.read(scan_id, b"a")
    done = counter.sheet()
    (record,) = done.records
    assert done.stage is CounterStage.DONE and done.refusals == ()
    assert (record.open_fields, record.total_fields, record.held_by) == (1, 3, None)  # its seal is a picture
    with counter.database.write() as session:
        claim(session, counter.town.colleague, record.record_id, NOW, 15)
    assert counter.sheet().records[0].held_by == "Suzuki"


def test_the_same_bytes_twice_are_one_sheet_and_yesterdays_are_told_with_their_time(counter: Counter) -> None:
    counter.bring(b"same", "a.jpg", at=NOW - timedelta(days=1))
    for name in ("a.jpg", "b.jpg"):
        with counter.database.write() as session:
            batch = open_batch(session, counter.town.id, key="today", name="窓口", now=NOW, lane=Lane.COUNTER)
            scan = scan_of(counter.folder, b"same", name)
            register_scan(session, counter.town.id, batch, scan, NOW)
    sheet = counter.sheet()
    with counter.database.read() as session:
        assert sheet_of_bytes(session, counter.town.id, scan.sha256, NOW) == (sheet.sheet_id, NOW - timedelta(days=1))
    assert counter.sheets(NOW + SECOND) == ()


def test_files_that_nobody_can_read_are_told_by_their_names(counter: Counter) -> None:
    for name in ("a.pdf", "b.pdf"):
        counter.bring_no_scan(name)
    sheets = counter.sheets()
    assert [sheet.file_name for sheet in sheets] == ["b.pdf", "a.pdf"]
    assert {sheet.stage for sheet in sheets} == {CounterStage.REFUSED}
    assert [refusal.code for refusal in sheets[0].refusals] == [ProblemCode.EMPTY_FILE]


@pytest.mark.parametrize("kind", ["page", "file"])
def test_what_was_refused_is_given_up_and_taken_back_once(counter: Counter, kind: str) -> None:
    if kind == "page":
        counter.read(counter.bring(b"a"), b"a", refused=True)
    else:
        counter.bring_no_scan("empty.pdf")
    sheet = counter.sheet()
    assert sheet.stage is CounterStage.REFUSED
    for ruling, stage in ((RulingKind.DROP, CounterStage.DROPPED), (RulingKind.RESTORE, CounterStage.REFUSED)):
        for _ in range(2):  # a double click
            with counter.database.write() as session:
                put_aside(session, counter.town.reviewer, sheet.sheet_id, ruling, NOW)
        assert counter.sheet().stage is stage
    with counter.database.read() as session:
        assert list(session.scalars(select(RulingRow.kind).order_by(RulingRow.id))) == ["drop", "restore"]


def test_a_sheet_is_handed_over_once_with_a_note_and_its_claim_ends(counter: Counter) -> None:
    counter.read(counter.bring(b"a"), b"a")
    sheet = counter.sheet()
    (record,) = sheet.records
    with counter.database.write() as session:
        claim(session, counter.town.reviewer, record.record_id, NOW, 15)
    for _ in range(2):
        with counter.database.write() as session:
            hand_over(session, counter.town.reviewer, sheet.sheet_id, "続きを", key="hand-over-1", now=NOW)
    handed = counter.sheet()
    assert handed.is_handed_over and handed.records[0].held_by is None
    with counter.database.read() as session:
        assert session.scalars(select(NoteRow.text)).all() == ["続きを"]


def test_nothing_that_waits_for_nobody_is_handed_over(counter: Counter) -> None:
    counter.read(counter.bring(b"a"), b"a", refused=True)
    sheet = counter.sheet()
    with pytest.raises(Refusal), counter.database.write() as session:
        hand_over(session, counter.town.reviewer, sheet.sheet_id, "続きを", key="hand-over-1", now=NOW)


def test_another_town_and_the_pile_have_no_sheets_here(counter: Counter) -> None:
    counter.bring(b"pile", lane=Lane.BATCH)
    counter.bring(b"a")
    sheet = counter.sheet()
    with counter.database.write() as session:
        elsewhere = town(session, "272035")
    for act in (
        lambda session: sheet_of(session, elsewhere.id, sheet.sheet_id, NOW),
        lambda session: sheet_of(session, counter.town.id, sheet.sheet_id - 1, NOW),
        lambda session: put_aside(session, elsewhere.reviewer, sheet.sheet_id, RulingKind.DROP, NOW),
        lambda session: hand_over(session, elsewhere.reviewer, sheet.sheet_id, "?", key="hand-over-1", now=NOW),
        lambda session: ask_for_reading(session, elsewhere.reviewer, sheet.sheet_id, NOW),
    ):
        with pytest.raises(NotFound), counter.database.write() as session:
            act(session)
    with counter.database.write() as session:
        assert sheets_since(session, elsewhere.id, NOW, NOW) == ()
        assert take_turns(session, Sought(elsewhere.id), NOW, TURN) == ()


def test_a_day_of_five_hundred_sheets_is_listed_by_six_statements(counter: Counter) -> None:
    from sqlalchemy import event

    with counter.database.write() as session:
        batch = open_batch(session, counter.town.id, key="counter", name="窓口", now=NOW, lane=Lane.COUNTER)
        for number in range(505):
            scan = scan_of(counter.folder, f"{number}".encode())
            register_scan(session, counter.town.id, batch, scan, NOW)
        assert session.scalar(select(ScanRow.id).limit(1)) is not None
    said: list[str] = []
    event.listen(counter.database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    sheets = counter.sheets()
    assert len(sheets) == 500 and sheets[0].sheet_id > sheets[-1].sheet_id > 5
    assert len([one for one in said if one.startswith("SELECT")]) == 6
