"""What a written answer becomes: the value in its field type's one form, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass

from models.reading import FieldValue
from models.reasons import Reason, ReasonCode


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A value with the objections to it; None where nothing was written, or where no normal form exists."""

    value: FieldValue
    reasons: tuple[Reason, ...] = ()


BLANK = NormalForm(None)
"""The normal form of a field in which nothing was written."""


def doubted(value: FieldValue, code: ReasonCode, **details: str) -> NormalForm:
    """A normal form with one objection."""
    return NormalForm(value, (Reason(code, details),))


def wrong_format() -> NormalForm:
    """Something was written that the field type has no form for."""
    return doubted(None, ReasonCode.WRONG_FORMAT)


def wrong_length(written: int, expected: int, value: FieldValue = None) -> NormalForm:
    """Characters of the right kind, but not as many as expected."""
    return doubted(value, ReasonCode.WRONG_LENGTH, written=str(written), expected=str(expected))
