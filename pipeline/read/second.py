"""Two readers of one cell: what the second one believes of a field's symbols, and both together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.read.engine import Beliefs
from pipeline.read.priors import SMALL_OF
from pipeline.read.script import Script

KNOWN = frozenset({Script.DIGITS, Script.DATE_DIGITS, Script.NUMBER, Script.PHONE, Script.CODE, Script.KANA})
"""Scripts all of whose symbols the second reader knows."""

FIRST_SHARE, SECOND_SHARE = 0.6, 0.6
"""How much the logarithm of each reader's belief counts; found on made pages without real hands (``cell_net.toml``)."""

DOUBT = 1e-4
"""Belief that is always left to every symbol: neither reader is heard to exclude one."""

_BARS = {"ー": "-"}
_FULL = {small: full for full, small in SMALL_OF.items()}

Believed = NDArray[np.float64]
"""Cells × symbols. Of the second reader, small and full kana have the same belief, that in their common shape."""

SIGNS = "゛゜"


@dataclass(frozen=True, slots=True, eq=False)
class Opinion:
    """What the second reader believes of each cell.

    ``symbols`` are the alphabet's (without the blank); ``signs`` are ゛ and ゜ standing there alone.
    """

    symbols: Believed
    signs: Believed


def opinion_of(beliefs: Beliefs, charset: tuple[str, ...], symbols: tuple[str, ...]) -> Opinion:
    """The second reader's ``beliefs`` about cells in which only ``symbols`` may stand."""
    signs = second_opinion(beliefs, charset, (*symbols, *SIGNS))[:, -len(SIGNS) :]
    return Opinion(second_opinion(beliefs, charset, symbols), signs)


def second_opinion(beliefs: Beliefs, charset: tuple[str, ...], symbols: tuple[str, ...]) -> Believed:
    """What the second reader believes of ``symbols`` (without the blank) when only they may stand there.

    Ink that it takes for no character tells nothing: its belief is spread evenly.
    """
    columns = _columns(charset, symbols)
    junk = charset.index("")
    shapes, shape_of = np.unique(np.append(columns, junk), return_inverse=True)
    heard = beliefs[:, shapes].astype(np.float64)
    heard[:, shapes < 0] = -np.inf
    heard = np.exp(heard - heard.max(axis=1, keepdims=True))
    heard /= heard.sum(axis=1, keepdims=True)
    believed: Believed = heard[:, shape_of[:-1]] + heard[:, shape_of[-1:]] / len(symbols)
    return believed


def together(first: Believed, second: Believed) -> Believed:
    """Both readers' beliefs as one: a weighted product, in which what both hold likely wins."""
    second = second / second.sum(axis=1, keepdims=True)
    said = FIRST_SHARE * np.log(_doubted(first)) + SECOND_SHARE * np.log(_doubted(second))
    both = np.exp(said - said.max(axis=1, keepdims=True))
    shares: Believed = both / both.sum(axis=1, keepdims=True)
    return shares


def _doubted(believed: Believed) -> Believed:
    doubted: Believed = (1 - DOUBT) * believed + DOUBT / believed.shape[1]
    return doubted


@lru_cache(maxsize=64)
def _columns(charset: tuple[str, ...], symbols: tuple[str, ...]) -> NDArray[np.intp]:
    """The second reader's column of each symbol; -1 where it has none."""
    column = {character: index for index, character in enumerate(charset)}
    return np.array([column.get(_BARS.get(s, _FULL.get(s, s)), -1) for s in symbols], np.intp)
