"""Why a field is shown to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ReasonCode(StrEnum):
    """Why a field is shown to a person. Words: ``reason.<code>`` in the message catalogue."""

    LOW_CONFIDENCE = "low_confidence"
    CLOSE_CANDIDATES = "close_candidates"
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
    REQUIRED_BLANK = "required_blank"
    WRONG_FORMAT = "wrong_format"
    WRONG_LENGTH = "wrong_length"
    IMPOSSIBLE_DATE = "impossible_date"
    DATE_OUTSIDE_ERA = "date_outside_era"
    NOT_ON_LIST = "not_on_list"
    UNKNOWN_POSTAL_CODE = "unknown_postal_code"
    CHECK_DIGIT = "check_digit"
    DATE_ORDER = "date_order"
    TOO_FAR_APART = "too_far_apart"
    NOT_EXACTLY_ONE = "not_exactly_one"
    REQUIRED_HERE = "required_here"
    MUST_BE_EMPTY = "must_be_empty"
    NOT_TOGETHER = "not_together"
    ADDRESS_MISMATCH = "address_mismatch"
    UNKNOWN_BANK = "unknown_bank"
    BANK_MISMATCH = "bank_mismatch"
    KANA_MISMATCH = "kana_mismatch"
    AGE_UNLIKELY = "age_unlikely"
    ALWAYS_CHECKED = "always_checked"
    SPOT_CHECK = "spot_check"
    PAGE_MISSING = "page_missing"
    UNSURE_PLACE = "unsure_place"
    SAME_AS_ABOVE = "same_as_above"


NAMING_DETAILS = frozenset({"earlier", "later", "other", "option"})
"""Details of a reason that hold the key of a field, or ``key=value`` for an option."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a person to look, with the details that its words need.

    Details are counts, ages, public facts, and the names of fields and options; never what somebody wrote. Those in
    ``NAMING_DETAILS`` hold a field's key, or ``key=value`` for an option of a choice; the catalogue puts the labels in.
    """

    code: ReasonCode
    details: Mapping[str, str] = field(default_factory=dict)
