"""What one line says: its texts, and how clearly they were seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.reading import CLEAR, Candidate, Sight
from models.scan import Pixels
from pipeline.read.alphabets import Alphabet
from pipeline.read.decode import QUIET, ranked, weigh_texts
from pipeline.read.engine import CellReader, Posteriors
from pipeline.read.numbers import Seen, look_again

Texts = tuple[Candidate, ...]
"""The candidates of one line, best first."""


@dataclass(frozen=True, slots=True)
class LineTexts:
    """The candidates of one line, and how clearly the best one was seen.

    It ``is_strange`` where the engine saw, as good as surely, a character that may not stand there.
    """

    texts: Texts = ()
    sight: Sight = CLEAR
    is_strange: bool = False


def read_free(
    steps: Posteriors, alphabet: Alphabet, pixels: Pixels | None = None, second: CellReader | None = None
) -> LineTexts:
    """The texts of a free line; with its ``pixels`` a ``second`` reader looks at the numbers that leave a doubt."""
    spoken = steps[:, 0] < QUIET
    believed = alphabet.project(steps[spoken])
    weights = weigh_texts(spoken, believed, alphabet)
    if second is not None and pixels is not None:
        weights = look_again(weights, Seen(pixels, spoken, believed), alphabet, second)
    texts = ranked(weights)
    return LineTexts(texts, sight_of(believed, texts, alphabet))


def sight_of(
    believed: Posteriors | NDArray[np.float64], texts: Texts, alphabet: Alphabet, second: float | None = None
) -> Sight:
    """How clearly ``texts`` were seen in steps (or cells) × symbols; ``second`` is a second reader's belief in it.

    Where no second reader looked, the first one's certainty stands for it.
    """
    surest = believed.max(axis=1) if len(believed) else np.ones(1)
    certainty = float(np.clip(surest.prod(), 0.0, 1.0))
    return Sight(
        certainty=certainty,
        weakest=float(np.clip(surest.min(), 0.0, 1.0)),
        second=certainty if second is None else second,
        listed=alphabet.order.listed(texts[0].text) if texts else 1.0,
    )


def seen_together(sights: tuple[Sight, ...]) -> Sight:
    """How clearly several lines were seen that make one text."""
    if not sights:
        return CLEAR
    return Sight(
        certainty=float(np.prod([sight.certainty for sight in sights])),
        weakest=min(sight.weakest for sight in sights),
        second=float(np.prod([sight.second for sight in sights])),
        listed=min(sight.listed for sight in sights),
    )
