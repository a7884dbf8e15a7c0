"""A record as it is printed for the resident to look at: labels and what was read, numbers that identify kept short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.record_schemas import FieldOut
from models.template import Sensitivity

SHOWN_DIGITS = {"my_number": 4, "account_number": 3}
"""How many characters at the end are printed, enough to tell one number from another; of other types all."""

COVER = "*"


@dataclass(frozen=True, slots=True)
class Line:
    """One field on paper; ``is_open``: nobody has confirmed it yet."""

    label: str
    text: str
    is_open: bool


def lines_of(fields: Iterable[FieldOut]) -> Iterator[Line]:
    """The fields in the form's order: what is written, and what waits for a person; seals and signatures are none."""
    for field in fields:
        if field.input != "image" and (field.text or field.state == "open"):
            yield Line(field.label, _shown(field), field.state == "open")


def covered(text: str, shown: int) -> str:
    """The text with all but its last ``shown`` characters covered; one that is no longer than that is covered whole."""
    shown = shown if len(text) > shown else 0
    return COVER * (len(text) - shown) + text[len(text) - shown :]


def _shown(field: FieldOut) -> str:
    if field.options:
        labels = {option.value: option.label for option in field.options}
        return "、".join(labels.get(value, value) for value in field.text.split(",") if value)
    kind = "my_number" if field.sensitivity is Sensitivity.MY_NUMBER else field.type
    return covered(field.text, SHOWN_DIGITS[kind]) if kind in SHOWN_DIGITS else field.text
