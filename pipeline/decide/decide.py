"""Which values stand without a person. Probabilities meet thresholds here and nowhere else.

A value stands if nothing speaks against it (no doubt of the reader, no objection of a check, nothing that must always
be seen) and the probability that it is right reaches its kind's threshold, which follows from a target error. A blank
field is a value like any other. A picture is never read and always stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from models.reading import CheckedField, DecidedField, Decision
from models.reasons import Reason, ReasonCode
from models.signs import Signs
from models.template import ImageField, Sensitivity, Verification
from pipeline.decide.calibration import Calibration, Model
from pipeline.decide.signs import PageSigns, belief, lead, signs_of

CLOSE = 2.3
"""A candidate with another value that is less than ten times less likely is close: a person is told so."""

LIKELY = 0.5
"""What the reader must believe of a value itself, however sure the model is of it."""

UNKNOWN = 0.5
"""What is said of a kind of value that was never seen with its truth."""


def decide(
    checked: Sequence[CheckedField],
    page: PageSigns,
    calibration: Calibration,
    spot_check_share: float = 0.0,
    *,
    is_sure: bool = True,
) -> tuple[DecidedField, ...]:
    """Decide about every field of a page, with every reason for a person to look.

    ``spot_check_share`` (0..1) of the written values that could stand are shown to a person all the same. ``is_sure``
    is false for a page that may not lie on its form: every field of it is shown to a person.
    """
    return tuple(_decide(field, page, calibration, spot_check_share, is_sure) for field in checked)


def _decide(
    checked: CheckedField, page: PageSigns, calibration: Calibration, spot_check_share: float, is_sure: bool
) -> DecidedField:
    unsure = () if is_sure else (Reason(ReasonCode.UNSURE_PLACE),)
    if isinstance(checked.field, ImageField):
        return DecidedField(checked, 1.0, Decision.REVIEW if unsure else Decision.ACCEPT, unsure)
    signs, model = signs_of(checked, page), calibration.of(checked)
    confidence = UNKNOWN if model is None else model.probability(signs)
    reasons = (*unsure, *checked.reasons, *_always(checked), *_doubts_about(checked, confidence, model))
    if not reasons and not checked.reading.is_blank and _drawn(signs) < spot_check_share:
        reasons = (Reason(ReasonCode.SPOT_CHECK),)
    return DecidedField(checked, confidence, Decision.REVIEW if reasons else Decision.ACCEPT, reasons, signs)


def _drawn(signs: Signs) -> float:
    """A number from 0 to 1 that is as good as drawn by lot, and the same whenever the same page is read."""
    return crc32(repr(signs).encode()) / 2**32


def _always(checked: CheckedField) -> Iterator[Reason]:
    """Such a number never stands on the machine's word alone; where a second person says it, it does not anyway."""
    field = checked.field
    alone = field.verification is Verification.NONE
    if alone and field.sensitivity is Sensitivity.MY_NUMBER and not checked.reading.is_blank:
        yield Reason(ReasonCode.ALWAYS_CHECKED)


def _doubts_about(checked: CheckedField, confidence: float, model: Model | None) -> Iterator[Reason]:
    """Nothing where the value may stand: as sure as its kind must be, or as its own field asks.

    Of a kind that was never seen with its truth nothing stands, whatever its field asks. Nor does a value that the
    reader itself holds less likely than not: no model was fitted to what so rarely stands alone.
    """
    own = None if checked.reading.is_blank or model is None else checked.field.accept_at
    accept_at = own if own is not None else model.accept_at if model is not None else None
    is_doubtful = own is None and not checked.reading.is_blank and checked.reading.score < LIKELY
    is_wild = is_doubtful and belief(checked) < LIKELY
    if accept_at is None or confidence < accept_at or is_wild:
        close = lead(checked) < CLOSE
        yield Reason(ReasonCode.CLOSE_CANDIDATES if close else ReasonCode.LOW_CONFIDENCE)
