"""Letters that people exchange when they write names. For keys to compare by; a value keeps the letters as written."""

from __future__ import annotations

import re

SAME_PLACE = str.maketrans("ヶヵケがガカ之ノ乃龍澤嶋島濱櫻廣國檜籠", "ケケケケケケののの竜沢嶌嶌浜桜広国桧篭")
"""Letters and old forms that address writers exchange: 霞ケ関 and 霞が関, 龍ケ崎 and 竜ヶ崎."""

VARIANTS = ("高髙", "崎﨑", "辺邊邉", "斎齋", "斉齊", "浜濱濵", "吉𠮷", "恵惠", "徳德", "柳栁", "瀬瀨", "真眞", "穂穗")
"""Kanji that people write for each other in names and that differ by a stroke or two; the usual one comes first."""

LOOK_ALIKES = ("高髙", "徳德", "瀬瀨", "穂穗")
"""Variants so alike that a recogniser is as sure of the wrong one: 髙橋 was read as 高橋 at 0.99."""

OLD_FORMS = ("沢澤", "島嶋嶌", "広廣", "桜櫻", "国國")
"""Old and present forms of one kanji in names, which nobody takes for each other on paper."""

_SAME_NAME = {ord(other): group[0] for group in (*VARIANTS, *OLD_FORMS) for other in group[1:]}

FULL_KANA, SMALL_KANA = "アイウエオツヤユヨワ", "ァィゥェォッャュョヮ"
"""Kana that are written in two sizes, in the same order."""

LARGE = str.maketrans(SMALL_KANA, FULL_KANA)
"""Small kana as bank books, which have none, and many people write them."""

_ASCII_DIGITS = {ord("０") + n: str(n) for n in range(10)}


_COUNTY = re.compile(r"^.+?郡(?=.+[町村]$)")


def without_county(city: str) -> str:
    """The name of a town or village without its county (郡), which many leave out."""
    return _COUNTY.sub("", city)


def place_key(text: str) -> str:
    """``text`` with letters that name the same place made one."""
    return text.translate(SAME_PLACE).translate(_ASCII_DIGITS)


def name_key(text: str) -> str:
    """``text`` with the variants of one kanji made one."""
    return text.translate(_SAME_NAME)


def kana_key(text: str) -> str:
    """``text`` itself: the size of a kana is part of a name."""
    return text
