"""Characters that look like what may stand in a field, and count for it: a slanted 1 and /, ー and 一, 口 and ロ."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator

from pipeline.read.priors import TWINS
from pipeline.read.script import Script

TWIN_LEAK = 0.1
"""Share of a character's belief that its twin of another script gets as well, for the neighbours to decide."""

GAP_LEAK = 0.3
"""Share of a gap's belief that a level stroke in an address gets: a pen that hardly wrote."""

SPECK_LEAK = 0.1
"""Share of a stop's belief that nothing at all gets as well in an address, where stops hardly ever stand: specks do."""

_MIXED = frozenset({Script.NAME, Script.TEXT, Script.ADDRESS})
"""Kanji, kana, letters and digits together."""


DIGIT_TWINS = {
    "0": "OoDQ〇○◯口ロОо",
    "1": "/|lIi!丨亅丿ノ",
    "2": "Zz乙",
    "3": "ろョヨ",
    "4": "чЧ",
    "5": "Ss",
    "6": "bG",
    "7": "つフワク",
    "8": "B&",
    "9": "gqa",
}
"""Characters that the recogniser takes for a digit's shape."""

SLANTED_ONE = "/|丨亅丿"
"""What a hasty 1 is taken for; none of them stands in an address."""

KANA_TWINS = {
    "ー": "-—–―一‐_~", "ニ": "二=", "ハ": "八", "ロ": "口□", "エ": "工", "カ": "力か", "タ": "夕", "ト": "卜",
    "チ": "千手", "オ": "才", "ミ": "三", "ヌ": "又", "セ": "七せ", "ノ": "丿/", "ヘ": "へ", "ベ": "べ", "ペ": "ぺ",
    "リ": "り", "ヤ": "や", "ャ": "ゃ", "キ": "き", "モ": "も", "ラ": "ら", "ウ": "う", "ム": "△", "ア": "了",
    "ヨ": "彐", "レ": "L", "ヒ": "匕", "イ": "亻", "ネ": "衤",
}  # fmt: skip
"""Kanji, hiragana and signs with a katakana's shape."""

HYPHENS = "–—―−‐‑﹣－_~～"
"""Other characters for one level stroke."""

STOPS = ".,、。'`´’‘:;·"
"""What the recogniser makes of specks."""

SPECKS = STOPS + "・ \u3000"
"""What it makes of specks and gaps: nothing, where only digits or codes are written."""


def folds(script: Script, symbols: Collection[str]) -> Iterator[tuple[str, str, float]]:
    """What else counts for the ``symbols`` of a script: (character outside or twin, symbol it counts for, weight)."""
    if script is Script.KANA or script in _MIXED:
        yield "\u3000", " ", 1.0
    else:
        yield from ((speck, "", 1.0) for speck in SPECKS if speck not in symbols)
    yield from _full_width(script)
    if script is Script.KANA:
        yield from ((twin, kana, 1.0) for kana, twins in KANA_TWINS.items() for twin in twins)
        return
    yield from ((hyphen, "-", 1.0) for hyphen in HYPHENS)
    if script is Script.ADDRESS:
        yield from ((bar, "1", 1.0) for bar in SLANTED_ONE)
        yield from ((stop, "", SPECK_LEAK if stop in symbols else 1.0) for stop in STOPS)
        yield " ", "-", GAP_LEAK  # a thin stroke between numbers, where no gap can be
    if script in _MIXED:
        yield from ((a, b, TWIN_LEAK) for group in TWINS for a in group for b in group if a != b)
    elif script is not Script.CODE:
        yield from ((twin, digit, 1.0) for digit, twins in DIGIT_TWINS.items() for twin in twins)
        yield from ((bar, "-", 1.0) for bar in "ー一")


def _full_width(script: Script) -> Iterator[tuple[str, str, float]]:
    """On paper nobody tells full-width digits and letters from half-width ones; ASCII stands for both."""
    letters = string.digits + string.ascii_letters + "()-/.,"
    yield from ((chr(ord(letter) + 0xFEE0), letter, 1.0) for letter in letters)
    yield "￥", "¥", 1.0
    if script is Script.CODE:
        yield from ((lower, lower.upper(), 1.0) for lower in string.ascii_lowercase)
