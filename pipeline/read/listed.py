"""Orders that know a list of names: what is on it is expected, anything else may stand there at a price."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.lexicon.graph import Graph, Places, places
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
        usual = self.prior(text[-1:], symbol)
        here = places(self.graph, text)
        if not here:
            return usual * self.beyond if symbol else usual
        if not symbol:
            return usual if any(node.ends for node in here) else usual * SHORT_OF_A_NAME
        letter = self.graph.spelt(symbol)
        if any(letter in node.after for node in here):
            return 1.0
        if any(node.free for node in here):
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
