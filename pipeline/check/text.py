"""Free writing: names, addresses, remarks. What was written stays; only spaces and address digits take one form."""

from __future__ import annotations

import re

from pipeline.check.characters import ASCII_DIGITS, HYPHEN_CLASS
from pipeline.check.normal_form import NormalForm

_SPACES = re.compile(r"\s+")
_HYPHEN_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9]){HYPHEN_CLASS}(?=[0-9])")


def single_spaced(text: str) -> str:
    """``text`` with every run of white space as one full-width space, and none at the ends."""
    return _SPACES.sub("　", text).strip("　")


def written_text(text: str) -> NormalForm:
    """A name or remark as written."""
    return NormalForm(single_spaced(text))


def address(text: str) -> NormalForm:
    """An address as written, its digits in ASCII and the hyphens between them as ``-``: ``２ー３`` is ``2-3``."""
    with_digits = single_spaced(text).translate(ASCII_DIGITS)
    return NormalForm(_HYPHEN_BETWEEN_DIGITS.sub("-", with_digits))
