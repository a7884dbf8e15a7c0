"""Where each letter of a text stands on its line: the likeliest way of the text through an engine's steps (Viterbi)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.read.engine import Posteriors

_NEVER = -1e9
_SILENT = -30.0
"""Logarithm of a letter's belief in a step that says nothing."""


def letter_middles(
    spoken: NDArray[np.bool_], believed: Posteriors, letters: Sequence[int], width: float
) -> tuple[float, ...]:
    """The middle of each letter in pixels from the left of a line ``width`` wide.

    ``letters`` are their places in the alphabet; ``spoken`` tells which of the steps ``believed`` has a row for.
    """
    states = np.zeros(2 * len(letters) + 1, np.intp)  # blank, letter, blank, …
    states[1::2] = letters
    leaps = np.zeros(len(states), bool)
    leaps[3::2] = states[3::2] != states[1:-2:2]
    way, seen = _best_way(_heard(spoken, believed, states), leaps)
    steps = np.arange(len(spoken)) + 0.5
    sums = np.bincount(way, seen, len(states))[1::2]
    middles = np.bincount(way, seen * steps, len(states))[1::2] / np.maximum(sums, 1e-300)
    return tuple(float(middle) * width / len(spoken) for middle in middles)


def _heard(spoken: NDArray[np.bool_], believed: Posteriors, states: NDArray[np.intp]) -> NDArray[np.float64]:
    """Steps × states: the logarithm of what is believed of each."""
    heard = np.full((len(spoken), len(states)), _SILENT)
    heard[:, ::2] = 0.0
    heard[spoken] = np.log(np.maximum(believed.astype(np.float64), 1e-12))[:, states]
    return heard


def _best_way(heard: NDArray[np.float64], leaps: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The state at each step, and how much is believed of it there."""
    count = heard.shape[1]
    best, came_by = np.full(count, _NEVER), np.zeros(heard.shape, np.intp)
    best[0] = 0.0
    for step, row in enumerate(heard):
        ways = np.full((3, count), _NEVER)
        ways[0], ways[1, 1:] = best, best[:-1]
        ways[2, 2:] = np.where(leaps[2:], best[:-2], _NEVER)
        came_by[step] = ways.argmax(axis=0)
        best = ways.max(axis=0) + row
    state = count - 1 if count == 1 or best[-1] >= best[-2] else count - 2
    way = np.zeros(len(heard), np.intp)
    for step in range(len(heard) - 1, -1, -1):
        way[step] = state
        state -= came_by[step, state]
    return way, np.exp(heard[np.arange(len(heard)), way])
