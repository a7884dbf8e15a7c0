"""How many keys an answer takes a person with a Japanese input method, and which is the shorter way to write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

KANA = 2.0
"""Keys for one kana in romaji, on an average: か is two, あ one, しゃ three for two."""
KANJI = 3.0
"""Keys for one kanji: two kana's romaji or so, shared out over words, and the choice among what is offered."""
CONFIRM = 1.0
"""The Enter that ends a conversion."""

_KANA = re.compile(r"[\u3041-\u30ff]")
_PLAIN = re.compile(r"[\u0000-\u00ff\u3000\uff01-\uff5e]")
_DATE = re.compile(r"(明治|大正|昭和|平成|令和)(元|\d+)年(\d+)月(\d+)日")
_ERAS = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}


def keys_for(text: str) -> float:
    """Keys to write ``text`` from nothing; digits, letters and spaces are one each."""
    keys = sum(1.0 if _PLAIN.match(one) else KANA if _KANA.match(one) else KANJI for one in text)
    return keys + (CONFIRM if any(not _PLAIN.match(one) for one in text) else 0.0)


def as_typed(kind: str, text: str) -> str:
    """The answer as somebody in a hurry types it: a date with the letter of its era."""
    found = _DATE.fullmatch(text) if kind == "date" else None
    if found is None:
        return text
    era, year, month, day = found.groups()
    return f"{_ERAS[era]}{'1' if year == '元' else year}.{month}.{day}"


@dataclass(frozen=True, slots=True)
class Writing:
    """A way to bring ``text`` into an input: named keys first (they move and delete), then what is written.

    ``keys`` is what it costs a person.
    """

    moves: tuple[str, ...]
    text: str
    keys: float


def whole(text: str) -> Writing:
    """Written anew over the selected text."""
    return Writing((), text, keys_for(text))


def _alike(one: str, other: str) -> int:
    """With how many characters both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def mended(stands: str, text: str) -> Writing:
    """Only what differs: go there from the nearer end, delete what is wrong, write what is right."""
    before = _alike(stands, text)
    after = _alike(stands[before:][::-1], text[before:][::-1])
    wrong, right = stands[before : len(stands) - after], text[before : len(text) - after]
    if before <= after:
        moves = ("Home", *["ArrowRight"] * before, *["Delete"] * len(wrong))
    else:
        moves = ("End", *["ArrowLeft"] * after, *["Backspace"] * len(wrong))
    return Writing(moves, right, len(moves) + keys_for(right))


def shortest(stands: str, text: str) -> Writing:
    """What a practised person does."""
    return min(whole(text), mended(stands, text), key=lambda way: way.keys)
