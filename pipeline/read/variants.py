"""Variants of one kanji in names: offered beside what was read, never chosen in silence.

A family writes 髙橋 or 高橋, and the register keeps which. Where the engine knows only one of the two, or takes them
for each other, nothing was told about the other, and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from models.reading import Candidate, Doubt, Reading
from models.template import Template
from pipeline.lexicon.spelling import LOOK_ALIKES, VARIANTS

MOST = 3
"""So many are offered."""

_GROUP_OF = {kanji: group for group in VARIANTS for kanji in group}
_NEXT_TO_NONE = 0.02
"""What a variant that the engine hardly saw is worth, compared with what was read."""


def with_names_told(template: Template, readings: Sequence[Reading], charset: tuple[str, ...]) -> tuple[Reading, ...]:
    """The readings, those of names with the variants of what they say among their candidates.

    A name that an engine of this ``charset`` cannot tell from its variant is doubted. It is looked at when nothing
    moves its candidates any more: what is weighed with its kana may turn out to be another name.
    """
    return tuple(
        _told(reading, charset) if template.field(reading.field).type == "name" else reading for reading in readings
    )


def _told(reading: Reading, charset: tuple[str, ...]) -> Reading:
    doubts = (Doubt.VARIANT_KANJI,) if needs_a_look(reading.text, charset) else ()
    return replace(reading, candidates=with_variants(reading.candidates), doubts=(*reading.doubts, *doubts))


def with_variants(texts: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The candidates, and behind them the variants of the best one that are not among them yet."""
    if not texts:
        return texts
    known = {candidate.text for candidate in texts}
    new = [text for text in variants(texts[0].text) if text not in known][:MOST]
    least = min(texts[-1].score, texts[0].score * _NEXT_TO_NONE)
    return (*texts, *(Candidate(text, least) for text in new))


def variants(text: str) -> Iterator[str]:
    """``text`` with one of its kanji exchanged for a variant."""
    for place, kanji in enumerate(text):
        for other in _GROUP_OF.get(kanji, ""):
            if other != kanji:
                yield text[:place] + other + text[place + 1 :]


def needs_a_look(text: str, charset: tuple[str, ...]) -> bool:
    """Whether ``text`` has an unusual variant, or a kanji that an engine of this ``charset`` takes for another."""
    return not (_UNSURE | _told_alone(charset)).isdisjoint(text)


_UNSURE = frozenset("".join((*LOOK_ALIKES, *(group[1:] for group in VARIANTS))))


@cache
def _told_alone(charset: tuple[str, ...]) -> frozenset[str]:
    """The kanji of which the engine knows but some of the variants."""
    known = frozenset(charset)
    return frozenset(kanji for group in VARIANTS if not known.issuperset(group) for kanji in group)
