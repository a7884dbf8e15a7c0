"""The kinds of writing that fields hold."""

from __future__ import annotations

from enum import StrEnum


class Script(StrEnum):
    """What may be written on a line."""

    DIGITS = "digits"
    DATE_DIGITS = "date_digits"
    FIRST_YEAR = "first_year"
    """The digits of a date with 元 among them."""
    NUMBER = "number"
    PHONE = "phone"
    CODE = "code"
    MONEY = "money"
    KANA = "kana"
    NAME = "name"
    TEXT = "text"
    ADDRESS = "address"
    DATE = "date"
