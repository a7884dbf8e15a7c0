"""What waits to be judged at a glance: how much of each kind, and the fields of one kind, oldest sheets first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from models.db.states import FieldState
from models.db.tables import ClaimRow, RecordFieldRow, RecordRow
from models.form import FormKey
from models.geometry import BoxMm
from models.reading import FieldValue
from models.record import WAITING, Role
from pipeline.store.views import Actor

Place = tuple[int, int]
"""A field's place among those of its kind: its record's number and its own."""


@dataclass(frozen=True, slots=True)
class GroupField:
    """A field that waits, with the machine's answer and what its words and its crop are found by."""

    box_mm: BoxMm
    field_id: int
    record_id: int
    form: str
    template_version: str
    key: str
    text: str
    value: FieldValue
    version: int

    @property
    def place(self) -> Place:
        """Where the list goes on behind it."""
        return (self.record_id, self.field_id)


@dataclass(frozen=True, slots=True)
class GroupKind:
    """A kind of answer, how many of it wait, and one of them."""

    kind: str
    waiting: int
    example: GroupField


def group_kinds(session: Session, actor: Actor, now: datetime, forms: Collection[FormKey]) -> tuple[GroupKind, ...]:
    """Every kind of which something waits that nobody else holds, the most frequent first.

    ``forms`` are those whose templates are there; of others nobody could tell what is seen.
    """
    actor.need(Role.REVIEWER)
    found = session.execute(kinds_query(actor, now, forms)).all()
    by_id = {field.field_id: field for field in fields_of(session, actor, [row.example for row in found])}
    kinds = [GroupKind(row.glance, row.waiting, by_id[row.example]) for row in found]
    return tuple(sorted(kinds, key=lambda kind: (-kind.waiting, kind.kind)))


def group_fields(
    session: Session,
    actor: Actor,
    kind: str,
    now: datetime,
    forms: Collection[FormKey],
    *,
    limit: int,
    after: Place | None = None,
) -> tuple[GroupField, ...]:
    """At most ``limit`` fields of a kind that nobody else holds, from behind ``after`` on; none of an unknown kind."""
    actor.need(Role.REVIEWER)
    return tuple(map(_field, session.execute(fields_query(actor, kind, now, forms, limit=limit, after=after))))


def fields_of(session: Session, actor: Actor, field_ids: Collection[int]) -> tuple[GroupField, ...]:
    """These fields, as far as they are of this municipality, whatever became of them."""
    here = RecordFieldRow.municipality_id == actor.municipality_id
    return tuple(map(_field, session.execute(_fields().where(RecordFieldRow.id.in_(field_ids), here))))


def kinds_query(actor: Actor, now: datetime, forms: Collection[FormKey]) -> Select[*tuple[Any, ...]]:
    """Kind, how many wait, the number of one of them."""
    columns = (RecordFieldRow.glance, func.count().label("waiting"), func.min(RecordFieldRow.id).label("example"))
    records = (RecordRow, RecordRow.id == RecordFieldRow.record_id)
    kinds = select(*columns).select_from(RecordFieldRow).join(*records).where(*_waits(actor, now, forms))
    return kinds.where(RecordFieldRow.glance.is_not(None)).group_by(RecordFieldRow.glance)


def fields_query(
    actor: Actor, kind: str, now: datetime, forms: Collection[FormKey], *, limit: int, after: Place | None
) -> Select[*tuple[Any, ...]]:
    """The columns of a ``GroupField``, in the index's order."""
    place = (RecordFieldRow.record_id, RecordFieldRow.id)
    fields = _fields().where(RecordFieldRow.glance == kind, *_waits(actor, now, forms))
    if after is not None:
        fields = fields.where(tuple_(*place) > tuple_(*map(literal, after)))
    return fields.order_by(*place).limit(limit)


def _waits(actor: Actor, now: datetime, forms: Collection[FormKey]) -> Sequence[ColumnElement[bool]]:
    """Open, of this municipality, not put down for the desk, in a record before its review's end, free or one's own."""
    held = (ClaimRow.record_id == RecordRow.id, ClaimRow.expires_at > now, ClaimRow.account_id != actor.account_id)
    is_open = literal(FieldState.OPEN, RecordFieldRow.state.type, literal_execute=True)  # an index's condition names it
    return (
        RecordFieldRow.municipality_id == actor.municipality_id,
        RecordFieldRow.state == is_open,
        ~RecordFieldRow.stood_out,
        RecordRow.status.in_(WAITING),
        tuple_(RecordRow.form, RecordRow.template_version).in_(list(forms)),
        ~select(ClaimRow.id).where(*held).exists(),
    )


_COLUMNS = (
    RecordFieldRow.box_mm,
    RecordFieldRow.id,
    RecordFieldRow.record_id,
    RecordRow.form,
    RecordRow.template_version,
    RecordFieldRow.key,
    RecordFieldRow.text,
    RecordFieldRow.value,
    RecordFieldRow.version,
)


def _fields() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).select_from(RecordFieldRow).join(RecordRow, RecordRow.id == RecordFieldRow.record_id)


def _field(row: Any) -> GroupField:
    return GroupField(BoxMm(*row.box_mm), *row[1:])
