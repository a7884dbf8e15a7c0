"""From an engine's step-by-step belief to candidate texts, under the field's alphabet.

Two ways. A free line is decoded by CTC prefix beam search. A strip of one-character cells is decoded cell by cell:
inside each cell's window exactly one symbol must stand, which removes most doubled, split and missing characters.
(CTC: Graves et al., "Connectionist temporal classification", 2006.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.reading import Candidate
from pipeline.lexicon.graph import Node
from pipeline.read.alphabets import TINY, Alphabet
from pipeline.read.engine import Posteriors
from pipeline.read.second import Believed, together
from pipeline.read.sizes import by_size

BEAM, CELL_BEAM = 8, 32
"""Prefixes kept at each step of a free line, and after each cell."""

FEWEST = 1e-3
"""Symbols less probable than this at a step are not tried."""

TRACE = 1e-7
"""Those that are likely in their place are tried down to this."""

QUIET = 0.9995
"""A step whose blank is at least this probable adds nothing."""

CANDIDATES = 5
"""Texts that are kept for a person to choose from."""

Beam = dict[str, tuple[float, float]]
"""Prefixes with their probability ending in a blank, and ending in their last symbol."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where one cell's character stands in its strip, in the strip's pixels from the left.

    ``after_gap``: empty cells lie before it. ``size`` is its ink's larger side over the line's usual one.
    """

    left: float
    right: float
    after_gap: bool = False
    size: float = 1.0


def decode_line(steps: Posteriors, alphabet: Alphabet) -> tuple[Candidate, ...]:
    """The most probable texts of a free line, best first; the score is the text's probability."""
    spoken = steps[:, 0] < QUIET
    return ranked(weigh_texts(spoken, alphabet.project(steps[spoken]), alphabet))


def weigh_texts(spoken: NDArray[np.bool_], believed: Posteriors, alphabet: Alphabet) -> Mapping[str, float]:
    """The texts still in the race, with their weights, from the steps that say something over the alphabet's symbols.

    ``spoken`` tells which of all steps these are.
    """
    beam: Beam = {"": (1.0, 0.0)}
    projected = iter(believed)
    for speaks in spoken:
        beam = _advance(beam, next(projected), alphabet) if speaks else _rest(beam)
    return {text: (closed + opened) * alphabet.order.weight(text, "") for text, (closed, opened) in beam.items()}


def _rest(beam: Beam) -> Beam:
    """A step that says nothing: the next symbol may repeat the last one."""
    return {text: (closed + opened, 0.0) for text, (closed, opened) in beam.items()}


def _advance(beam: Beam, step: Posteriors, alphabet: Alphabet) -> Beam:
    """A step that may add a symbol."""
    blank, traced = float(step[0]), _traced(step)
    believed = _told(np.flatnonzero(step[1:] > FEWEST) + 1, step, alphabet)
    grown: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for text, (closed, opened) in beam.items():
        last, tried = text[-1:], [*believed, *_expected(text, step, traced, alphabet)]
        grown[text][0] += (closed + opened) * blank
        for (symbol, probability), weight in zip(tried, _weights(text, tried, alphabet), strict=True):
            if symbol == last:
                grown[text][1] += opened * probability
            before = closed if symbol == last else closed + opened
            if before > 0.0:
                grown[text + symbol][1] += before * probability * weight
    best = sorted(grown.items(), key=lambda item: -(item[1][0] + item[1][1]))[:BEAM]
    return {text: (pair[0], pair[1]) for text, pair in best}


def _weights(text: str, tried: Sequence[tuple[str, float]], alphabet: Alphabet) -> Sequence[float]:
    """What the order of writing says to each symbol that is tried behind ``text``."""
    return alphabet.order.weights(text, [symbol for symbol, _ in tried])


def _traced(step: NDArray[Any]) -> NDArray[np.bool_]:
    """Of which symbols the engine believes a trace and no more."""
    return np.asarray((step > TRACE) & (step <= FEWEST), np.bool_)


