"""From pixels of one field to what a reader saw there. A reading is never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.geometry import BoxMm, Quad
from models.reasons import Reason
from models.scan import Pixels
from models.signs import Signs
from models.template import FormField


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """The pixels of one field, laid flat, at ``PX_PER_MM``.

    ``pixels`` is the page as scanned (blue-green-red); ``writing`` is the same place in grey with print and red seals
    taken out, white where nothing was added; ``blank`` is the empty form there. All three have the same height and
    width. ``box_mm`` is the crop's own rectangle, a little larger than the field's; ``quad`` is where the field's box
    lies on the page. ``faint_mm2`` is the area of strokes in the field's boxes, and at boxes to mark, too faint to be
    in ``writing``; ``print_found`` is the share (0..1) of the blank's print that the page shows here.
    ``at_labels_mm2`` is the area of ink over the words behind boxes that are neither ticked nor filled.
    ``overrun_mm`` is how far writing goes on behind the box's right end; a free line's crop is so much longer.
    """

    field: FormField
    box_mm: BoxMm
    quad: Quad
    pixels: Pixels
    writing: Pixels
    blank: Pixels
    faint_mm2: float = 0.0
    print_found: float = 1.0
    overrun_mm: float = 0.0
    at_labels_mm2: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible answer with the reader's score (0..1, not a probability). For a choice, ``text`` is the value."""

    text: str
    score: float

    def __post_init__(self) -> None:
        """Refuse scores outside 0..1."""
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a score lies between 0 and 1, got {self.score}")


class Doubt(StrEnum):
    """What a reader itself found odd about a crop; reasons for a person, not errors."""

    TWO_MARKS = "two_marks"
    CORRECTED_MARK = "corrected_mark"
    BETWEEN_OPTIONS = "between_options"
    STRAY_STROKE = "stray_stroke"
    FAINT_MARK = "faint_mark"
    STRAY_INK = "stray_ink"
    FAINT_INK = "faint_ink"
    LAST_CELL_EMPTY = "last_cell_empty"
    FIRST_CELL_EMPTY = "first_cell_empty"
    CELL_SKIPPED = "cell_skipped"
    VARIANT_KANJI = "variant_kanji"
    PRINT_MISSING = "print_missing"
    STRUCK_OUT = "struck_out"
    RULED_OUT = "ruled_out"
    LEAVES_BOX = "leaves_box"
    STAMPED = "stamped"
    RED_INK = "red_ink"
    OTHER_CHARACTERS = "other_characters"


@dataclass(frozen=True, slots=True)
class Sight:
    """How clearly a reader saw what it read, all 0..1, before lists and rules had their say.

    ``certainty`` is its belief in the symbols all together, ``weakest`` in the least sure of them; ``second`` is what a
    second reader, where there is one, believes of the text; ``listed`` is the share of the text that its list has.
    """

    certainty: float = 1.0
    weakest: float = 1.0
    second: float = 1.0
    listed: float = 1.0


CLEAR = Sight()
"""Nothing speaks against what was seen."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader saw in one field's crop.

    ``text`` is the best candidate as written; empty where nothing was written. For ``choices`` the marked values
    are joined with commas. ``score`` belongs to ``text``. ``ink`` is the share of added ink in the box (0..1).
    ``agreement`` is how well the fields beside it go with ``text``: 0 where there are none, about 1 for each that does.
    """

    field: str
    text: str
    score: float
    candidates: tuple[Candidate, ...]
    ink: float
    doubts: tuple[Doubt, ...]
    engine: str
    quad: Quad
    sight: Sight = CLEAR
    agreement: float = 0.0

    @property
    def is_blank(self) -> bool:
        """Whether the reader found nothing written or marked."""
        return self.text == ""


FieldValue = str | tuple[str, ...] | None
"""The normal form: ISO date, digits, an option's value …; a tuple for ``choices``; None for a blank field."""


@dataclass(frozen=True, slots=True)
class CheckedField:
    """A reading in its field's normal form, with every rule's objection. ``text`` is as written."""

    field: FormField
    reading: Reading
    value: FieldValue
    text: str
    reasons: tuple[Reason, ...]


class Decision(StrEnum):
    """Whether a value stands without a person."""

    ACCEPT = "accept"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class DecidedField:
    """A checked field and what was decided about it; ``confidence`` is the probability (0..1) that the value is right.

    ``signs`` are what it was computed from; pictures, which are never read, have none.
    """

    checked: CheckedField
    confidence: float
    decision: Decision
    reasons: tuple[Reason, ...]
    signs: Signs | None = None
