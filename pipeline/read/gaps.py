"""Empty cells that may hide a character: forgotten, or lost on the way.

Nothing is filled in here, and a number that stands one box further to the side is the same number. A person looks.
"""

from __future__ import annotations

from itertools import pairwise

from models.fields import LineField
from models.reading import Doubt

_FROM_THE_RIGHT = frozenset({"account_number", "integer", "money"})
"""Types that are written flush right, blanks before them."""

_FROM_THE_LEFT = frozenset({"code", "kana"})
"""Types of any length that begin in the first box. Other numbers have a length, and rules that know it."""


def gap_doubts(field: LineField, filled: tuple[int, ...]) -> tuple[Doubt, ...]:
    """What the ``filled`` cells of a field say about those that are not; nothing for free lines and empty fields."""
    if not field.cells or not filled:
        return ()
    doubts = []
    if field.type in _FROM_THE_RIGHT and filled[-1] < len(field.cell_boxes()) - 1:
        doubts.append(Doubt.LAST_CELL_EMPTY)
    if field.type in _FROM_THE_LEFT and filled[0] > 0:
        doubts.append(Doubt.FIRST_CELL_EMPTY)
    gaps = sum(b > a + 1 for a, b in pairwise(filled))
    if field.type == "kana" and gaps > 1:  # one parts the family's name from the given one
        doubts.append(Doubt.CELL_SKIPPED)
    return tuple(doubts)
