"""個人番号: twelve digits, the last a check digit (総務省令第85号 第5条)."""

from __future__ import annotations

from models.reasons import ReasonCode
from pipeline.check.digits import bare_digits
from pipeline.check.normal_form import NormalForm, doubted, wrong_format, wrong_length

_LENGTH = 12
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
"""Weights of the first eleven digits from the left."""


def my_number(text: str) -> NormalForm:
    """Twelve digits. A failing check digit is a doubt; a passing one proves nothing (one in ten passes by chance)."""
    digits = bare_digits(text)
    if digits is None:
        return wrong_format()
    if len(digits) != _LENGTH:
        return wrong_length(len(digits), _LENGTH)
    return NormalForm(digits) if check_digit(digits[:-1]) == digits[-1] else doubted(digits, ReasonCode.CHECK_DIGIT)


def check_digit(first_eleven: str) -> str:
    """The digit that belongs behind the first eleven."""
    total = sum(int(digit) * weight for digit, weight in zip(first_eleven, _WEIGHTS, strict=True))
    remainder = total % 11
    return "0" if remainder <= 1 else str(11 - remainder)
