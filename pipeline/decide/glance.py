"""Which answers can be judged at a glance, among many of their kind, from their crops alone.

This is the one place where that is decided; whatever must not be confirmed in a grid is kept out here. A kind does not
depend on the form or on the question: a circle around 男 beside 女 looks the same wherever it is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.fields import ChoiceField, FormField, ImageField, LineField
from models.geometry import BoxMm
from models.labels import Mark, Option, Sensitivity, Verification
from models.reading import DecidedField, FieldValue
from models.reasons import ReasonCode

KIND_LENGTH = 16
"""Characters of a kind's name: hexadecimal digits of a hash, so that no answer stands in an address or a log."""

LARGEST_MM = (110.0, 16.0)
"""Width and height of the largest box that is one glance; a taller one shows marks without the words beside them."""

MOST_OPTIONS = 4
"""Where any number may be marked: which of six are is read, not seen."""

LONGEST_WORD = 6
MOST_CELLS = 2

SEEN_IN_THE_CROP = frozenset(
    {
        ReasonCode.LOW_CONFIDENCE,
        ReasonCode.CLOSE_CANDIDATES,
        ReasonCode.SPOT_CHECK,
        ReasonCode.FAINT_MARK,
        ReasonCode.STRAY_STROKE,
        ReasonCode.STRAY_INK,
    }
)
"""Reasons that the crop itself can answer. Two marks, corrections and strikes need a second thought; rules, missing
pages and doubts about the place need the sheet."""


class GlanceAt(StrEnum):
    """What the eye looks for in a crop."""

    TICK = "tick"
    """One box that is marked or not."""
    MARKS = "marks"
    """Which of several printed options are marked."""
    DIGIT = "digit"
    WORD = "word"
    """One of the few words that the form knows there."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What is seen in a crop: ``options`` are the printed ones (none for writing), ``text`` the machine's answer."""

    look: GlanceAt
    mark: Mark | None
    options: tuple[Option, ...]
    text: str

    @property
    def chosen(self) -> tuple[Option, ...]:
        """The options that the machine saw marked, as they are printed."""
        values = self.text.split(",")
        return tuple(option for option in self.options if option.value in values)

    @property
    def kind(self) -> str:
        """The same for all answers that look the same; what words a single box has beside it makes no difference."""
        if self.look is GlanceAt.TICK:
            seen: Sequence[object] = (bool(self.text),)
        elif self.look is GlanceAt.MARKS:
            seen = ([option.label.ja for option in self.options], [option.label.ja for option in self.chosen])
        else:
            seen = (self.text,)
        told = repr((str(self.look), self.mark and str(self.mark), *seen))
        return hashlib.sha256(told.encode()).hexdigest()[:KIND_LENGTH]


def kind_among(decided: DecidedField, beside: Iterable[DecidedField]) -> str | None:
    """The kind that a field is judged as; None where its sheet must be seen. ``beside`` are the fields of its page."""
    checked = decided.checked
    if not {reason.code for reason in decided.reasons} <= SEEN_IN_THE_CROP:
        return None
    if not _is_alone(checked.field, (other.checked.field for other in beside)):
        return None
    glance = glance_of(checked.field, checked.text, checked.value)
    return None if glance is None else glance.kind


def glance_of(field: FormField, text: str, value: FieldValue) -> Glance | None:
    """What is seen in the field's crop; None for a field or an answer that takes more than a glance."""
    box = field.box_mm
    if field.verification is not Verification.NONE:  # two people say it, one of them maybe unseen
        return None
    if field.sensitivity is not Sensitivity.ORDINARY or box.w > LARGEST_MM[0] or box.h > LARGEST_MM[1]:
        return None
    if text and value is None:  # without a normal form it cannot just be confirmed
        return None
    match field:
        case ChoiceField():
            return _marks(field, text)
        case LineField():
            return _writing(field, text)
        case _:
            return None


def _marks(field: ChoiceField, text: str) -> Glance | None:
    if field.type == "choices" and len(field.options) > MOST_OPTIONS:
        return None
    return Glance(GlanceAt.TICK if len(field.options) == 1 else GlanceAt.MARKS, field.mark, field.options, text)


def _writing(field: LineField, text: str) -> Glance | None:
    if field.type in {"digits", "integer"} and 0 < len(field.cell_boxes()) <= MOST_CELLS:
        return Glance(GlanceAt.DIGIT, None, (), text) if len(text) <= 1 else None
    if field.closed and len(text) <= LONGEST_WORD and text in {"", *field.expected}:
        return Glance(GlanceAt.WORD, None, (), text)
    return None


def _is_alone(field: FormField, beside: Iterable[FormField]) -> bool:
    """Whether nothing else is written inside the field's box: its crop would show that, too."""
    return not any(
        _overlap(field.box_mm, other.box_mm)
        for other in beside
        if other.key != field.key and not isinstance(other, ImageField)
    )


def _overlap(one: BoxMm, other: BoxMm) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
