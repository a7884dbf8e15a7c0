"""What paper does that no projective transform can say: it curls, a feeder pulls it unevenly, a copy is warped.

The offsets of the anchors are smoothed by a thin-plate spline (Bookstein 1989): it goes on straight beyond the last
anchor. How stiff the plate is, the anchors tell themselves, by generalised cross-validation (Wahba 1990): a flat scan's
scatter does not bend it, a curled photo's common drift does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.placement import Points, nodes_of

Values = NDArray[np.float64]
"""One number for each place."""

_STIFFNESS = np.geomspace(0.003, 300, 26)
"""What may be chosen, with places in units of 100 mm; at the upper end the plate only tilts and stretches."""

_UNIT_MM = 100.0
_NEIGHBOURS = 8
_LEAST_FOUND = 12
"""Fewer anchors than this tell no bend from chance."""


def bend_of(places: Points, offsets: Points, page_mm: tuple[float, float], stray_mm: float) -> Points | None:
    """How the page is bent, at the template's nodes (mm); None where too few anchors are there to tell.

    ``places`` are those of the anchors, ``offsets`` how far each lies off (n × 2 mm, NaN where nobody knows). An offset
    that differs by more than ``stray_mm`` from those around it is left out.
    """
    nodes = nodes_of(page_mm)
    bent = np.zeros(nodes.shape)
    for axis in range(2):
        told = np.isfinite(offsets[:, axis])
        if np.count_nonzero(told) >= _LEAST_FOUND:
            told[told] = _agreeing(places[told], offsets[told, axis], stray_mm)
        if np.count_nonzero(told) < _LEAST_FOUND:
            return None
        plate = _fitted(places[told] / _UNIT_MM, offsets[told, axis])
        bent[..., axis] = plate(nodes.reshape(-1, 2) / _UNIT_MM).reshape(nodes.shape[:2])
    return bent


def _agreeing(places: Points, offsets: Values, stray_mm: float) -> NDArray[np.bool_]:
    """Which anchors agree with the anchors around them: others lie under writing, a seal, a fold."""
    near = np.argsort(_squared(places, places), axis=1)[:, 1 : _NEIGHBOURS + 1]
    return np.asarray(np.abs(offsets - np.median(offsets[near], axis=1)) <= stray_mm, np.bool_)


def _fitted(places: Points, offsets: Values) -> Callable[[Points], Values]:
    """The plate through the offsets, as stiff as cross-validation finds best."""
    bent, flat = _plate(places, places), _flat(places)
    free = np.linalg.qr(flat, mode="complete")[0][:, flat.shape[1] :]  # bending that is neither shift nor tilt
    energy, modes = np.linalg.eigh(free.T @ bent @ free)
    told = modes.T @ free.T @ offsets
    damped = _STIFFNESS[:, None] / (energy + _STIFFNESS[:, None])  # how much of each mode is left out
    errors = ((damped * told) ** 2).sum(axis=1) / damped.sum(axis=1) ** 2
    stiffness = _STIFFNESS[errors.argmin()]
    weights = free @ modes @ (told / (energy + stiffness))
    tilt = np.linalg.lstsq(flat, offsets - bent @ weights - stiffness * weights, rcond=None)[0]
    return lambda at: _plate(at, places) @ weights + _flat(at) @ tilt


def _flat(at: Points) -> Points:
    return np.column_stack([np.ones(len(at)), at])


def _plate(at: Points, places: Points) -> Points:
    """The thin plate's r² log r between each two points."""
    squared = _squared(at, places)
    return np.asarray(0.5 * squared * np.log(squared))


def _squared(at: Points, places: Points) -> Points:
    """The squared distance between each two points, never quite 0."""
    lengths = (at**2).sum(axis=1)[:, None] + (places**2).sum(axis=1)[None]
    return np.asarray(np.maximum(lengths - 2 * at @ places.T, 1e-12))
