"""Two reviewed records, and short ways to order their export, to die over it, and to look at what is there."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from pkgutil import resolve_name

import pytest
from sqlalchemy import select

from models.db.session import Database
from models.db.tables import DeliveryRow
from models.record import RecordStatus
from pipeline.export.deliver import Courier
from pipeline.export.export import export_records
from pipeline.export.order import ExportOrder, ExportReceipt
from pipeline.store.outbox import HOLD, due
from tests.pipeline.store.paper import NOW, Draft, draft_in, read_page, scan_of, store

HEAD = "record_id,received_at,name,day,wishes\r\n"


@dataclass
class Shop:
    """``now`` is what its couriers' clock says."""

    draft: Draft
    other: int
    folder: Path
    now: datetime

    @classmethod
    def at(cls, database: Database, folder: Path) -> Shop:
        draft = draft_in(database, folder / "paper")
        draft.settle("name", "斉藤　裕二")
        assert draft.finish() is RecordStatus.REVIEWED
        page = read_page(scan_of(folder / "paper", b"second"), ask=(), name="山本 花")
        (other,) = store(database, folder / "paper", draft.town, page, content=b"second")
        share = folder / "share"
        share.mkdir()
        return cls(draft, other, share, NOW)

    @property
    def database(self) -> Database:
        return self.draft.database

    @property
    def out(self) -> Path:
        return self.folder / "out.csv"

    @property
    def content(self) -> bytes:
        """What an undisturbed export of both records looks like."""
        at = "2025-04-01T18:00:00+09:00"
        first = f"{self.draft.record_id},{at},斉藤　裕二,2025-04-01,tea;cake\r\n"
        return (HEAD + first + f"{self.other},{at},山本 花,2025-04-01,tea;cake\r\n").encode("utf-8-sig")

    def order(self, key: str = "monday") -> ExportOrder:
        return ExportOrder(self.draft.town.id, key, "greeting", by=self.draft.town.supervisor)

    def export(self, out: Path | None = None, key: str = "monday", *, is_ours: bool = False) -> ExportReceipt:
        clock = self.courier().now
        return export_records(self.database, self.order(key), out or self.out, NOW, is_ours=is_ours, clock=clock)

    def courier(self) -> Courier:
        return Courier(self.database, lambda: self.now)

    def later(self, more: timedelta = HOLD) -> None:
        self.now += more + timedelta(seconds=1)

    def deliver(self) -> int:
        return self.courier().bring_all(self.draft.town.id)

    def waiting(self) -> tuple[int, ...]:
        with self.database.read() as session:
            return due(session, self.draft.town.id)

    def row(self) -> DeliveryRow:
        with self.database.read() as session:
            row = session.scalars(select(DeliveryRow)).one()
            session.expunge(row)
            return row

    def files(self) -> dict[str, bytes]:
        """Everything in the folder, hidden parts too."""
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def statuses(self) -> list[RecordStatus]:
        return [Draft(self.database, self.draft.town, one).look().status for one in (self.draft.record_id, self.other)]

    def assert_left_once(self) -> None:
        """Both records are in one file, the one that an undisturbed export writes, and nothing else lies about."""
        assert self.files() == {"out.csv": self.content}
        assert self.statuses() == [RecordStatus.EXPORTED] * 2
        assert self.waiting() == ()


@contextmanager
def instead(step: str, act: Callable[..., object]) -> Iterator[None]:
    """``act`` is called in the place of ``step``, which it gets as its first argument."""
    with pytest.MonkeyPatch.context() as patch:
        done = resolve_name(step)
        patch.setattr(step, lambda *given, **named: act(done, *given, **named))
        yield


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_in_a_child(database: Database, run: Callable[[], object]) -> bool:
    """Do ``run`` in a process of its own; whether that was killed in the middle of it."""
    database.close()  # connections are no thing to inherit
    child = os.fork()
    if child == 0:
        try:
            run()
        finally:
            os._exit(0)
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
