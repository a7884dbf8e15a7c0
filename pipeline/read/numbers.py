"""The numbers in a line of mixed writing, looked at once more digit by digit.

The recogniser reads whole lines; what it is unsure of in an address is mostly a digit of the house number that is
slanted, small, or touches its neighbour. So where its candidates differ in a number, that number's ink is cut into
pieces and shown to the reader of lone characters: a candidate is worth as much as its digits explain the pieces.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels
from pipeline.read.alignment import letter_middles
from pipeline.read.alphabets import Alphabet
from pipeline.read.engine import CellReader, Posteriors
from pipeline.read.glyphs import framed
from pipeline.read.pieces import Pieces, paper_near, pieces_of

SURE = 0.97
"""Where one text has this share of the weight of all, nothing is looked at again."""

SYMBOLS = "0123456789-"
_NUMBER = re.compile(r"[0-9][0-9-]*")

MOST_PIECES, WIDEST_PX = 4, 17
"""Pieces that may be one digit together, and how wide they are at most."""

WIDENED = 4 / 3
"""Lines are narrowed for the recogniser; the reader of lone characters knows digits as they are."""

DOUBT = 1e-3
"""Belief that is shared out evenly whatever the second reader says."""

GAP_PX, FADED, UNSEEN = 11, np.log(0.15), np.log(0.02)
"""What it costs (logarithm) that a hyphen left no ink: little where a gap as wide as this is left for it."""

TALL_PX, LEFT_OUT, SPECK = 12, -4.0, -1.0
"""What it costs (logarithm) that a piece is no part of the number: much where it is as tall as a digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A line as it was read: its picture, its steps and which of them say something."""

    pixels: Pixels
    spoken: NDArray[np.bool_]
    believed: Posteriors


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Pieces from ``first`` to before ``end`` as one character: ``beliefs`` (logarithms) in SYMBOLS, and in none."""

    first: int
    end: int
    height: int
    beliefs: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Number:
    """The ink of one number: all that may be a character of it, by the piece that it ends with.

    ``no_hyphen`` is what it costs (logarithm) that a hyphen left no ink before each piece, and behind the last.
    """

    ending: Mapping[int, Sequence[_Part]]
    no_hyphen: NDArray[np.float64]


def look_again(texts: Mapping[str, float], seen: Seen, alphabet: Alphabet, second: CellReader) -> Mapping[str, float]:
    """The ``texts`` with their weights, those that differ from the best in nothing but numbers weighed once more.

    Together these keep the weight that they had; the others are left alone.
    """
    total, best = sum(texts.values()), max(texts, key=lambda text: texts[text], default="")
    if not best or texts[best] >= SURE * total:
        return texts
    alike = {text: _NUMBER.findall(_bare(text)) for text in texts if _words(text) == _words(best)}
    differing = [n for n, written in enumerate(zip(*alike.values(), strict=True)) if len(set(written)) > 1]
    if not differing:
        return texts
    inked = _inked(best, differing, seen, alphabet, second)
    said = {text: sum(_explained(numbers[n], inked[n]) for n in differing) for text, numbers in alike.items()}
    most, kept = max(said.values()), sum(texts[text] for text in alike)
    again = {text: texts[text] * float(np.exp(said[text] - most)) for text in alike}
    scale = kept / sum(again.values()) if any(again.values()) else 0.0
    return {**texts, **{text: weight * scale for text, weight in again.items()}} if scale else texts


def _bare(text: str) -> str:
    return text.replace(" ", "")


def _words(text: str) -> str:
    """The text without what its numbers are."""
    return _NUMBER.sub("0", _bare(text))


def _inked(
    text: str, which: Sequence[int], seen: Seen, alphabet: Alphabet, second: CellReader
) -> Mapping[int, _Number]:
    """The ink of ``which`` of the numbers in ``text``."""
    letters, ink = [alphabet.place[letter] for letter in text], 255 - seen.pixels
    at = letter_middles(seen.spoken, seen.believed, letters, ink.shape[1])
    middles = [0.0, *(x for x, letter in zip(at, text, strict=True) if letter != " "), 2.0 * ink.shape[1]]
    found = {}
    spans = [match.span() for match in _NUMBER.finditer(_bare(text))]
    for n in which:
        first, end = (paper_near(ink, (middles[at] + middles[at + 1]) / 2) for at in spans[n])
        found[n] = _number(pieces_of(ink[:, first if spans[n][0] else 0 : end]), second)
    return found


def _number(pieces: Pieces, second: CellReader) -> _Number:
    count, spans = len(pieces.spans), pieces.spans
    ranges = [
        (first, end)
        for first in range(count)
        for end in range(first + 1, min(first + MOST_PIECES, count) + 1)
        if end == first + 1 or spans[end - 1][1] - spans[first][0] <= WIDEST_PX
    ]
    inks = [pieces.together(first, end) for first, end in ranges]
    rows = _heard(second, [framed(_widened(ink)) for ink, _ in inks])
    ending: defaultdict[int, list[_Part]] = defaultdict(list)
    for (first, end), (_, height), row in zip(ranges, inks, rows, strict=True):
        ending[end].append(_Part(first, end, height, row))
    wide = [False, *(b[0] - a[1] >= GAP_PX for a, b in pairwise(spans)), False]
    return _Number(ending, np.where(wide[: count + 1], FADED, UNSEEN))


def _widened(ink: Pixels) -> Pixels:
    size = max(1, round(ink.shape[1] * WIDENED)), ink.shape[0]
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _heard(second: CellReader, glyphs: Sequence[Pixels]) -> NDArray[np.float64]:
    """Glyphs × (SYMBOLS and none of them): the logarithm of what the second reader believes of each."""
    columns = [second.charset.index(symbol) for symbol in (*SYMBOLS, "")]
    beliefs = second.beliefs(glyphs)[:, columns].astype(np.float64)
    shares = np.exp(beliefs - beliefs.max(axis=1, keepdims=True)) if len(beliefs) else beliefs
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-300)
    heard: NDArray[np.float64] = np.log((1 - DOUBT) * shares + DOUBT / shares.shape[1])
    return heard


def _explained(number: str, inked: _Number) -> float:
    """How well a number explains the ink (logarithm): the best way to share its pieces out among the characters."""
    count = len(inked.no_hyphen)
    before = np.full(count, -np.inf)
    for symbol in ("", *number):
        now = before + inked.no_hyphen if symbol == "-" else np.full(count, -np.inf)
        if not symbol:
            now[0] = 0.0
        for end in range(1, count):
            for part in inked.ending.get(end, ()):
                if symbol:
                    now[end] = max(now[end], before[part.first] + part.beliefs[SYMBOLS.index(symbol)])
                if part.first == end - 1:
                    price = LEFT_OUT if part.height >= TALL_PX else SPECK
                    now[end] = max(now[end], now[part.first] + part.beliefs[-1] + price)
        before = now
    return max(float(before[-1]), -1e3)
