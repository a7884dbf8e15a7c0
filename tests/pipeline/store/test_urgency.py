"""The most urgent record first, and cheaply, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from models.db.session import Database
from models.db.states import PageStatus
from models.db.tables import PageRow, RecordRow
from models.record import Lane, RecordStatus
from pipeline.store.batches import open_batch, register_scan
from pipeline.store.claims import next_queries, release, take_next
from pipeline.store.queue import queue
from pipeline.store.views import Actor
from tests.pipeline.store.paper import NOW, Draft, read_page, scan_of, store

HOUR = timedelta(hours=1)
MANY = 3_000


def counter_record(draft: Draft, folder: Path, content: bytes = b"counter") -> int:
    """A sheet that came in at the counter an hour after the pile."""
    page = read_page(scan_of(folder, content))
    now = NOW + HOUR
    (record_id,) = store(draft.database, folder, draft.town, page, content=content, now=now, lane=Lane.COUNTER)
    return record_id


def take(draft: Draft, actor: Actor) -> int | None:
    with draft.database.write() as session:
        held = take_next(session, actor, NOW, 15)
        return held.record_id if held else None


def give_back(draft: Draft, actor: Actor, record_id: int) -> None:
    with draft.database.write() as session:
        release(session, actor, record_id, NOW)


def test_the_counter_comes_before_the_pile_although_it_came_later(draft: Draft, tmp_path: Path) -> None:
    urgent = counter_record(draft, tmp_path)
    assert take(draft, draft.town.reviewer) == urgent
    assert take(draft, draft.town.colleague) == draft.record_id


def test_what_was_left_at_the_counter_comes_before_fresh_ones_of_the_pile(draft: Draft, tmp_path: Path) -> None:
    urgent = counter_record(draft, tmp_path)
    take(draft, draft.town.reviewer)
    give_back(draft, draft.town.reviewer, urgent)
    assert take(draft, draft.town.colleague) == urgent


def test_the_queue_lists_the_counter_first_page_by_page(draft: Draft, tmp_path: Path) -> None:
    urgent = [counter_record(draft, tmp_path, content) for content in (b"c1", b"c2")]
    seen: list[tuple[int, Lane]] = []
    after = None
    with draft.database.read() as session:
        while True:
            page = queue(session, draft.town.reviewer, statuses=[RecordStatus.DRAFT], now=NOW, limit=1, after=after)
            seen += [(entry.record_id, entry.lane) for entry in page.entries]
            after = page.next_after
            if after is None:
                break
    assert seen == [*((record_id, Lane.COUNTER) for record_id in urgent), (draft.record_id, Lane.BATCH)]


def test_a_scan_that_comes_again_at_the_counter_moves_up(draft: Draft, tmp_path: Path) -> None:
    assert draft.look().lane is Lane.BATCH
    for lane in (Lane.COUNTER, Lane.BATCH):  # and a pile that holds it too does not move it down
        with draft.database.write() as session:
            batch = open_batch(session, draft.town.id, key=f"again {lane}", name="窓口", now=NOW, lane=lane)
            register_scan(session, draft.town.id, batch, scan_of(tmp_path), NOW)
        assert draft.look().lane is Lane.COUNTER


def many_drafts(database: Database, draft: Draft) -> None:
    """A pile of records without readings: enough for a planner to care about."""
    with database.write() as session:
        page = session.scalars(select(PageRow)).first()
        assert page is not None
        common = {"municipality_id": page.municipality_id, "scan_id": page.scan_id, "seconds": 0.1, "stored_at": NOW}
        numbers = range(100, 100 + MANY)
        pages = [{**common, "number": number, "status": PageStatus.READ} for number in numbers]
        session.execute(insert(PageRow), pages)
        ids = session.scalars(select(PageRow.id).where(PageRow.number >= 100)).all()
        records = [
            {
                "municipality_id": draft.town.id,
                "page_id": page_id,
                "form": "greeting",
                "template_version": "2026-04",
                "status": RecordStatus.DRAFT,
                "version": 1,
                "lane": Lane.BATCH,
                "received_at": NOW + timedelta(seconds=page_id),
            }
            for page_id in ids
        ]
        session.execute(insert(RecordRow), records)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def plan(connection: Connection, statement: str) -> str:
    explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(explain + statement))


def test_the_next_record_is_found_by_its_index_alone(database: Database, draft: Draft) -> None:
    """Neither a sort nor a look at every record: the same for a hundred thousand as for one."""
    many_drafts(database, draft)
    dialect = sqlite.dialect() if database.engine.dialect.name == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    index = "ix_records_municipality_id_status_lane_received_at_id"
    with database.engine.connect() as connection:
        fresh = list(next_queries(draft.town.reviewer, NOW, [("greeting", "2026-04")]))[1::2]
        assert len(fresh) == 2
        for query in fresh:
            statement = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
            told = plan(connection, str(statement).replace("%", "%%"))
            assert index in told, told
            assert "Sort" not in told and "TEMP B-TREE" not in told and "SCAN records" not in told, told
    assert take(draft, draft.town.reviewer) == draft.record_id
