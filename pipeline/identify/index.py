"""Which of hundreds of blanks a page looks like, without comparing it with each.

Locality-sensitive hashing by bit sampling (Indyk and Motwani 1998): descriptors that agree in sixteen chosen bits meet
in one bucket. Buckets that are full are words that every form uses, as stop words are, and tell nothing. Each meeting
votes for a blank *and* for how the page would lie on it (turn by quarters, shift), after the weak geometric consistency
of Jégou, Douze and Schmid (2008); the page's own form gathers its votes in one place, a chance likeness scatters them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scan import Matrix
from pipeline.identify.features import NO_FEATURES, Features, Points
from pipeline.identify.nearby import Indices, differing_bits, members

INDEXED = 1600
"""Features of each blank that are indexed."""

_SOUGHT = 2000
_TABLES = 6
_FULL_BUCKET = 90
_ALIKE_BITS = 48
"""Descriptors that differ in more of their 256 bits give no vote."""

_CELL = 1 / 14
"""Shifts are counted in cells of this many sides, 21 mm on A4; four neighbours together bear scale and tilt."""

_CELLS = 20
_POSES, _POSE_SHARE = 3, 0.5
"""Poses of one blank that are looked at closely, if they have such a share of the first one's votes."""

_COS, _SIN = np.array([1, 0, -1, 0], np.float32), np.array([0, 1, 0, -1], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """A blank that the page may show, and how: its number, the votes, and the pairs of points that gave them.

    ``pose`` is how the page lies as those votes have it, turn by quarters and shift, from its sides to the blank's.
    """

    blank: int
    votes: int
    source: Points
    target: Points
    pose: Matrix | None = None


@dataclass(frozen=True, slots=True)
class _Pose:
    """How a page would lie on a blank: quarter turns and the first of four cells of shift, with its votes."""

    blank: int
    votes: int
    turn: int
    x: int
    y: int

    @property
    def transform(self) -> Matrix:
        """From the page's sides to the blank's."""
        cos, sin = _COS[self.turn], _SIN[self.turn]
        x, y = ((at + 1 - _CELLS // 2) * _CELL for at in (self.x, self.y))  # where the four cells meet
        return np.array([[cos, -sin, x], [sin, cos, y], [0, 0, 1]], np.float64)


class FeatureIndex:
    """The features of many blanks, by what they look like; may be shared by threads."""

    def __init__(self, blanks: Sequence[Features]) -> None:
        """Sort the first features of each blank into buckets: about 0.06 s for 500 blanks."""
        self._count = len(blanks)
        firsts = [blank.first(INDEXED) for blank in blanks] or [NO_FEATURES]
        self._points = np.concatenate([blank.points for blank in firsts])
        self._angles = np.concatenate([blank.angles for blank in firsts])
        self._owner = np.repeat(np.arange(len(firsts), dtype=np.int32), [len(blank.points) for blank in firsts])
        self._descriptors = np.concatenate([blank.descriptors for blank in firsts])
        self._tables = [_buckets(keys) for keys in _keys(self._descriptors)]

    def likely(self, seen: Features, most: int, least_share: float = 0.0) -> list[Likeness]:
        """At most ``most`` blanks, the one with most votes first, each in its likely poses; none where nothing meets.

        Blanks with fewer votes than ``least_share`` of the first one's are left out.
        """
        seen = seen.first(_SOUGHT)
        if len(seen.points) == 0 or len(self._owner) == 0:
            return []
        source, target = self._meetings(seen)
        cells, inside = self._cells(seen, source, target)
        source, target, cells = source[inside], target[inside], cells[inside]
        shape = (self._count, 4, _CELLS, _CELLS)
        counted = np.bincount(np.ravel_multi_index(tuple(cells.T), shape), minlength=int(np.prod(shape)))
        fours = _fours(counted.reshape(shape))
        best = fours.reshape(self._count, -1).max(axis=1)
        least = max(1.0, least_share * best.max())
        chosen = [int(blank) for blank in np.argsort(-best, kind="stable")[:most] if best[blank] >= least]
        poses = [pose for blank in chosen for pose in _summits(blank, fours[blank])]
        return [self._likeness(pose, seen, source, target, cells) for pose in poses]

    def unseen(self, blank: int) -> Likeness:
        """A blank that nothing voted for, and that something else (the sheet's own code) says is there."""
        none = np.empty((0, 2), np.float32)
        return Likeness(blank, 0, none, none)

    def _likeness(self, pose: _Pose, seen: Features, source: Indices, target: Indices, cells: Indices) -> Likeness:
        first = np.array([pose.blank, pose.turn, pose.x, pose.y])
        low, high = first - np.array([0, 0, 1, 1]), first + np.array([0, 0, 2, 2])
        own = ((cells >= low) & (cells <= high)).all(axis=1)
        pairs = np.unique(np.stack([source[own], target[own]], axis=1), axis=0)  # each once, though met in many tables
        points = seen.points[pairs[:, 0]], self._points[pairs[:, 1]]
        return Likeness(pose.blank, pose.votes, *points, pose.transform)

    def _meetings(self, seen: Features) -> tuple[Indices, Indices]:
        """Pairs (feature of the page, feature of a blank) that meet in a bucket and are alike."""
        sources, targets = [], []
        for (order, start), keys in zip(self._tables, _keys(seen.descriptors), strict=True):
            first, end = start[keys], start[keys.astype(np.int32) + 1]
            size = np.where(end - first > _FULL_BUCKET, 0, end - first)
            source, at = members(first, size)
            sources.append(source)
            targets.append(order[at])
        source, target = np.concatenate(sources), np.concatenate(targets)
        alike = differing_bits(seen.descriptors[source], self._descriptors[target]) <= _ALIKE_BITS
        return source[alike], target[alike]

    def _cells(self, seen: Features, source: Indices, target: Indices) -> tuple[Indices, NDArray[np.bool_]]:
        """Of each pair: blank, quarter turn, shift across and down; and whether the shift is one that paper makes."""
        turn = np.rint((self._angles[target] - seen.angles[source]) / 90).astype(np.int32) % 4
        x, y = seen.points[source].T
        turned = np.stack([_COS[turn] * x - _SIN[turn] * y, _SIN[turn] * x + _COS[turn] * y], axis=1)
        shift = np.floor((self._points[target] - turned) / _CELL).astype(np.int32) + _CELLS // 2
        inside = ((shift >= 0) & (shift < _CELLS)).all(axis=1)
        return np.stack([self._owner[target], turn, shift[:, 0], shift[:, 1]], axis=1), inside


def _keys(descriptors: NDArray[np.uint8]) -> list[NDArray[np.uint16]]:
    """The sixteen bits of each descriptor by which it is sorted into each table."""
    words = np.ascontiguousarray(descriptors).view(np.uint16)
    return [np.ascontiguousarray(words[:, 2 * table]) for table in range(_TABLES)]


def _buckets(keys: NDArray[np.uint16]) -> tuple[Indices, Indices]:
    """The features in the order of their keys, and where each key's begin."""
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return order, np.searchsorted(keys[order], np.arange(2**16 + 1)).astype(np.int32)


def _summits(blank: int, fours: NDArray[np.intp]) -> Iterator[_Pose]:
    """The poses with most votes.

    A form of many equal rows looks much like itself moved by a row; then both are likely.
    """
    left, first = fours.copy(), int(fours.max())
    for _ in range(_POSES):
        turn, x, y = (int(at) for at in np.unravel_index(int(left.argmax()), left.shape))
        votes = int(left[turn, x, y])
        if votes < _POSE_SHARE * first:
            return
        yield _Pose(blank, votes, turn, x, y)
        left[turn, max(0, x - 1) : x + 2, max(0, y - 1) : y + 2] = 0


def _fours(counted: NDArray[np.intp]) -> NDArray[np.intp]:
    """The votes of each cell with its neighbours to the right, below, and between the two."""
    rows = counted[..., :-1, :] + counted[..., 1:, :]
    return np.asarray(rows[..., :-1] + rows[..., 1:])
