"""Digits and capital letters drawn from invented strokes in place of a typeface's, as varied as real people's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.scan import Pixels
from pipeline.paper.skeletons import Manner, inked, skeletons, write_skeleton

_KINDS = frozenset({"digits", "letters"})
_HEIGHT_PX, _PEN_PX = 90.0, 6.0

_LOOSE = (0.3, 0.9)
"""From neat to hasty: read about as well as real people's digits; what is wilder serves to train a reader on."""

_USUAL_FIRST = 1.6
"""Ways of writing are listed from the most usual on; above 1, those are had more often."""


@dataclass(frozen=True, slots=True)
class StrokeHand:
    """A writer whose digits and capital letters no typeface has. See ``RealHand``.

    ``loose`` is how far the points of a character stray; ``seed`` says which way of writing each character is theirs.
    """

    loose: float
    seed: int

    def shape(self, of: str, rng: np.random.Generator) -> Pixels | None:
        """A drawing of ``of``, cut to its ink; None for what has no skeleton or is neither digit nor letter."""
        skeleton = skeletons().get(of)
        if skeleton is None or skeleton.kind not in _KINDS:
            return None
        way = float(np.random.default_rng((self.seed, ord(of))).random() ** _USUAL_FIRST)
        drawn = inked(write_skeleton(of, rng, Manner(self.loose, way)), _HEIGHT_PX, _PEN_PX, rng)
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        return drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@dataclass(frozen=True, slots=True)
class StrokeHands:
    """All such writers, from neat to hasty. See ``RealHands``."""

    def someone(self, rng: np.random.Generator) -> StrokeHand:
        """One of them."""
        return StrokeHand(float(rng.uniform(*_LOOSE)), int(rng.integers(1 << 31)))
