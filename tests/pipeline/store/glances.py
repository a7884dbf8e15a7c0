"""Sheets of which the wishes wait to be judged at a glance."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from models.db.session import Database
from models.db.tables import CorrectionRow, RecordFieldRow
from pipeline.store.group_answers import GroupAnswer, GroupResult, answer_group, undo_group
from pipeline.store.groups import GroupField, GroupKind, group_fields, group_kinds
from pipeline.store.views import Actor
from pipeline.store.word import Effort
from tests.pipeline.store.paper import FORMS, NOW, Town, read_page, scan_of, store, town

BOTH, TEA, NONE = ("tea", "cake"), ("tea",), ()


@dataclass(frozen=True)
class Grid:
    """A town and what a reviewer does with its grids."""

    database: Database
    folder: Path
    town: Town
    records: list[int] = field(default_factory=list)

    def hand_in(self, *wishes: tuple[str, ...], ask: tuple[str, ...] = ("name", "wishes")) -> list[int]:
        """One sheet for each; its record ids."""
        made = []
        for each in wishes:
            content = f"sheet {len(self.records)}".encode()
            page = read_page(scan_of(self.folder, content), ask=ask, wishes=each)
            made += store(self.database, self.folder, self.town, page, content=content)
            self.records.append(made[-1])
        return made

    def kinds(self, actor: Actor | None = None) -> tuple[GroupKind, ...]:
        with self.database.read() as session:
            return group_kinds(session, actor or self.town.reviewer, NOW, FORMS.keys())

    def fields(
        self, kind: str | None = None, actor: Actor | None = None, limit: int = 99, after: tuple[int, int] | None = None
    ) -> tuple[GroupField, ...]:
        """Of the most frequent kind where none is named."""
        actor = actor or self.town.reviewer
        chosen = kind or self.kinds()[0].kind
        with self.database.read() as session:
            return group_fields(session, actor, chosen, NOW, FORMS.keys(), limit=limit, after=after)

    def answer(
        self,
        *answers: GroupAnswer,
        actor: Actor | None = None,
        effort: Effort = Effort(6.0, 4),  # noqa: B008 - frozen
    ) -> GroupResult:
        with self.database.write() as session:
            return answer_group(session, actor or self.town.reviewer, answers, NOW, effort)

    def undo(self, versions: dict[int, int], *odd: int, actor: Actor | None = None) -> GroupResult:
        with self.database.write() as session:
            return undo_group(session, actor or self.town.reviewer, versions, odd, NOW, Effort(1.0, 1))

    def first_wishes(self) -> int:
        """The number of the first sheet's wishes, whatever became of them."""
        with self.database.read() as session:
            row = select(RecordFieldRow.id).filter_by(record_id=self.records[0], key="wishes")
            return session.scalars(row).one()

    def row(self, field_id: int) -> RecordFieldRow:
        with self.database.read() as session:
            return session.get_one(RecordFieldRow, field_id)

    def history(self, field_id: int) -> list[tuple[str, str, str, float | None, int | None]]:
        """Kind, text before, text after, seconds, keystrokes."""
        with self.database.read() as session:
            rows = session.scalars(
                select(CorrectionRow).filter_by(record_field_id=field_id).order_by(CorrectionRow.version)
            ).all()
            return [(str(r.kind), r.before_text, r.after_text, r.seconds, r.keystrokes) for r in rows]


def grid_in(database: Database, folder: Path) -> Grid:
    with database.write() as session:
        return Grid(database, folder, town(session))


def right(one: GroupField) -> GroupAnswer:
    """The machine is right."""
    return GroupAnswer(one.field_id, one.version, one.text)
