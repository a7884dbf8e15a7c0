"""Whether an address lies where its postal code says, told under a fold that forgives everyday spellings."""

from __future__ import annotations

import re

from pipeline.check.characters import ASCII_DIGITS
from pipeline.check.kanji_numbers import with_ascii_numbers
from pipeline.check.postal import PostalArea
from pipeline.lexicon.spelling import SAME_PLACE, without_county

_LEFT_OUT = re.compile(r"\s|大字|字")


def lies_in(address: str, area: PostalArea) -> bool:
    """Whether ``address`` names the area's city and, somewhere behind it, its town.

    The prefecture and the county (郡) may be left out. What stands between city and town is not looked at: in Kyoto the
    crossing is named there.
    """
    written, city, town = _fold(address), _fold(area.city), _fold(area.town)
    for name in (city, without_county(city)):
        _, found, behind = written.partition(name)
        if found:
            return town in behind
    return False


def _fold(address: str) -> str:
    """A key to compare by; never a value. Numbers are ASCII, spellings that mean one place are alike."""
    plain = with_ascii_numbers(address.translate(ASCII_DIGITS))
    return _LEFT_OUT.sub("", plain).translate(SAME_PLACE)
