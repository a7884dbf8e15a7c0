"""Which values stand without a person. Scores meet thresholds here and nowhere else.

A value stands if nothing speaks against it: no doubt of the reader, no objection of a check, a score as high as its
type's threshold, no other possible value close behind, and nothing that must always be seen. A blank field stands if it
may be blank. A picture is never read and always stands. ``confidence`` is the reader's score: it ranks readings of one
type, it is not the probability of being right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.reading import CheckedField, DecidedField, Decision, Reason, ReasonCode
from models.template import ImageField, Sensitivity
from pipeline.check.values import value_of
from pipeline.decide.thresholds import THRESHOLDS, Threshold


def decide(checked: Sequence[CheckedField], *, is_sure: bool = True) -> tuple[DecidedField, ...]:
    """Decide about every field, with every reason for a person to look.

    ``is_sure`` is false for a page that may not lie on its form: every field of it is shown to a person.
    """
    return tuple(_decide(field, is_sure) for field in checked)


def _decide(checked: CheckedField, is_sure: bool) -> DecidedField:
    reasons = () if isinstance(checked.field, ImageField) else checked.reasons + tuple(_doubts_about_score(checked))
    if not is_sure:
        reasons = (Reason(ReasonCode.UNSURE_PLACE), *reasons)
    decision = Decision.REVIEW if reasons else Decision.ACCEPT
    return DecidedField(checked, checked.reading.score, decision, reasons)


def _doubts_about_score(checked: CheckedField) -> Iterator[Reason]:
    if checked.reading.is_blank:
        return
    threshold = THRESHOLDS[checked.field.type]
    accept_at = threshold.accept_at if checked.field.accept_at is None else checked.field.accept_at
    if checked.field.sensitivity is Sensitivity.MY_NUMBER:
        yield Reason(ReasonCode.ALWAYS_CHECKED)
    if checked.reading.score < accept_at:
        yield Reason(ReasonCode.LOW_CONFIDENCE)
    if _is_close_run(checked, threshold):
        yield Reason(ReasonCode.CLOSE_CANDIDATES)


def _is_close_run(checked: CheckedField, threshold: Threshold) -> bool:
    """Whether a candidate with another value is close behind; one that has no normal form is no rival."""
    close = (c for c in checked.reading.candidates if checked.reading.score - c.score < threshold.margin)
    return any(value_of(checked.field, c.text).value not in {None, checked.value} for c in close)
