"""Small and full-size kana told apart by the ink's size.

The recogniser sees each character scaled to its line and often cannot tell ツ from ッ; a person can, because the small
one is about two thirds as large as its neighbours. The size is part of a name (キヨウコ is not キョウコ), so it is
measured where cells give each character its place.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.read.priors import SMALL, SMALL_OF

FULL_SIZE, SMALL_SIZE, SPREAD = 0.97, 0.73, 0.1
"""Larger side of a full-size and of a small kana over that of the line's usual character, and their deviation."""

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
    small, full = _twins(symbols)
    weights = np.ones(len(symbols))
    likely_small, likely_full = (float(np.exp(-(((size - s) / SPREAD) ** 2) / 2)) for s in (SMALL_SIZE, FULL_SIZE))
    weights[small] = max(LEAST, 1.0 if size < SMALL_SIZE else likely_small)
    weights[full] = max(LEAST, 1.0 if size > FULL_SIZE else likely_full)
    return weights


@cache
def _twin_of(symbols: tuple[str, ...]) -> NDArray[np.intp]:
    """For each symbol the place of the same kana in the other size; -1 where it has none."""
    place = {symbol: index for index, symbol in enumerate(symbols)}
    other = SMALL_OF | {small: full for full, small in SMALL_OF.items()}
    return np.array([place.get(other.get(symbol, ""), -1) for symbol in symbols], np.intp)


@cache
def _twins(symbols: tuple[str, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    return (
        np.array([symbol in SMALL for symbol in symbols]),
        np.array([symbol in SMALL_OF for symbol in symbols]),
    )
