"""Orders that know a list of names: what is on it is expected, anything else may stand there at a price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.lexicon.graph import Graph, Places, letters_behind, places
from pipeline.read.priors import Prior

SHORT_OF_A_NAME, UNUSUAL_SEQUEL, ODD_SEQUEL = 0.1, 0.1, 0.01
"""Weight of a text that ends within a name, and where anything may follow: of any letter that is not expected, and of
digits, Latin letters and signs that are not."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """See ``Order``. ``unlisted`` is the weight of leaving the list, once, and ``beyond`` that of each letter then."""

    graph: Graph
    prior: Prior
    unlisted: float
    beyond: float

    def weight(self, text: str, symbol: str) -> float:
        """Weight of ``symbol`` behind ``text``."""
        if symbol:
            return self.weights(text, (symbol,))[0]
        usual, here = self.prior(text[-1:], symbol), places(self.graph, text)
        return usual if not here or any(node.ends for node in here) else usual * SHORT_OF_A_NAME

    def weights(self, text: str, symbols: Sequence[str]) -> Sequence[float]:
        """Weight of each of ``symbols`` behind ``text``; where it is on the list is looked up once."""
        last, here = text[-1:], places(self.graph, text)
        if not here:
            return [self.prior(last, symbol) * self.beyond for symbol in symbols]
        behind, free, spelt = letters_behind(here), any(node.free for node in here), self.graph.spelt
        return [1.0 if spelt(symbol) in behind else self._off_list(last, symbol, free) for symbol in symbols]

    def _off_list(self, last: str, symbol: str, free: bool) -> float:
        usual = self.prior(last, symbol)
        if free:
            return usual * (ODD_SEQUEL if symbol.isascii() else UNUSUAL_SEQUEL)
        return usual * self.unlisted

    def likely(self, text: str) -> Places:
        """Where on the list ``text`` is: the letters that names go on with."""
        return places(self.graph, text)

    def listed(self, text: str) -> float:
        """The share of ``text``, from its start, that is on the list."""
        known = len(text)
        while known and not places(self.graph, text[:known]):
            known -= 1
        return known / len(text) if text else 1.0
