"""Whether an address lies where its postal code says, told under a fold that forgives everyday spellings."""

from __future__ import annotations

import re

from pipeline.check.characters import ASCII_DIGITS
from pipeline.check.kanji_numbers import with_ascii_numbers
from pipeline.check.postal import PostalArea
from pipeline.lexicon.spelling import SAME_PLACE, without_county

_WITH_CROSSINGS = "京都市"

_LEFT_OUT = re.compile(r"\s|大字|字")


def lies_in(address: str, area: PostalArea) -> bool:
    """Whether ``address`` names the area's city and, right behind it, its town.

    The prefecture and the county (郡) may be left out. In Kyoto the crossing is named between city and town.
    """
    written, city, town = _fold(address), _fold(area.city), _fold(area.town)
    for name in (city, without_county(city)):
        _, found, behind = written.partition(name)
        if found:
            return _names(behind, town) if city.startswith(_WITH_CROSSINGS) else behind.startswith(town)
    return False


def _names(behind: str, town: str) -> bool:
    """Whether ``town`` stands somewhere, and not with half of a number: 11番丁 is not 1番丁."""
    return re.search(rf"(?<![0-9]){re.escape(town)}" if town[:1].isdigit() else re.escape(town), behind) is not None


def _fold(address: str) -> str:
    """A key to compare by; never a value. Numbers are ASCII, spellings that mean one place are alike."""
    plain = with_ascii_numbers(address.translate(ASCII_DIGITS))
    return _LEFT_OUT.sub("", plain).translate(SAME_PLACE)
