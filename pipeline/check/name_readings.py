"""How well a name in kanji and a name in kana belong together, by the readings that names usually have.

A hint and never more: a name is read as its bearer says. 千代子 is チヨコ rather than チョコ,
and マコト is 誠 rather than 城.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lexicon.lexicon import Lexicon
from pipeline.lexicon.spelling import LARGE, name_key

BOTH, BOTH_BUT_SIZE, ONE, NEITHER = 1.0, 0.1, 0.2, 0.06
"""Weights of a pair whose family and given name are read so; the same but for the size of a kana; of one that is so in
one of them; and of any other, for there are more names and readings than any list has."""


def kinship(name: str, kana: str, lexicon: Lexicon) -> float:
    """The weight of a name in kanji (with or without a space) beside a name in katakana."""
    said = kana.replace(" ", "").replace("　", "")
    return max((_weight(family, given, said, lexicon) for family, given in _parted(name_key(name))), default=NEITHER)


def _parted(name: str) -> Iterator[tuple[str, str]]:
    """A name as family and given name: at its space, else at every place."""
    parts = name.split()
    if len(parts) == 2:
        yield parts[0], parts[1]
        return
    whole = "".join(parts)
    yield from ((whole[:place], whole[place:]) for place in range(1, len(whole)))


def _weight(family: str, given: str, said: str, lexicon: Lexicon) -> float:
    families, givens = lexicon.family.get(family, frozenset()), lexicon.given.get(given) or _as_written(given)
    whole = {first + second for first in families for second in givens}
    if said in whole:
        return BOTH
    if said.translate(LARGE) in {reading.translate(LARGE) for reading in whole}:
        return BOTH_BUT_SIZE
    return ONE if any(map(said.startswith, families)) or any(map(said.endswith, givens)) else NEITHER


def _as_written(given: str) -> frozenset[str]:
    """A given name in kana is read as it is written."""
    katakana = "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in given)
    return frozenset({katakana}) if all("ァ" <= letter <= "ー" for letter in katakana) and given else frozenset()
