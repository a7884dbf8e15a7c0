"""Values that people put right: the queries behind the counts, and how a value changed. No value comes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, case, cast, func, select
from sqlalchemy.orm import aliased

from models.db.states import CorrectionKind
from models.db.tables import CorrectionRow, RecordFieldRow, RecordRow

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
    """Place, kind of the word that changed it, ``Change``, fields: of values that are not the machine's any more."""
    found = _corrected(towns, since, until)
    place = (found.c.municipality_id, found.c.form, found.c.key)
    return (
        select(*place, found.c.kind, _change(found).label("change"), func.count(found.c.field_id.distinct()))
        .where(_plain(found.c.was) != _plain(found.c.value))
        .group_by(*place, found.c.kind, "change")
    )


def reasons_query(towns: tuple[int, ...], since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Place, reasons as stored: of the newest corrected fields."""
    found = _corrected(towns, since, until)
    return (
        select(found.c.municipality_id, found.c.form, found.c.key, found.c.reasons)
        .where(_plain(found.c.was) != _plain(found.c.value))
        .order_by(found.c.at.desc())
        .limit(LAST_CORRECTED)
    )


_PLACE = (CorrectionRow.municipality_id, RecordRow.form, RecordFieldRow.key)
_SECONDS = func.sum(CorrectionRow.seconds)


def _within(towns: tuple[int, ...], since: datetime, until: datetime) -> Sequence[ColumnElement[bool]]:
    return (CorrectionRow.municipality_id.in_(towns), CorrectionRow.at >= since, CorrectionRow.at < until)


def _corrected(towns: tuple[int, ...], since: datetime, until: datetime) -> Subquery:
    """The words that made a field's standing value, with what the machine had read there (``was``).

    Told from the word itself first, so that only fields that somebody changed are looked up. The machine's value is
    what the first word on the field found.
    """
    first = aliased(CorrectionRow)
    was = (
        select(first.before_value)
        .where(first.record_field_id == RecordFieldRow.id)
        .order_by(first.version)
        .limit(1)
        .correlate(RecordFieldRow)
        .scalar_subquery()
    )
    after = _plain(CorrectionRow.after_value)
    return (
        select(
            *_PLACE,
            RecordFieldRow.id.label("field_id"),
            RecordFieldRow.reasons,
            RecordFieldRow.value,
            CorrectionRow.kind,
            CorrectionRow.at,
            was.label("was"),
        )
        .select_from(CorrectionRow)
        .join(RecordFieldRow, RecordFieldRow.id == CorrectionRow.record_field_id)
        .join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
        .where(*_within(towns, since, until), CorrectionRow.kind != CorrectionKind.UNDONE)
        .where(_plain(CorrectionRow.before_value) != after, _plain(RecordFieldRow.value) == after)
        .subquery()
    )


def _plain(value: Any) -> ColumnElement[str]:
    """A stored value as text, "" for none; PostgreSQL compares no JSON."""
    return func.coalesce(cast(value, String), "")


def _change(found: Subquery) -> ColumnElement[str]:
    before, after = func.length(_plain(found.c.was)), func.length(_plain(found.c.value))
    return case(
        (found.c.was.is_(None), Change.FILLED.value),
        (found.c.value.is_(None), Change.EMPTIED.value),
        (after > before, Change.LONGER.value),
        (after < before, Change.SHORTER.value),
        else_=Change.SAME_LENGTH.value,
    )
