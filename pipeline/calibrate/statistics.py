"""What counts say: error bounds, character error rates, and how far confidences are from what came true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from scipy.special import betaincinv

Numbers = Sequence[float] | NDArray[np.float64]
Truths = Sequence[bool] | NDArray[np.bool_]

CONFIDENCE = 0.95
"""How sure an upper bound is."""

BINS = 15
"""Groups of equally many values in which confidence and truth are compared."""


def upper_bound(wrong: int, of: int) -> float:
    """The largest error rate at which so few wrong ones are still seen once in twenty times; 1 where none was counted.

    The one-sided upper bound of Clopper and Pearson, "The use of confidence or fiducial limits" (1934).
    """
    return 1.0 if wrong >= of else float(betaincinv(wrong + 1, of - wrong, CONFIDENCE))


def character_errors(truth: str, read: str) -> int:
    """The fewest characters to insert, delete or exchange to make one text of the other."""
    return int(Levenshtein.distance(truth, read))


def calibration_error(confidences: Numbers, right: Truths) -> float:
    """How far confidence lies from the share that was right, on average (0..1); nan where there is nothing.

    The expected calibration error over groups of equally many values, from least to most confident.
    """
    groups = reliability(confidences, right)
    total = sum(count for count, _, _ in groups)
    return sum(count * abs(said - true) for count, said, true in groups) / total if total else float("nan")


def chance_error(confidences: Numbers) -> float:
    """The ``calibration_error`` that so many values show by chance although each is as sure as it says; nan where none.

    A group's share that is right strays from its mean confidence by √(2/π) standard deviations on average.
    """
    said = np.sort(np.asarray(confidences, float))
    strays = sum(float(np.sqrt(2 / np.pi * (group * (1 - group)).sum())) for group in _groups(said))
    return strays / len(said) if len(said) else float("nan")


def reliability(confidences: Numbers, right: Truths) -> list[tuple[int, float, float]]:
    """How many values are in each group, their mean confidence, and the share that was right; the least sure first."""
    order = np.argsort(confidences, kind="stable")
    said, true = np.asarray(confidences, float)[order], np.asarray(right, float)[order]
    groups = zip(_groups(said), _groups(true), strict=True)
    return [(len(own), float(own.mean()), float(came_true.mean())) for own, came_true in groups]


def _groups(values: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Up to ``BINS`` groups of equally many neighbours."""
    return [group for group in np.array_split(values, BINS) if len(group)]
