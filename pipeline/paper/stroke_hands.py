"""Digits and capital letters drawn from invented strokes in place of a typeface's, as varied as real people's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.scan import Pixels
from pipeline.paper.skeletons import inked, skeletons, write_skeleton

_KINDS = frozenset({"digits", "letters"})
_HEIGHT_PX, _PEN_PX = 90.0, 6.0


@dataclass(frozen=True, slots=True)
class StrokeHand:
    """A writer whose digits and capital letters no typeface has. See ``RealHand``."""

    def shape(self, of: str, rng: np.random.Generator) -> Pixels | None:
        """A drawing of ``of``, cut to its ink; None for what has no skeleton or is neither digit nor letter."""
        skeleton = skeletons().get(of)
        if skeleton is None or skeleton.kind not in _KINDS:
            return None
        drawn = inked(write_skeleton(of, rng), _HEIGHT_PX, _PEN_PX, rng)
        rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
        return drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@dataclass(frozen=True, slots=True)
class StrokeHands:
    """All such writers. See ``RealHands``."""

    def someone(self, _rng: np.random.Generator) -> StrokeHand:
        """One of them: they differ from character to character."""
        return StrokeHand()
