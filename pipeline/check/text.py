"""Free writing: names, addresses, remarks. What was written stays; only spaces and address digits take one form."""

from __future__ import annotations

from pipeline.check.characters import ASCII_DIGITS, HYPHEN_CLASS, INVISIBLE_CLASS
from pipeline.check.exchange import SPACE, Exchange, characters, exchanged
from pipeline.check.normal_form import NormalForm

UNSEEN = Exchange(INVISIBLE_CLASS, "")
"""What nobody sees goes."""

SINGLE_SPACED = (UNSEEN, Exchange(f"{SPACE}+", "　"), Exchange("^　|　$", ""))
"""Every run of white space as one full-width space, and none at the ends."""

ADDRESS = (*SINGLE_SPACED, characters(ASCII_DIGITS), Exchange(rf"(?<=[0-9]){HYPHEN_CLASS}(?=[0-9])", "-"))
"""Besides, digits in ASCII and the hyphens between them as ``-``."""


def single_spaced(text: str) -> str:
    """``text`` with every run of white space as one full-width space, and none at the ends."""
    return exchanged(text, SINGLE_SPACED)


def written_text(text: str) -> NormalForm:
    """A name or remark as written."""
    return NormalForm(single_spaced(text))


def address(text: str) -> NormalForm:
    """An address as written, its digits in ASCII and the hyphens between them as ``-``: ``２ー３`` is ``2-3``."""
    return NormalForm(exchanged(text, ADDRESS))
