"""The first year of an era among the digits of a date: 元年.

No digit looks like 元, so digits are read as if it were none; only where the engine itself sees one is it let in.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.read.alphabets import alphabet
from pipeline.read.cells import read_cells
from pipeline.read.engine import Posteriors
from pipeline.read.line_texts import LineTexts, read_free
from pipeline.read.lines import Line
from pipeline.read.script import Script

FIRST = "元"

SEEN = 0.5
"""What the engine must believe of a 元 at some step, anything that may be written taken together."""


def column_of_first_year(charset: tuple[str, ...]) -> int | None:
    """Where an engine of this ``charset`` tells of a 元; None where it knows none."""
    return charset.index(FIRST) if FIRST in charset else None


def has_first_year(steps: Posteriors, line: Line, column: int | None) -> bool:
    """Whether a 元, which the engine tells of in ``column``, stands on a line of a date's digits."""
    return line.script is Script.DATE_DIGITS and column is not None and bool(steps[:, column].max() > SEEN)


def read_first_year(steps: Posteriors, line: Line, charset: tuple[str, ...]) -> LineTexts:
    """The texts of such a line. The second reader, which knows no kanji, does not bear witness for them."""
    symbols = alphabet(Script.FIRST_YEAR, charset)
    read = read_cells(steps, line, symbols, None) if line.windows else read_free(steps, symbols)
    return replace(read, sight=replace(read.sight, second=0.0))
