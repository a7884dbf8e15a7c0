"""Which of hundreds of blanks a page looks like, without comparing it with each.

Locality-sensitive hashing by bit sampling (Indyk and Motwani 1998): descriptors that agree in sixteen chosen bits meet
in one bucket. Buckets that are full are words that every form uses, as stop words are, and tell nothing. Each meeting
votes for a blank *and* for how the page would lie on it (turn by quarters, shift), after the weak geometric consistency
of Jégou, Douze and Schmid (2008); the page's own form gathers its votes in one place, a chance likeness scatters them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identify.features import NO_FEATURES, Features, Points

OF_BLANK = 1000
"""Features of each blank that are indexed."""

_OF_PAGE = 1500
_TABLES = 6
_FULL_BUCKET = 60
_ALIKE_BITS = 64
"""Descriptors that differ in more of their 256 bits do not show the same print."""

_CELL = 1 / 14
"""Shifts are counted in cells of this many sides, 21 mm on A4; four neighbours together bear scale and tilt."""

_CELLS = 20
_COS, _SIN = np.array([1, 0, -1, 0], np.float32), np.array([0, 1, 0, -1], np.float32)

Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """A blank that the page may show: its number, its votes, and the pairs of points that gave them."""

    blank: int
    votes: int
    source: Points
    target: Points


class FeatureIndex:
    """The features of many blanks, by what they look like; may be shared by threads."""

    def __init__(self, blanks: Sequence[Features]) -> None:
        """Sort the first features of each blank into buckets: about 0.2 s for 200 blanks."""
        self._count = len(blanks)
        firsts = [blank.first(OF_BLANK) for blank in blanks] or [NO_FEATURES]
        self._points = np.concatenate([blank.points for blank in firsts])
        self._angles = np.concatenate([blank.angles for blank in firsts])
        self._owner = np.repeat(np.arange(len(firsts), dtype=np.int32), [len(blank.points) for blank in firsts])
        descriptors = np.concatenate([blank.descriptors for blank in firsts])
        self._words = np.ascontiguousarray(descriptors).view(np.uint64)
        bits = np.random.default_rng(2008).permutation(256)  # a fixed choice: an index is the same every time
        self._bits = bits[: 16 * _TABLES].reshape(_TABLES, 16)
        self._tables = [_buckets(keys) for keys in self._keys(descriptors)]

    def likely(self, seen: Features, most: int) -> list[Likeness]:
        """At most ``most`` blanks, the one with most votes first; none where nothing meets."""
        seen = seen.first(_OF_PAGE)
        if len(seen.points) == 0 or len(self._owner) == 0:
            return []
        source, target = self._meetings(seen)
        cells, inside = self._cells(seen, source, target)
        source, target, cells = source[inside], target[inside], cells[inside]
        shape = (self._count, 4, _CELLS, _CELLS)
        counted = np.bincount(np.ravel_multi_index(tuple(cells.T), shape), minlength=int(np.prod(shape)))
        fours = _fours(counted.reshape(shape))
        best = fours.reshape(self._count, -1).max(axis=1)
        chosen = [int(blank) for blank in np.argsort(-best, kind="stable")[:most] if best[blank] > 0]
        return [self._likeness(blank, fours[blank], seen, source, target, cells) for blank in chosen]

    def unseen(self, blank: int) -> Likeness:
        """A blank that nothing voted for, and that something else (the sheet's own code) says is there."""
        none = np.empty((0, 2), np.float32)
        return Likeness(blank, 0, none, none)

    def _likeness(
        self, blank: int, fours: NDArray[np.intp], seen: Features, source: Indices, target: Indices, cells: Indices
    ) -> Likeness:
        turn, x, y = np.unravel_index(int(fours.argmax()), fours.shape)
        low, high = np.array([blank, turn, x - 1, y - 1]), np.array([blank, turn, x + 2, y + 2])
        own = ((cells >= low) & (cells <= high)).all(axis=1)
        pairs = np.unique(np.stack([source[own], target[own]], axis=1), axis=0)  # each once, though met in many tables
        return Likeness(blank, int(fours.max()), seen.points[pairs[:, 0]], self._points[pairs[:, 1]])

    def _keys(self, descriptors: NDArray[np.uint8]) -> list[NDArray[np.uint16]]:
        bits = np.unpackbits(descriptors, axis=1)
        return [np.ascontiguousarray(np.packbits(bits[:, own], axis=1)).view(np.uint16).ravel() for own in self._bits]

    def _meetings(self, seen: Features) -> tuple[Indices, Indices]:
        """Pairs (feature of the page, feature of a blank) that meet in a bucket and are alike."""
        sources, targets = [], []
        for (order, start), keys in zip(self._tables, self._keys(seen.descriptors), strict=True):
            first, end = start[keys], start[keys.astype(np.int32) + 1]
            size = np.where(end - first > _FULL_BUCKET, 0, end - first)
            source = np.repeat(np.arange(len(keys), dtype=np.int32), size)
            within = np.arange(len(source), dtype=np.int32) - np.repeat(np.cumsum(size) - size, size)
            sources.append(source)
            targets.append(order[within + np.repeat(first, size)])
        source, target = np.concatenate(sources), np.concatenate(targets)
        differing = seen.descriptors.view(np.uint64)[source] ^ self._words[target]
        alike = np.bitwise_count(differing).sum(axis=1) <= _ALIKE_BITS
        return source[alike], target[alike]

    def _cells(self, seen: Features, source: Indices, target: Indices) -> tuple[Indices, NDArray[np.bool_]]:
        """Of each pair: blank, quarter turn, shift across and down; and whether the shift is one that paper makes."""
        turn = np.rint((self._angles[target] - seen.angles[source]) / 90).astype(np.int32) % 4
        x, y = seen.points[source].T
        turned = np.stack([_COS[turn] * x - _SIN[turn] * y, _SIN[turn] * x + _COS[turn] * y], axis=1)
        shift = np.floor((self._points[target] - turned) / _CELL).astype(np.int32) + _CELLS // 2
        inside = ((shift >= 0) & (shift < _CELLS)).all(axis=1)
        return np.stack([self._owner[target], turn, shift[:, 0], shift[:, 1]], axis=1), inside


def _buckets(keys: NDArray[np.uint16]) -> tuple[Indices, Indices]:
    """The features in the order of their keys, and where each key's begin."""
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return order, np.searchsorted(keys[order], np.arange(2**16 + 1)).astype(np.int32)


def _fours(counted: NDArray[np.intp]) -> NDArray[np.intp]:
    """The votes of each cell with its neighbours to the right, below, and between the two."""
    rows = counted[..., :-1, :] + counted[..., 1:, :]
    return np.asarray(rows[..., :-1] + rows[..., 1:])
