"""Which fields people had to put right, how, and why they were asked: counts alone, never what was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.db.states import CorrectionKind
from models.reasons import ReasonCode
from pipeline.store.corrected import Change, changes_query, reasons_query, shown_query
from pipeline.store.sight import town_names, towns_in_sight
from pipeline.store.views import Actor


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


def _reasons(
    session: Session, towns: tuple[int, ...], since: datetime, until: datetime
) -> Mapping[Place, Counter[ReasonCode]]:
    found: dict[Place, Counter[ReasonCode]] = {}
    for town, form, field, reasons in session.execute(reasons_query(towns, since, until)):
        found.setdefault((town, form, field), Counter()).update(ReasonCode(code) for code, _ in reasons)
    return found
