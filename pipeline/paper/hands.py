"""Writers: a hand, a pen and habits, the same all over one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.paper.answers import Habits
from pipeline.paper.fonts import FACES, Face
from pipeline.paper.ink import Ink
from pipeline.paper.real_hands import RealHand, RealHands
from pipeline.paper.stroke_hands import StrokeHand, StrokeHands

_INKS = (
    ((38, 34, 33), 0.45),  # black ballpoint
    ((22, 20, 20), 0.20),  # black gel
    ((78, 46, 34), 0.15),  # blue-black fountain pen
    ((140, 66, 38), 0.20),  # blue ballpoint
)


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes. Lengths in millimetres, angles in degrees; ``*_spread`` are standard deviations.

    ``size`` is relative to what fits; ``heavier_mm`` widens (or thins) the face's strokes; ``elastic`` is how far a
    character's parts wander, in em; ``drift`` is the slope of a line. ``real`` has what a real person wrote in place of
    the face's characters.
    """

    face: Face
    ink: Ink
    size: float
    slant: float
    spacing: float
    heavier_mm: float
    pen_mm: float
    place_spread: float
    size_spread: float
    turn_spread: float
    elastic: float
    drift: float
    care: float
    habits: Habits
    real: RealHand | StrokeHand | None = None


def invent_hand(rng: np.random.Generator, faces: Sequence[Face] = FACES) -> Hand:
    """Draw a writer of one of the ``faces``. ``care`` (0 hasty … 1 neat) moves all the spreads together."""
    shares = np.array([face.share for face in faces])
    face = faces[int(rng.choice(len(faces), p=shares / shares.sum()))]
    colour = _INKS[int(rng.choice(len(_INKS), p=[share for _, share in _INKS]))][0]
    care = float(rng.random())
    loose = 1.5 - care
    return Hand(
        face=face,
        ink=Ink(colour, float(rng.uniform(0.78, 1.0))),
        size=float(rng.normal(0.93, 0.07)),
        slant=float(rng.normal(0.02, 0.06)),
        spacing=float(rng.normal(1.0, 0.05)),
        heavier_mm=float(rng.normal(0.02, 0.06)),
        pen_mm=float(rng.uniform(0.3, 0.52)),
        place_spread=0.035 * loose,
        size_spread=0.04 * loose,
        turn_spread=2.2 * loose,
        elastic=0.012 * loose,
        drift=float(rng.normal(-0.003, 0.006)) * loose,
        care=care,
        habits=Habits(
            pads_with_zero=bool(rng.random() < 0.3),
            writes_zeros_of_account=bool(rng.random() < 0.7),
            leaves_gap_in_kana=bool(rng.random() < 0.85),
            signs_yen=care > 0.4,
        ),
    )


_REAL_SHARE = 0.6
"""Share of sheets whose writer is a real one, where there are any."""


@dataclass(frozen=True, slots=True, eq=False)
class Writers:
    """Who may have filled in a sheet: hands like these typefaces, on most sheets with other characters among theirs.

    ``real`` has those of real people, or such as are drawn stroke by stroke.
    """

    faces: tuple[Face, ...] = FACES
    real: RealHands | StrokeHands | None = None

    def someone(self, rng: np.random.Generator) -> Hand:
        """Draw one of them."""
        hand = invent_hand(rng, self.faces)
        if self.real is not None and rng.random() < _REAL_SHARE:
            return replace(hand, real=self.real.someone(rng))
        return hand


ANYBODY = Writers()
"""All hands that can be drawn."""
