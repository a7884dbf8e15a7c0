"""How long people will sit at what a run left for them: from answers that were measured, else by an assumption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from pipeline.store.night_pages import Towns
from pipeline.store.pace import pace_query

LOOKED_BACK = timedelta(weeks=4)
ENOUGH_ANSWERS = 30
"""From so many on a mean tells more than the mean of all forms."""

ASSUMED_SECONDS = 2.0
"""A field, where nobody has measured; every report says that it is assumed."""


class Basis(StrEnum):
    """What an expected time rests on."""

    FORM = "form"
    """Answers to this form."""
    ALL = "all"
    """Answers to all forms: too few to this one."""
    ASSUMED = "assumed"
    """No measurement."""


@dataclass(frozen=True, slots=True)
class ReviewTime:
    """What people will take for one form's ``answers``."""

    form: str
    answers: int
    seconds_an_answer: float
    basis: Basis

    @property
    def seconds(self) -> float:
        """Of working time; two people halve it."""
        return self.answers * self.seconds_an_answer


Measured = Mapping[str, tuple[int, float]]
"""Answers and their seconds together, by form."""


def measured_answers(session: Session, towns: Towns, now: datetime) -> Measured:
    """The newest measured answers of the last four weeks, from an index."""
    query = pace_query(towns, now - LOOKED_BACK)
    return {form: (answers, float(seconds)) for form, _, answers, seconds, _ in session.execute(query)}


def review_times(wanted: Iterable[tuple[str, int]], measured: Measured) -> tuple[ReviewTime, ...]:
    """For each form and its answers: its own pace where that was measured often enough, else that of all."""
    answers, seconds = (sum(pair[place] for pair in measured.values()) for place in (0, 1))
    found = []
    for form, count in wanted:
        own = measured.get(form, (0, 0.0))
        if own[0] >= ENOUGH_ANSWERS:
            found.append(ReviewTime(form, count, own[1] / own[0], Basis.FORM))
        elif answers >= ENOUGH_ANSWERS:
            found.append(ReviewTime(form, count, seconds / answers, Basis.ALL))
        else:
            found.append(ReviewTime(form, count, ASSUMED_SECONDS, Basis.ASSUMED))
    return tuple(found)
