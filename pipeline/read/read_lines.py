"""All lines through the engine, and each decoded as what may be written there asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.hands import Hands
from pipeline.lexicon.lexicon import Lexicon
from pipeline.read.alphabets import Alphabet, alphabet
from pipeline.read.cells import opinions, read_cells
from pipeline.read.engine import CellReader, Posteriors, TextEngine
from pipeline.read.first_year import column_of_first_year, has_first_year, read_first_year
from pipeline.read.going_on import going_on
from pipeline.read.line_texts import LineTexts, read_free
from pipeline.read.lines import Line
from pipeline.read.script import Script
from pipeline.read.second import Opinion

_WITH_NUMBERS = frozenset({Script.ADDRESS, Script.TEXT})
"""Scripts in which numbers stand among words."""

_OF_DIGITS = frozenset({Script.DIGITS, Script.DATE_DIGITS, Script.NUMBER, Script.PHONE, Script.CODE, Script.MONEY})
"""Scripts whose look-alikes are all known (``look_alikes.py``), so that what is left looks like none of them."""

STRANGE = 0.9
"""Belief in what may not stand there from which on it does stand there: 壱, 二 or あ among digits. Of 590 such lines of
scans, photos and faxes two had so much, and one of these was read wrong."""


def read_lines(
    lines: Sequence[Line], engine: TextEngine, lexicon: Lexicon | None, second: CellReader | None, hands: Hands
) -> list[LineTexts]:
    """Each line's candidates; the engine's large matrices are decoded as they come."""
    read = [LineTexts()] * len(lines)
    symbols = [alphabet(line.script, engine.charset, lexicon, line.expected, line.pattern) for line in lines]
    thought, first_year = opinions(lines, symbols, second), column_of_first_year(engine.charset)
    later: list[tuple[int, Posteriors]] = []
    for index, steps in hands.ahead(engine.posteriors([line.pixels for line in lines])) if lines else ():
        if lines[index].follows:
            later.append((index, steps))
        elif has_first_year(steps, lines[index], first_year):
            read[index] = read_first_year(steps, lines[index], engine.charset)
        else:
            read[index] = _decode(steps, lines[index], symbols[index], thought[index], second)
    for index, steps in later:
        expected = going_on(read[index - 1].texts, symbols[index - 1]) or symbols[index]
        read[index] = _decode(steps, lines[index], expected, None, second)
    return read


def _decode(
    steps: Posteriors, line: Line, symbols: Alphabet, opinion: Opinion | None, second: CellReader | None
) -> LineTexts:
    if line.windows:
        read = read_cells(steps, line, symbols, opinion)
    else:
        read = read_free(steps, symbols, line.pixels, second if line.script in _WITH_NUMBERS else None)
    return replace(read, is_strange=line.script in _OF_DIGITS and symbols.outside(steps) > STRANGE)
