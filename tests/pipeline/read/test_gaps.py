"""Empty cells that may hide a character leave a doubt, and nothing is filled in."""

from __future__ import annotations

import pytest

from models.reading import Doubt
from pipeline.read.gaps import gap_doubts
from tests.pipeline.read.drawn import line


@pytest.mark.parametrize(
    ("type_", "filled", "doubts"),
    [
        ("account_number", (1, 2, 3, 4, 5, 6, 7), ()),
        ("account_number", (0, 1, 2, 3, 4, 5, 6), (Doubt.LAST_CELL_EMPTY,)),
        ("integer", (6, 7), ()),
        ("integer", (0, 1), (Doubt.LAST_CELL_EMPTY,)),
        ("money", (0, 1), (Doubt.LAST_CELL_EMPTY,)),
        ("code", (0, 1, 2), ()),
        ("code", (1, 2, 3), (Doubt.FIRST_CELL_EMPTY,)),
        ("kana", (0, 1, 2, 4, 5), ()),
        ("kana", (0, 2, 4, 5), (Doubt.CELL_SKIPPED,)),
        ("kana", (1, 2, 4, 6), (Doubt.FIRST_CELL_EMPTY, Doubt.CELL_SKIPPED)),
        ("digits", (1, 2, 3), ()),
        ("phone", (0, 1, 2, 4, 5, 7), ()),
        ("kana", (), ()),
    ],
)
def test_each_type_has_cells_that_should_not_be_empty(
    type_: str, filled: tuple[int, ...], doubts: tuple[Doubt, ...]
) -> None:
    assert gap_doubts(line(type_, cells=8), filled) == doubts


def test_free_lines_have_no_cells_to_skip() -> None:
    assert gap_doubts(line("kana"), (3, 5, 7)) == ()
