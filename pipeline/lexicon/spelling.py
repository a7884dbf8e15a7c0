"""Letters that people exchange when they write names. For keys to compare by; a value keeps the letters as written."""

from __future__ import annotations

SAME_PLACE = str.maketrans("ヶヵケがガカ之ノ乃龍澤嶋島濱櫻廣國檜籠", "ケケケケケケののの竜沢嶌嶌浜桜広国桧篭")
"""Letters and old forms that address writers exchange: 霞ケ関 and 霞が関, 龍ケ崎 and 竜ヶ崎."""

SAME_NAME = str.maketrans("髙﨑邉邊濵濱澤齋齊斎嶋嶌栁德惠眞廣櫻國", "高崎辺辺浜浜沢斉斉斉島島柳徳恵真広桜国")
"""Variants of one kanji with which families and given names are written."""

LARGE = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
"""Small kana as bank books, which have none, and many people write them."""

_ASCII_DIGITS = {ord("０") + n: str(n) for n in range(10)}


def place_key(text: str) -> str:
    """``text`` with letters that name the same place made one."""
    return text.translate(SAME_PLACE).translate(_ASCII_DIGITS)


def name_key(text: str) -> str:
    """``text`` with the variants of one kanji made one."""
    return text.translate(SAME_NAME)


def kana_key(text: str) -> str:
    """``text`` itself: the size of a kana is part of a name."""
    return text
