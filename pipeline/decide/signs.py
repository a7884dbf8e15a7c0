"""What speaks for and against each value, gathered as numbers: from its reading, its checks, and its page."""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from models.page import AlignedPage
from models.reading import CheckedField, FieldValue
from models.signs import Signs
from pipeline.check.values import same_value, value_of

FURTHEST = 10.0
"""Log odds and leads beyond this say no more: 0.99995."""

LEAST_INK = 1e-4
"""Share of a box that the thinnest stroke inks; less counts as this much."""

_SAMPLE, _BLACK, _WHITE = 8, 40, 215
"""Every eighth pixel is looked at; grey levels between these are grey."""


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What a page's picture says about all its fields. See ``Signs``."""

    residual_mm: float
    print_found: float
    px_per_mm: float
    grey: float


def page_signs(aligned: AlignedPage) -> PageSigns:
    """How well a page lies and how it was scanned."""
    template = aligned.blank.template
    width, height = template.page_mm
    corners = aligned.placement.on_page(np.array([[0.0, 0.0], [width, 0.0], [0.0, height]]))
    across = float(np.linalg.norm(corners[1] - corners[0])) / width
    down = float(np.linalg.norm(corners[2] - corners[0])) / height
    sample = aligned.page.pixels[::_SAMPLE, ::_SAMPLE].reshape(-1, aligned.page.pixels.shape[-1]).mean(axis=1)
    grey = float(((sample > _BLACK) & (sample < _WHITE)).mean())
    return PageSigns(aligned.residual.worst_mm, aligned.residual.print_found, min(across, down), grey)


def signs_of(checked: CheckedField, page: PageSigns) -> Signs:
    """The signs of one value. See ``Signs``."""
    reading, sight = checked.reading, checked.reading.sight
    return Signs(
        score=_log_odds(reading.score),
        lead=lead(checked),
        certainty=_log_odds(sight.certainty),
        weakest=_log_odds(sight.weakest),
        second=_log_odds(sight.second),
        listed=sight.listed,
        agreement=reading.agreement,
        length=log(1 + len(reading.text)),
        doubts=float(len(reading.doubts)),
        objections=float(len(checked.reasons) - len(reading.doubts)),
        ink=log(max(reading.ink, LEAST_INK)),
        residual_mm=page.residual_mm,
        print_found=page.print_found,
        px_per_mm=page.px_per_mm,
        grey=page.grey,
    )


def belief(checked: CheckedField) -> float:
    """The score of all candidates that mean the value: spaces and writings of one date are no rivals."""
    alike = (c.score for c in checked.reading.candidates if same_value(_value(checked, c.text), checked.value))
    return min(1.0, sum(alike))


def lead(checked: CheckedField) -> float:
    """The log of the score over that of the best candidate with another value; one without a normal form is none."""
    reading = checked.reading
    rivals = (c.score for c in reading.candidates if _is_rival(checked, c.text) and c.score > 0)
    best = max(rivals, default=0.0)
    if best <= 0 or reading.score <= 0:
        return FURTHEST if best <= 0 else -FURTHEST
    return float(np.clip(log(reading.score / best), -FURTHEST, FURTHEST))


def _is_rival(checked: CheckedField, text: str) -> bool:
    return text != checked.reading.text and _value(checked, text) not in {None, checked.value}


def _value(checked: CheckedField, text: str) -> FieldValue:
    return value_of(checked.field, text).value


def _log_odds(share: float) -> float:
    edge = 1 / (1 + np.exp(FURTHEST))
    kept = min(max(share, edge), 1 - edge)
    return float(log(kept / (1 - kept)))
