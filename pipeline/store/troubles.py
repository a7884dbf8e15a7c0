"""Which fields people had to put right, how, and why they were asked: counts alone, never what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, select
from sqlalchemy.orm import Session, aliased

from models.db.states import CorrectionKind
from models.db.tables import CorrectionRow, RecordFieldRow, RecordRow
from models.reasons import ReasonCode
from pipeline.store.sight import town_names, towns_in_sight
from pipeline.store.views import Actor

LAST_CORRECTED = 5_000
"""Of how many corrected fields, the newest first, the reasons are told."""


class Change(StrEnum):
    """What became of a value that was put right."""

    FILLED = "filled"
    """The machine saw no answer; there is one."""
    EMPTIED = "emptied"
    """There is no answer where the machine saw one."""
    LONGER = "longer"
    """The machine lost characters."""
    SHORTER = "shorter"
    """The machine saw characters that are not there."""
    SAME_LENGTH = "same_length"
    """Characters were taken for others, or a mark for another."""


@dataclass(frozen=True, slots=True)
class FieldTrouble:
    """One field of a form over some time.

    ``shown`` fields got a person's word, of those ``corrected`` hold another value than the machine's. ``changes`` and
    ``kinds`` say how these were put right, ``reasons`` why people were asked, the most frequent first. ``seconds`` is
    the mean of what a shown field took where it was measured.
    """

    municipality: str
    form: str
    field: str
    shown: int
    corrected: int
    seconds: float | None
    changes: Mapping[Change, int]
    kinds: Mapping[CorrectionKind, int]
    reasons: tuple[tuple[ReasonCode, int], ...]

    @property
    def share(self) -> float:
        """Of the fields shown, those that were corrected: 0 to 1."""
        return self.corrected / self.shown if self.shown else 0.0


Place = tuple[int, str, str]
"""Municipality, form, field."""


def field_troubles(session: Session, actor: Actor, since: datetime, until: datetime) -> tuple[FieldTrouble, ...]:
    """Every field that got a person's word from ``since`` until before ``until``, most corrected first."""
    towns = towns_in_sight(actor)
    names, reasons = town_names(session, towns), _reasons(session, towns, since, until)
    changes: dict[Place, Counter[Change]] = {}
    kinds: dict[Place, Counter[CorrectionKind]] = {}
    for town, form, field, kind, change, fields in session.execute(changes_query(towns, since, until)):
        changes.setdefault((town, form, field), Counter())[Change(change)] += fields
        kinds.setdefault((town, form, field), Counter())[kind] += fields
    found = [
        FieldTrouble(
            municipality=names[place[0]],
            form=place[1],
            field=place[2],
            shown=shown,
            corrected=changes.get(place, Counter()).total(),
            seconds=float(seconds) / measured if seconds is not None and measured else None,
            changes=changes.get(place, Counter()),
            kinds=kinds.get(place, Counter()),
            reasons=tuple(reasons.get(place, Counter()).most_common()),
        )
        for place, shown, measured, seconds in _shown(session, towns, since, until)
    ]
    return tuple(sorted(found, key=lambda one: (-one.corrected, -one.shown, one.form, one.field)))


def _shown(
    session: Session, towns: tuple[int, ...], since: datetime, until: datetime
) -> Iterator[tuple[Place, int, int, float | None]]:
    for town, form, field, shown, measured, seconds in session.execute(shown_query(towns, since, until)):
        yield (town, form, field), shown, measured, seconds


def shown_query(towns: tuple[int, ...], since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Place, fields with a person's word, those measured, seconds of all their answers."""
    field = CorrectionRow.record_field_id
    measured = CorrectionRow.seconds.is_not(None)
    return (
        select(*_PLACE, func.count(field.distinct()), func.count(field.distinct()).filter(measured), _SECONDS)
        .select_from(CorrectionRow)
        .join(RecordFieldRow, RecordFieldRow.id == field)
        .join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
        .where(*_within(towns, since, until))
        .group_by(*_PLACE)
    )


def changes_query(towns: tuple[int, ...], since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Place, kind of the word that stands, ``Change``, fields: of values that are not the machine's any more."""
    change = _change().label("change")
    return _corrected(towns, since, until, *_PLACE, CorrectionRow.kind, change, func.count()).group_by(
        *_PLACE, CorrectionRow.kind, "change"
    )


def reasons_query(towns: tuple[int, ...], since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Place, reasons as stored: of the newest corrected fields."""
    rows = _corrected(towns, since, until, *_PLACE, RecordFieldRow.reasons)
    return rows.order_by(CorrectionRow.at.desc()).limit(LAST_CORRECTED)


_PLACE = (CorrectionRow.municipality_id, RecordRow.form, RecordFieldRow.key)
_SECONDS = func.sum(CorrectionRow.seconds)
_FIRST = aliased(CorrectionRow)


def _within(towns: tuple[int, ...], since: datetime, until: datetime) -> Sequence[ColumnElement[bool]]:
    return (CorrectionRow.municipality_id.in_(towns), CorrectionRow.at >= since, CorrectionRow.at < until)


def _corrected(towns: tuple[int, ...], since: datetime, until: datetime, *columns: Any) -> Select[*tuple[Any, ...]]:
    """``columns`` of each word that stands, was said in time, and is not what the machine had read.

    The machine's value is what the first word on the field found there.
    """
    stands = and_(RecordFieldRow.id == CorrectionRow.record_field_id, RecordFieldRow.version == CorrectionRow.version)
    earliest = (
        select(func.min(CorrectionRow.version))
        .where(CorrectionRow.record_field_id == RecordFieldRow.id)
        .correlate(RecordFieldRow)
        .scalar_subquery()
    )
    first = and_(_FIRST.record_field_id == RecordFieldRow.id, _FIRST.version == earliest)
    return (
        select(*columns)
        .select_from(CorrectionRow)
        .join(RecordFieldRow, stands)
        .join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
        .join(_FIRST, first)
        .where(*_within(towns, since, until), CorrectionRow.kind != CorrectionKind.UNDONE)
        .where(_plain(_FIRST.before_value) != _plain(CorrectionRow.after_value))
    )


def _plain(value: Any) -> ColumnElement[str]:
    """A stored value as text, "" for none; PostgreSQL compares no JSON."""
    return func.coalesce(cast(value, String), "")


def _change() -> ColumnElement[str]:
    was, now = _FIRST.before_value, CorrectionRow.after_value
    before, after = func.length(_plain(was)), func.length(_plain(now))
    return case(
        (was.is_(None), Change.FILLED.value),
        (now.is_(None), Change.EMPTIED.value),
        (after > before, Change.LONGER.value),
        (after < before, Change.SHORTER.value),
        else_=Change.SAME_LENGTH.value,
    )


def _reasons(
    session: Session, towns: tuple[int, ...], since: datetime, until: datetime
) -> Mapping[Place, Counter[ReasonCode]]:
    found: dict[Place, Counter[ReasonCode]] = {}
    for town, form, field, reasons in session.execute(reasons_query(towns, since, until)):
        found.setdefault((town, form, field), Counter()).update(ReasonCode(code) for code, _ in reasons)
    return found
