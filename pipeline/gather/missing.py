"""The fields of a page that was never scanned: all there, all open, read by nobody."""

from __future__ import annotations

from models.document import Document
from models.problem import Problem, ProblemCode
from models.reading import CheckedField, DecidedField, Decision, Reading
from models.reasons import Reason, ReasonCode
from models.template import FormField, ImageField, Template

NOBODY = "none"
"""The engine of a reading that no engine made."""

_NOWHERE = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))


def missing_fields(template: Template) -> tuple[DecidedField, ...]:
    """Every field of a missing page, to be answered by a person who has the paper."""
    return tuple(map(_unseen, template.all_fields()))


def missing_notices(document: Document) -> tuple[Problem, ...]:
    """A notice for each missing page, tied to the page that was found."""
    number = document.front.kept.number
    return tuple(
        Problem(ProblemCode.MISSING_PAGE, page=number, details={"form_page": str(template.page)})
        for template in document.missing
    )


def _unseen(field: FormField) -> DecidedField:
    reading = Reading(field.key, "", 0.0, (), 0.0, (), NOBODY, _NOWHERE)
    if isinstance(field, ImageField):  # nothing to answer
        return DecidedField(CheckedField(field, reading, None, "", ()), 0.0, Decision.ACCEPT, ())
    reasons = (Reason(ReasonCode.PAGE_MISSING),)
    return DecidedField(CheckedField(field, reading, None, "", reasons), 0.0, Decision.REVIEW, reasons)
