"""What the program asks of a text recogniser. Everything behind it can be replaced, and faked in tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.scan import Pixels

Posteriors = NDArray[np.float32]
"""Steps × symbols: at each step from left to right, the probability of each symbol; column 0 is the CTC blank."""


class TextEngine(Protocol):
    """Reads pictures of single lines and says how sure it is of every symbol at every step.

    Choosing the text is not the engine's work: the field's alphabet is unknown to it (``decode.py``). An engine
    belongs to one thread at a time.
    """

    @property
    def name(self) -> str:
        """Engine and weights, as stored beside each reading."""
        ...

    @property
    def charset(self) -> tuple[str, ...]:
        """The symbol of each column of the posteriors; the first is the CTC blank, an empty string."""
        ...

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        """Read grey ``lines`` (dark on white, each one line of writing).

        Yields the index of a line with its posteriors, each line once, in the order that suits the engine: one
        page's posteriors together would fill hundreds of megabytes. EngineFault where the engine itself fails.
        """
        ...


Beliefs = NDArray[np.float32]
"""Characters × classes: how much speaks for each class; only differences within a row count (natural logarithms)."""


class CellReader(Protocol):
    """A second reader, for characters that stand alone in their cells.

    It may be shared by threads.
    """

    @property
    def name(self) -> str:
        """Reader and weights, as stored beside each reading."""
        ...

    @property
    def charset(self) -> tuple[str, ...]:
        """What each column stands for; "" for ink that is no character. Small kana have their full form's column."""
        ...

    def beliefs(self, glyphs: Sequence[Pixels]) -> Beliefs:
        """What each framed picture (``glyphs.framed``) shows. EngineFault where the reader itself fails."""
        ...
