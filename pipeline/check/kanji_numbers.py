"""Numbers written in kanji, as they stand in dates and addresses: 十二, 二十, 二〇二五."""

from __future__ import annotations

import re

_DIGIT = {kanji: str(n) for n, kanji in enumerate("〇一二三四五六七八九")}
_NUMBER = re.compile("[〇一二三四五六七八九十]+")
_UP_TO_99 = re.compile("([一二三四五六七八九]?)十([一二三四五六七八九]?)")


def with_ascii_numbers(text: str) -> str:
    """``text`` with numbers up to 99, and rows of kanji digits, in ASCII digits."""
    return _NUMBER.sub(lambda match: _number(match.group()), text)


def _number(kanji: str) -> str:
    tens = _UP_TO_99.fullmatch(kanji)
    if tens:
        return _DIGIT.get(tens[1], "1") + _DIGIT.get(tens[2], "0")
    return "".join(_DIGIT.get(character, character) for character in kanji)
