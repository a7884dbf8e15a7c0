"""Telephone numbers of Japan's numbering plan (総務省 電気通信番号計画), digits only."""

from __future__ import annotations

import re

from pipeline.check.digits import bare_digits
from pipeline.check.normal_form import NormalForm, wrong_format, wrong_length

_PUNCTUATION = re.compile(r"[()（）.．]")
_PREFIX = re.compile(r"0[1-9]")
"""Every domestic number; 00 opens another carrier's line."""
_ELEVEN_DIGITS = re.compile(r"0[5-9]0|020")
"""Mobile (070-090), IP (050, 060), machine (020) and 0800 free-dial numbers; every other number has ten digits."""


def phone(text: str) -> NormalForm:
    """Ten or eleven digits that start with a single 0, as the prefix asks; hyphens, brackets and spaces are dropped."""
    number = bare_digits(_PUNCTUATION.sub("", text))
    if number is None or not _PREFIX.match(number):
        return wrong_format()
    expected = 11 if _ELEVEN_DIGITS.match(number) else 10
    return NormalForm(number) if len(number) == expected else wrong_length(len(number), expected)
