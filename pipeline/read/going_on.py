"""Addresses that end their first line within a place and go on with it: 東京都三鷹市 / 下連雀1-2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.lexicon.graph import Places
from pipeline.read.alphabets import Alphabet
from pipeline.read.line_texts import Texts
from pipeline.read.priors import Order


@dataclass(frozen=True, slots=True)
class Behind:
    """See ``Order``: that of a line which goes on with the text of the line ``before``."""

    order: Order
    before: str

    def weight(self, text: str, symbol: str) -> float:
        """Weight of ``symbol`` behind both lines."""
        return self.order.weight(self.before + text, symbol)

    def weights(self, text: str, symbols: Sequence[str]) -> Sequence[float]:
        """Weight of each of ``symbols`` behind both lines."""
        return self.order.weights(self.before + text, symbols)

    def likely(self, text: str) -> Places:
        """Where on the list both lines lead to."""
        return self.order.likely(self.before + text)

    def listed(self, text: str) -> float:
        """The share of both lines, from the start, that a list has."""
        return self.order.listed(self.before + text)


def going_on(first: Texts, symbols: Alphabet) -> Alphabet | None:
    """The alphabet of the line behind ``first``, an address read by ``symbols``; None where any text may follow."""
    before = first[0].text if first else ""
    here = symbols.order.likely(before)
    if not before or not here or any(node.free for node in here):
        return None
    return replace(symbols, order=Behind(symbols.order, before))
