"""The order of a code whose template says where letters stand and where digits: AA99999999AA for a residence card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.lexicon.graph import Places
from pipeline.read.priors import NEVER, Prior


@dataclass(frozen=True, slots=True)
class Patterned:
    """See ``Order``. What breaks the ``pattern`` is hardly ever written; ``prior`` tells the usual letters."""

    pattern: str
    prior: Prior

    def weight(self, text: str, symbol: str) -> float:
        """Weight of ``symbol`` behind ``text``."""
        if symbol:
            return self._of(self._due(text), symbol)
        return 1.0 if self._due(text) == "" else NEVER

    def weights(self, text: str, symbols: Sequence[str]) -> Sequence[float]:
        """Weight of each of ``symbols`` behind ``text``."""
        due = self._due(text)
        return [self._of(due, symbol) for symbol in symbols]

    def likely(self, text: str) -> Places:
        """None: no list goes with a pattern."""
        return ()

    def listed(self, text: str) -> float:
        """All of it: there is no list."""
        return 1.0

    def _due(self, text: str) -> str:
        """What the pattern has behind ``text``, in which spaces stand for empty cells; "" behind its end."""
        written = sum(not character.isspace() for character in text)
        return self.pattern[written : written + 1]

    def _of(self, due: str, symbol: str) -> float:
        fits = symbol.isdigit() if due == "9" else symbol.isalpha() if due == "A" else symbol == due
        return self.prior("", symbol) * (1.0 if fits else NEVER)
