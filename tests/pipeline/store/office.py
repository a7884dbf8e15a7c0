"""A town at work, and its neighbour: sheets come in, people answer, finish, set aside and ask for new scans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from models.db.session import Database
from models.db.states import CorrectionKind, RulingKind
from models.db.tables import PageRow
from models.reading import FieldValue
from models.record import Lane
from pipeline.store.claims import claim
from pipeline.store.corrections import correct, finish, reject
from pipeline.store.records import field_views, open_record
from pipeline.store.rulings import Ruling, rule_page
from pipeline.store.views import Actor
from pipeline.store.word import Effort
from tests.pipeline.store.paper import NOW, Town, read_page, refused_page, scan_of, store, town

MIDNIGHT = datetime(2025, 3, 31, 15, 0, tzinfo=UTC)
"""When the day of ``NOW`` (18:00 in Japan) began at the counter."""

UNMEASURED = Effort()
Told = TypeVar("Told")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
CONFIRMED, TYPED, UNDONE = CorrectionKind.CONFIRMED, CorrectionKind.TYPED, CorrectionKind.UNDONE


class Office:
    """A town with its records, and a neighbour of whom nothing may be counted."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self._numbers = database, folder, count()
        with database.write() as session:
            self.town, self.there = town(session), town(session, "131024")

    def comes(
        self, at: datetime, lane: Lane = Lane.BATCH, ask: tuple[str, ...] = ("name",), where: Town | None = None
    ) -> int:
        """A sheet comes in; its record."""
        content = f"{next(self._numbers)}".encode()
        page = read_page(scan_of(self.folder, content), ask=ask)
        here = where or self.town
        (record_id,) = store(
            self.database, self.folder / here.supervisor.username, here, page, content=content, now=at, lane=lane
        )
        return record_id

    def answers(
        self,
        record_id: int,
        key: str = "name",
        at: datetime = NOW,
        actor: Actor | None = None,
        kind: CorrectionKind = CONFIRMED,
        text: str = "",
        value: FieldValue = None,
        effort: Effort = UNMEASURED,
    ) -> None:
        who = actor or self.town.reviewer
        with self.database.write() as session:
            token = claim(session, who, record_id, at, 15).token
            (field,) = field_views(session, record_id, key)
            version = {"expected_version": field.version, "claim_token": token}
            correct(session, who, record_id, key, kind=kind, text=text, value=value, now=at, effort=effort, **version)

    def finishes(self, record_id: int, at: datetime = NOW, actor: Actor | None = None) -> None:
        who = actor or self.town.reviewer
        with self.database.write() as session:
            claim(session, who, record_id, at, 15)
            finish(session, who, record_id, open_record(session, who, record_id, at).version, at)

    def sets_aside(self, record_id: int, at: datetime) -> None:
        with self.database.write() as session:
            reject(session, self.town.reviewer, record_id, "試し書き", at)

    def ask(self, question: Callable[..., Told], *more: object) -> Told:
        with self.database.read() as session:
            return question(session, self.town.supervisor, *more)

    def refuses(self, at: datetime = NOW, where: Town | None = None) -> int:
        """A sheet that is not read; its page."""
        content, here = f"{next(self._numbers)}".encode(), where or self.town
        folder = self.folder / here.supervisor.username
        folder.mkdir(exist_ok=True)
        scan_of(folder, content)
        store(self.database, folder, here, refused_page(1), content=content, now=at)
        with self.database.read() as session:
            return session.scalars(select(PageRow.id).order_by(PageRow.id.desc())).first() or 0

    def rules(self, page_id: int, kind: RulingKind, at: datetime = NOW, actor: Actor | None = None) -> None:
        with self.database.write() as session:
            rule_page(session, actor or self.town.reviewer, page_id, Ruling(kind), at)
