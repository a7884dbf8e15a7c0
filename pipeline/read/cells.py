"""Cells read by two readers: the strip by the one, each character alone by the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.reading import Candidate
from pipeline.read.alphabets import Alphabet
from pipeline.read.decode import Window, cell_posteriors, decode_rows
from pipeline.read.engine import CellReader, Posteriors
from pipeline.read.line_texts import LineTexts, sight_of
from pipeline.read.lines import Line
from pipeline.read.second import KNOWN, SIGNS, Believed, Opinion, opinion_of

SIGN_SIZE = 0.6
"""A ゛ or ゜ alone is at most this large, over the line's usual character."""

_MARKS = ("\u3099", "\u309a")


def opinions(lines: Sequence[Line], alphabets: Sequence[Alphabet], second: CellReader | None) -> list[Opinion | None]:
    """What the second reader thinks of each line's cells; all of them are shown to it at once."""
    asked = [index for index, line in enumerate(lines) if line.glyphs and line.script in KNOWN]
    told: list[Opinion | None] = [None] * len(lines)
    if second is None or not asked:
        return told
    beliefs = second.beliefs([glyph for index in asked for glyph in lines[index].glyphs])
    start = 0
    for index in asked:
        end = start + len(lines[index].glyphs)
        told[index] = opinion_of(beliefs[start:end], second.charset, alphabets[index].symbols[1:])
        start = end
    return told


def read_cells(steps: Posteriors, line: Line, alphabet: Alphabet, opinion: Opinion | None) -> LineTexts:
    """The texts of a strip of cells, from what both readers believe."""
    width, windows = line.pixels.shape[1], line.windows
    if opinion is None:
        cells = cell_posteriors(steps, windows, width, alphabet)
        texts = decode_rows(cells, windows, alphabet)
        return LineTexts(texts, sight_of(cells, texts, alphabet))
    cells, alone = cell_posteriors(steps, windows, width, alphabet, opinion.symbols), opinion.symbols
    for place, sign in _signs(line, alphabet, opinion):
        if _takes(cells[place - 1], sign, alphabet.symbols[1:]):
            cells, alone = (_voiced(rows, place, sign, alphabet.symbols[1:]) for rows in (cells, alone))
            windows = (*windows[:place], *windows[place + 1 :])
    texts = decode_rows(cells, windows, alphabet)
    second = _agreement(texts, windows, alone, alphabet) if texts else None
    return LineTexts(texts, sight_of(cells, texts, alphabet, second))


def _signs(line: Line, alphabet: Alphabet, opinion: Opinion) -> list[tuple[int, int]]:
    """Cells with a sign alone that belongs to the kana in the cell before, the last first: (cell, which sign)."""
    if "ガ" not in alphabet.place:
        return []
    places = range(1, len(line.windows))
    return [
        (place, int(opinion.signs[place].argmax()))
        for place in reversed(places)
        if line.windows[place].size < SIGN_SIZE
        and line.filled[place] == line.filled[place - 1] + 1
        and opinion.signs[place].sum() > 0.5
    ]


def _takes(row: NDArray[np.float64], sign: int, symbols: tuple[str, ...]) -> bool:
    """Whether the likeliest kana of a cell may bear the sign, or bears it already: ナ does not."""
    return bool(np.isin(row.argmax(), np.concatenate(_pairs(symbols, _MARKS[sign]))))


def _voiced(rows: Believed, place: int, sign: int, symbols: tuple[str, ...]) -> Believed:
    """The row before ``place`` with its kana voiced by the sign at ``place``, which loses its own row."""
    voiced = np.full(rows.shape[1], rows[place - 1].min())
    plain, loud = _pairs(symbols, _MARKS[sign])
    voiced[loud] = np.maximum(rows[place - 1][plain], rows[place - 1][loud])
    joined: Believed = np.delete(rows, place, axis=0)
    joined[place - 1] = voiced
    return joined


@lru_cache(maxsize=8)
def _pairs(symbols: tuple[str, ...], mark: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of the kana that ``mark`` may follow, and of what they become."""
    place = {symbol: index for index, symbol in enumerate(symbols)}
    joined = [(unicodedata.normalize("NFC", symbol + mark), symbol) for symbol in symbols if symbol not in SIGNS]
    pairs = [(place[plain], place[voiced]) for voiced, plain in joined if voiced in place]
    return np.array([p for p, _ in pairs], np.intp), np.array([v for _, v in pairs], np.intp)


def _agreement(texts: Sequence[Candidate], windows: Sequence[Window], alone: Believed, alphabet: Alphabet) -> float:
    """The second reader's belief in the best text: that of all its characters together."""
    text, at, product = texts[0].text, 0, 1.0
    for window, row in zip(windows, alone, strict=True):
        at += window.after_gap
        product *= float(row[alphabet.place[text[at]] - 1])
        at += 1
    return min(1.0, product)
