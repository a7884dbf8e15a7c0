"""A night made by the store's own functions: good, refused and failed scans, the counter beside it, a neighbour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select

from models.counter import CounterStage
from models.db.session import Database
from models.db.tables import PageRow, SubmissionRow, TurnRow
from models.problem import Problem, ProblemCode
from models.record import Lane, PageResult, ReadPage
from models.run import RunOutcome
from models.scan import Scan
from pipeline.gather.gather import gather
from pipeline.store.batches import open_batch, register_refused_file, register_scan
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.runs import begin_run, end_run
from pipeline.store.vault import Vault
from tests.pipeline.store.paper import FORMS, NOW, Town, read_page, refused_page, scan_of, town

START = NOW + timedelta(hours=4)  # 22:00 at the counter
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RESIDENT = "斎藤 裕二"


class Nights:
    """Two towns whose scans come in by evening and are read at night."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self._numbers = database, folder, count(1)
        with database.write() as session:
            self.town, self.there = town(session), town(session, "131024")

    def comes(
        self, at: datetime = NOW, lane: Lane = Lane.BATCH, where: Town | None = None, pages: int = 1
    ) -> tuple[int, Scan]:
        """A scan comes in, under a resident's name; its id and itself."""
        number, here = next(self._numbers), where or self.town
        scan = replace(scan_of(self.folder, f"{number}".encode(), f"{RESIDENT}-{number}.jpg"), page_count=pages)
        with self.database.write() as session:
            batch = open_batch(session, here.id, key=f"{lane}", name=f"{RESIDENT} の束", now=at, lane=lane)
            return register_scan(session, here.id, batch, scan, at).scan_id, scan

    def is_read(self, came: tuple[int, Scan], at: datetime, *results: PageResult) -> tuple[int, ...]:
        """Its pages are stored; the ids of its records."""
        pages = [keep_page(result, Vault(self.folder / "vault")) for result in results]
        with self.database.write() as session:
            return save_scan(session, came[0], gather(pages, FORMS), at).record_ids

    def reads(
        self,
        at: datetime,
        *,
        ask: tuple[str, ...] = ("name",),
        lane: Lane = Lane.BATCH,
        where: Town | None = None,
        seconds: float = 0.5,
        came_at: datetime = NOW,
    ) -> int:
        """A scan of one page that is read at night; its record."""
        came = self.comes(came_at, lane, where)
        page: ReadPage = replace(read_page(came[1], ask=ask, name=RESIDENT), seconds=seconds)
        (record_id,) = self.is_read(came, at, page)
        return record_id

    def refuses(self, at: datetime, where: Town | None = None, lane: Lane = Lane.BATCH) -> None:
        self.is_read(self.comes(NOW, lane, where), at, refused_page())

    def refuses_file(self, at: datetime, where: Town | None = None) -> None:
        here = where or self.town
        with self.database.write() as session:
            batch = open_batch(session, here.id, key="batch", name=f"{RESIDENT} の束", now=at)
            problem = Problem(ProblemCode.ENCRYPTED_PDF)
            name = f"{RESIDENT}-{next(self._numbers)}.pdf"
            register_refused_file(session, here.id, batch, file_name=name, sha256=None, problem=problem, now=at)

    def fails(self, code: str = "engine", where: Town | None = None) -> None:
        """A scan that nobody tries to read any more."""
        here = where or self.town
        scan_id, _ = self.comes(where=here)
        turn = {"token": 3, "tries": 3, "stage": CounterStage.LOOKING, "pages_done": 0, "expires_at": NOW}
        with self.database.write() as session:
            session.add(TurnRow(municipality_id=here.id, scan_id=scan_id, failure=code, **turn))

    def run(self, key: str, start: datetime, end: datetime | None, outcome: RunOutcome = RunOutcome.DONE) -> int:
        with self.database.write() as session:
            turn = begin_run(session, key, start, 2, "flow-1")
            if end is not None:
                end_run(session, turn, outcome, end)
            return turn.run_id

    def page_of(self, file_id: int) -> int:
        """The first page of the scan that came as this file."""
        query = select(PageRow.id).join(SubmissionRow, SubmissionRow.scan_id == PageRow.scan_id)
        with self.database.read() as session:
            return session.scalars(query.where(SubmissionRow.id == file_id).order_by(PageRow.number)).first() or 0
