"""How somebody likes the desk: kept with the account, so that it is so at every counter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextSize(StrEnum):
    """How large the words of the pages are; the browser's own zoom comes on top."""

    USUAL = "usual"
    LARGE = "large"
    LARGEST = "largest"


class PaperSide(StrEnum):
    """On which side of the answer the paper lies."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Habits:
    """What a person chose; without a choice, what suits most."""

    text_size: TextSize = TextSize.USUAL
    paper_side: PaperSide = PaperSide.LEFT


NO_CHOICE = Habits()
