"""Numbers and codes that are written with digits, full-width or not.

In a strip of one-character boxes an empty box between two written ones is a hole: a character that was forgotten or
not seen. Closing the hole would make another number of it, so it is ``wrong_format``.
"""

from __future__ import annotations

import re

from pipeline.check.characters import ASCII_CAPITALS, ASCII_DIGITS, HYPHEN_CLASS
from pipeline.check.normal_form import NormalForm, wrong_format, wrong_length

ACCOUNT_NUMBER_DIGITS = 7
"""Digits of a bank account number (全国銀行協会); shorter ones are padded with zeros on the left."""

_DIGITS = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}([,，][0-9]{3})+")
_YEN = re.compile(rf"[¥￥\\金]?\s*(?P<amount>[^¥￥円]*?)\s*(?:円也?)?(?:{HYPHEN_CLASS})?")
_CODE = re.compile(r"[0-9A-Z]+(-[0-9A-Z]+)*")
_GROUPING = re.compile(rf"\s+|{HYPHEN_CLASS}")
_HYPHEN = re.compile(HYPHEN_CLASS)


def bare_digits(text: str) -> str | None:
    """``text`` as ASCII digits without spaces and hyphens; None where anything else is in it."""
    digits = _GROUPING.sub("", text).translate(ASCII_DIGITS)
    return digits if _DIGITS.fullmatch(digits) else None


def digits(text: str, cells: int | None) -> NormalForm:
    """A number that is a name, zeros kept; one of another length than its boxes is doubted."""
    bare = _without_hole(text, cells)
    if bare is None:
        return wrong_format()
    return NormalForm(bare) if cells in {None, len(bare)} else wrong_length(len(bare), cells or 0, bare)


def account_number(text: str, cells: int | None) -> NormalForm:
    """An account number, padded with zeros on the left to the number of its boxes."""
    bare = _without_hole(text, cells)
    width = cells or ACCOUNT_NUMBER_DIGITS
    if bare is None:
        return wrong_format()
    return NormalForm(bare.zfill(width)) if len(bare) <= width else wrong_length(len(bare), width)


def integer(text: str) -> NormalForm:
    """A count or an amount: decimal, without leading zeros; ``1,000`` may be grouped."""
    plain = text.strip().translate(ASCII_DIGITS)
    if _GROUPED.fullmatch(plain):
        plain = re.sub("[,，]", "", plain)
    if not _DIGITS.fullmatch(plain):
        return wrong_format()
    return NormalForm(plain.lstrip("0") or "0")


def money(text: str, cells: int | None) -> NormalForm:
    """An amount of yen as ``integer``: its sign, 円 and the stroke that closes it (``¥12,000-``) are no part of it."""
    signs = _YEN.fullmatch(text.strip())
    if signs is None or (cells is not None and _has_hole(signs["amount"])):
        return wrong_format()
    return integer(signs["amount"])


def code(text: str, cells: int | None) -> NormalForm:
    """Letters and digits, such as the number of a residence card: ASCII capitals, hyphens kept as ``-``."""
    if cells is not None and _has_hole(text):
        return wrong_format()
    plain = "".join(text.split()).translate(ASCII_DIGITS | ASCII_CAPITALS)
    plain = _HYPHEN.sub("-", plain)
    return NormalForm(plain) if _CODE.fullmatch(plain) else wrong_format()


def _without_hole(text: str, cells: int | None) -> str | None:
    return None if cells is not None and _has_hole(text) else bare_digits(text)


def _has_hole(text: str) -> bool:
    return len(text.split()) > 1
