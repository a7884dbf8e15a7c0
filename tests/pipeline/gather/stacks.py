"""Stacks of paper as short words: one word a page, in the order in which it was scanned.

``A1`` is page 1 of form a, ``A2`` its page 2 …; ``_`` a blank side, ``?`` a paper that is no form, ``x`` a form that
was scanned too badly, ``g`` an unknown page that resembles a form.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.document import GatheredScan, KeptPage, KeptSheet
from models.form import forms_of
from models.page import Residual
from models.problem import Problem, ProblemCode
from models.template import Template
from pipeline.gather.gather import gather


def side(form: str, page: int = 1, *, optional: bool = False, attachments: int = 0, keys: int = 1) -> Template:
    """One side of a form with ``keys`` free lines."""
    label = {"ja": form, "en": form}
    lines = [
        {"key": f"p{page}.f{n}", "label": label, "type": "text", "box_mm": [10, 10 + 10 * n, 50, 8]}
        for n in range(keys)
    ]
    return Template.model_validate(
        {
            "form": form,
            "version": "1",
            "title": label,
            "page_mm": [210, 297],
            "page": page,
            "optional": optional,
            "attachments": attachments,
            "fields": lines,
        }
    )


SIDES = {
    "A1": side("a", attachments=2),
    "A2": side("a", 2, optional=True),
    "B1": side("b"),
    "B2": side("b", 2),
    "B3": side("b", 3, keys=0),
    "C1": side("c", attachments=1),
    "D1": side("d", attachments=1),
    "D2": side("d", 2),
}
FORMS = forms_of(SIDES.values())
REFUSALS = {
    "_": Problem(ProblemCode.BLANK_PAGE),
    "?": Problem(ProblemCode.UNKNOWN_FORM, details={"matches": "9"}),
    "g": Problem(ProblemCode.UNKNOWN_FORM, details={"matches": "20", "form": "a", "version": "1"}),
    "x": Problem(ProblemCode.POOR_ALIGNMENT),
}
WORDS = (*SIDES, *REFUSALS)


def page(word: str, number: int) -> KeptPage:
    """The page that ``word`` says."""
    if word in REFUSALS:
        return KeptPage(number, (REFUSALS[word],), 0.1, None)
    sheet = KeptSheet(SIDES[word], np.eye(3), Residual(0.1, 0.2), f"{number:064}", ())
    return KeptPage(number, (), 0.1, sheet)


def gathered(words: Sequence[str]) -> GatheredScan:
    """What becomes of the stack."""
    return gather([page(word, number) for number, word in enumerate(words, 1)], FORMS)


def told(stack: str) -> str:
    """The outcome in numbers of pages: ``1,2+3`` is a record of two pages and an attachment.

    Then ``blank`` and ``refused`` pages, and ``lacks`` with the pages of the form that are missing.
    """
    outcome, parts = gathered(stack.split()), []
    for document in outcome.documents:
        pages = ",".join(str(each.kept.number) for each in document.pages)
        attached = "".join(f"+{each.number}" for each in document.attachments)
        lacks = "".join(f" lacks {template.page}" for template in document.missing)
        parts.append(pages + attached + lacks)
    for name, pages in (("blank", outcome.blank_backs), ("refused", outcome.refused)):
        if pages:
            parts.append(f"{name} {','.join(str(each.number) for each in pages)}")
    return " | ".join(parts)
