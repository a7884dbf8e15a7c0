"""What counts say: error bounds, character error rates, and how far confidences are from what came true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import Levenshtein
from scipy.stats import beta

CONFIDENCE = 0.95
"""How sure an upper bound is."""

BINS = 15
"""Groups of equally many values in which confidence and truth are compared."""


def upper_bound(wrong: int, of: int) -> float:
    """The largest error rate at which so few wrong ones are still seen once in twenty times; 1 where none was counted.

    The one-sided upper bound of Clopper and Pearson, "The use of confidence or fiducial limits" (1934).
    """
    return 1.0 if wrong >= of else float(beta.ppf(CONFIDENCE, wrong + 1, of - wrong))


def character_errors(truth: str, read: str) -> int:
    """The fewest characters to insert, delete or exchange to make one text of the other."""
    return int(Levenshtein.distance(truth, read))


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """How far confidence lies from the share that was right, on average (0..1); nan where there is nothing.

    The expected calibration error over groups of equally many values, from least to most confident.
    """
    if not len(confidences):
        return float("nan")
    order = np.argsort(confidences, kind="stable")
    said, true = np.asarray(confidences, float)[order], np.asarray(right, float)[order]
    groups = np.array_split(np.arange(len(order)), min(BINS, len(order)))
    return float(sum(abs(said[group].mean() - true[group].mean()) * len(group) for group in groups) / len(order))
