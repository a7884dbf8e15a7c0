"""What leaving an input puts right by itself: widths, spaces, kana. Letters and their variants stay as they were typed.

Never more than the field type's normal form does anyway: the value of a text is the value of the tidied text.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.check.characters import ASCII_CAPITALS, ASCII_DIGITS, HYPHEN_CLASS
from pipeline.check.exchange import SPACE, Exchange, characters, exchanged
from pipeline.check.kana import KATAKANA
from pipeline.check.text import ADDRESS, SINGLE_SPACED, UNSEEN

_ASCII_MARKS = {ord(wide): narrow for wide, narrow in zip("／．，（）", "/.,()", strict=True)}
_TRIMMED = (UNSEEN, Exchange(f"{SPACE}+", " "), Exchange("^ | $", ""))
_DIGITS = (*_TRIMMED, characters(ASCII_DIGITS | _ASCII_MARKS))
_NUMBER = (*_DIGITS, Exchange(HYPHEN_CLASS, "-"))
_YEN = characters({ord(wide): "¥" for wide in "￥\\"})
_LETTERS = characters(ASCII_CAPITALS)

TIDY: Mapping[str, tuple[Exchange, ...]] = {
    "text": SINGLE_SPACED,
    "name": SINGLE_SPACED,
    "address": ADDRESS,
    "kana": KATAKANA,
    "integer": _DIGITS,
    "money": (*_DIGITS, _YEN),
    "digits": _NUMBER,
    "account_number": _NUMBER,
    "my_number": _NUMBER,
    "phone": _NUMBER,
    "code": (*_NUMBER, _LETTERS),
    "date": (*_NUMBER, _LETTERS),
    "postal_code": (*_NUMBER, Exchange("[〒 -](?=.*[0-9])|(?<=[0-9])[ -]+$", "")),
}
"""The exchanges for each type of field that is written; a postal code is left as its bare digits."""


def tidied(field_type: str, text: str) -> str:
    """``text`` as it stands in an input of this type after it was left."""
    return exchanged(text, TIDY.get(field_type, ()))
