"""Furigana: full-width katakana, the size of every letter kept (キヨウコ and キョウコ are two different names)."""

from __future__ import annotations

import re

from pipeline.check.characters import HYPHEN_CLASS
from pipeline.check.exchange import Exchange, characters, exchanged
from pipeline.check.normal_form import NormalForm, wrong_format
from pipeline.check.text import SINGLE_SPACED

_HALF_WIDTH = (  # in the order of the half-width block, from U+FF66
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテト"
    "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
)
_PLAIN = "カキクケコサシスセソタチツテトハヒフヘホウワヰヱヲ"
_VOICED = "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヸヹヺ"
_HALF_VOICED = dict(zip("ハヒフヘホ", "パピプペポ", strict=True))

_TO_KATAKANA = (
    {ord("ｦ") + n: letter for n, letter in enumerate(_HALF_WIDTH)}
    | {hiragana: chr(hiragana + 0x60) for hiragana in range(ord("ぁ"), ord("ゖ") + 1)}
    | {ord("･"): "・", 0x3099: "゛", 0x309A: "゜"}
)
_COMPOSED = {plain + "゛": voiced for plain, voiced in zip(_PLAIN, _VOICED, strict=True)} | {
    plain + "゜": half_voiced for plain, half_voiced in _HALF_VOICED.items()
}

KATAKANA = (
    *SINGLE_SPACED,
    characters(_TO_KATAKANA),
    Exchange("|".join(_COMPOSED), _COMPOSED),
    Exchange(rf"(?<=[ァ-ヺ]|{HYPHEN_CLASS}){HYPHEN_CLASS}", "ー"),
)
"""Hiragana and half-width katakana as full-width katakana, every letter in its own size."""

_KATAKANA_NAME = re.compile(r"[ァ-ヺ][ァ-ヺー・]*(　[ァ-ヺ][ァ-ヺー・]*)*")
_BANK_SIZE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", "　・")


def kana(text: str) -> NormalForm:
    """``text`` as katakana; anything but kana, the long-vowel mark and ``・`` of foreign names is ``wrong_format``."""
    katakana = exchanged(text, KATAKANA)
    return NormalForm(katakana) if _KATAKANA_NAME.fullmatch(katakana) else wrong_format()


def bank_fold(katakana: str) -> str:
    """A key to compare names by: a bank book has no small letters and its own spacing. Never a value."""
    return katakana.translate(_BANK_SIZE)