def _expected(text: str, step: NDArray[Any], traced: NDArray[np.bool_], alphabet: Alphabet) -> list[tuple[str, float]]:
    """Symbols that are likely behind ``text`` and of which the engine believes at least a trace."""
    places = _symbols_behind(alphabet, alphabet.order.likely(text))
    return _told(places[traced[places]], step, alphabet)


def _told(places: NDArray[np.intp], step: NDArray[Any], alphabet: Alphabet) -> list[tuple[str, float]]:
    """The symbols at these places, and how much the engine believes of each."""
    return list(zip(map(alphabet.symbols.__getitem__, places.tolist()), step[places].tolist(), strict=True))


@lru_cache(maxsize=8192)
def _symbols_behind(alphabet: Alphabet, nodes: tuple[Node, ...]) -> NDArray[np.intp]:
    """The places in the alphabet of the letters behind each of the nodes."""
    letters = (letter for node in nodes for letter in node.after)
    return np.array([alphabet.place[letter] for letter in letters if letter in alphabet.place], np.intp)


def decode_cells(steps: Posteriors, windows: Sequence[Window], width: int, alphabet: Alphabet) -> tuple[Candidate, ...]:
    """The most probable texts of a strip ``width`` pixels wide with one symbol in each window, best first."""
    return decode_rows(cell_posteriors(steps, windows, width, alphabet), windows, alphabet)


def decode_rows(cells: Believed, windows: Sequence[Window], alphabet: Alphabet) -> tuple[Candidate, ...]:
    """The most probable texts of cells × symbols (blank left out), best first."""
    beam: dict[str, float] = {"": 1.0}
    for window, symbols in zip(windows, cells, strict=True):
        gap = " " if window.after_gap else ""
        least = min(FEWEST, float(symbols.max()))  # a cell that the engine is silent about still holds something
        step = np.concatenate([[0.0], symbols])
        tried = _told(np.flatnonzero(symbols >= least) + 1, step, alphabet)
        grown, traced = {}, _traced(step)
        for text, weight in ((text + gap, weight) for text, weight in beam.items()):
            all_tried = [*tried, *_expected(text, step, traced, alphabet)]
            for (symbol, probability), usual in zip(all_tried, _weights(text, all_tried, alphabet), strict=True):
                grown[text + symbol] = weight * probability * usual
        beam = dict(sorted(grown.items(), key=lambda item: -item[1])[:CELL_BEAM])
    return ranked({text: weight * alphabet.order.weight(text, "") for text, weight in beam.items()})


def cell_posteriors(
    steps: Posteriors, windows: Sequence[Window], width: int, alphabet: Alphabet, second: Believed | None = None
) -> Believed:
    """Cells × symbols (blank left out): how probable each symbol is as the only one in its window.

    ``second`` is what a second reader believes of them.
    """
    believed = alphabet.project(steps).astype(np.float64)
    per_px = len(believed) / width
    cells = np.empty((len(windows), believed.shape[1] - 1))
    for row, window in enumerate(windows):
        first = min(int(window.left * per_px), len(believed) - 1)
        end = max(first + 1, round(window.right * per_px))
        cells[row] = _exactly_one(believed[first:end])
    if second is not None:
        cells = together(_shares(cells), second)
    sized = [by_size(row, alphabet.symbols[1:], window.size) for row, window in zip(cells, windows, strict=True)]
    return _shares(np.array(sized).reshape(cells.shape))


def _shares(cells: Believed) -> Believed:
    shares: Believed = cells / np.maximum(cells.sum(axis=1, keepdims=True), TINY)
    return shares


def _exactly_one(believed: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each symbol, the summed probability of all CTC paths blank* symbol+ blank* through these steps."""
    before, inside, after = 1.0, np.zeros(believed.shape[1] - 1), np.zeros(believed.shape[1] - 1)
    for step in believed:
        after = (after + inside) * step[0]
        inside = (inside + before) * step[1:]
        before *= step[0]
    return inside + after + TINY


def ranked(weights: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The best texts; scores are shares of the weight of all that were still in the race."""
    total = sum(weights.values())
    if total <= 0.0:
        return ()
    best = sorted(weights.items(), key=lambda item: -item[1])[:CANDIDATES]
    return tuple(Candidate(text, min(1.0, weight / total)) for text, weight in best)
