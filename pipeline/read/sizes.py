"""Small and full-size kana told apart by the ink's size.

The recogniser sees each character scaled to its line and often cannot tell ツ from ッ; a person can, because the small
one is about two thirds as large as its neighbours. The size is part of a name (キヨウコ is not キョウコ), so it is
measured where cells give each character its place.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.read.priors import SMALL_OF

FULL_SIZE = {
    "ア": 0.93, "イ": 1.02, "ウ": 0.99, "エ": 0.94, "オ": 1.01,
    "ツ": 0.92, "ヤ": 0.97, "ユ": 0.98, "ヨ": 0.83, "ワ": 0.86,
}  # fmt: skip
"""Larger side of a full-size kana over that of the line's usual character: means of eight hands."""

SMALL_SHARE, SPREAD = 0.78, 0.09
"""A small kana is so large as its full form, in every hand within 0.02; the deviation of both."""

LEAST = 0.05
"""Weight that is left however much the size speaks against a character: people write ッ large, too."""


TWIN_LEAK = 0.05
"""Share of a kana's belief that its twin of the other size gets as well, for size and neighbours to decide."""


def by_size(believed: NDArray[np.float64], symbols: tuple[str, ...], size: float) -> NDArray[np.float64]:
    """What is believed of each symbol (summed over a cell), once the ink's ``size`` is heard."""
    twin = _twin_of(symbols)
    return (believed + TWIN_LEAK * np.where(twin >= 0, believed[twin], 0.0)) * size_evidence(symbols, size)


def size_evidence(symbols: tuple[str, ...], size: float) -> NDArray[np.float64]:
    """A weight for each symbol, below 1 where ink of this ``size`` speaks against it; only kana with twins differ."""
    usual, is_small = _usual(symbols)
    off = np.where(
        is_small, np.maximum(size - usual, 0.0), np.maximum(usual - size, 0.0)
    )  # nan where size says nothing
    weights: NDArray[np.float64] = np.maximum(LEAST, np.exp(-((off / SPREAD) ** 2) / 2))
    return np.where(np.isnan(weights), 1.0, weights)


@cache
def _twin_of(symbols: tuple[str, ...]) -> NDArray[np.intp]:
    """For each symbol the place of the same kana in the other size; -1 where it has none."""
    place = {symbol: index for index, symbol in enumerate(symbols)}
    other = SMALL_OF | {small: full for full, small in SMALL_OF.items()}
    return np.array([place.get(other.get(symbol, ""), -1) for symbol in symbols], np.intp)


@cache
def _usual(symbols: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The usual size of each symbol (nan for those of one size only), and which are small."""
    small_of = {small: SMALL_SHARE * FULL_SIZE[full] for full, small in SMALL_OF.items()}
    sizes = FULL_SIZE | small_of
    return np.array([sizes.get(s, np.nan) for s in symbols]), np.array([s in small_of for s in symbols])
