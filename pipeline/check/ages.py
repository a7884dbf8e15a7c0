"""Ages in completed years."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from models.reading import FieldValue
from models.reasons import Reason, ReasonCode
from models.template import DateField, FormField

OLDEST = 130
"""Years; nobody on record has lived longer than 122."""


def age_on(birth: datetime.date, day: datetime.date) -> int:
    """Completed years from ``birth`` to ``day``; below 0 where ``birth`` lies ahead."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_doubts(field: FormField, value: FieldValue, today: datetime.date) -> Iterator[Reason]:
    """A doubt where a birth date lies ahead of ``today`` or too far back for a living person."""
    if not (isinstance(field, DateField) and field.key.endswith("birth_date") and isinstance(value, str)):
        return
    age = age_on(datetime.date.fromisoformat(value), today)
    if not 0 <= age <= OLDEST:
        yield Reason(ReasonCode.AGE_UNLIKELY, {"age": str(age)})
