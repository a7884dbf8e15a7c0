"""Fitting: one model for each kind of reading, and the threshold that a target error allows.

All kinds together give a first model; each kind's own departs from it as far as its examples ask for, so that a kind
which is hardly ever wrong still knows what a doubtful value looks like. Figures that are told of a model are from
values that it did not see: the examples are parted by sheet, and each part is judged by models fitted on the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from pipeline.calibrate.examples import Example, Examples, by_kind
from pipeline.calibrate.statistics import calibration_error, reliability, upper_bound
from pipeline.decide.calibration import SIGNS, Bin, Calibration, Knots, Model, expanded

TARGET_ERROR = 0.0014
"""Of values that stand without a person: what double keying leaves (0.14 %, a study of 93 papers)."""

PARTS = 5
"""Parts that the examples are divided into."""

KNOTS = (0.02, 0.1, 0.3, 0.6)
"""Quantiles of a sign at which its slope may change; most values are sure, so the knots lie among the doubtful."""

STIFFNESS = 3.0
"""Cost of a weight's squared distance from where it started, in standardised columns, against the log loss summed."""

_SAME = 1e-6
"""A column that varies no more than this says nothing."""

Rows = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Weights over expanded signs, the bias first."""

    weights: NDArray[np.float64]

    def of(self, rows: Rows) -> NDArray[np.float64]:
        """The probability of each row."""
        return np.asarray(expit(self.weights[0] + rows @ self.weights[1:]), np.float64)


def fit(examples: Iterable[Example], target_error: float, provenance: str) -> Calibration:
    """The models for all kinds among ``examples``; ``target_error`` (0..1) is what accepted values may be wrong."""
    groups = by_kind(examples)
    knots = _knots(np.concatenate([group.signs for group in groups.values()]))
    rows = {kind: expanded(group.signs, knots) for kind, group in groups.items()}
    lines, unseen = _lines(rows, groups), _unseen(rows, groups)
    models = {kind: _model(groups[kind], knots, lines[kind], unseen[kind], target_error) for kind in groups}
    return Calibration(signs=SIGNS, target_error=target_error, provenance=provenance, models=models)


def _model(group: Examples, knots: Knots, line: Line, unseen: NDArray[np.float64], target_error: float) -> Model:
    accept_at, accepted, wrong = lowest_threshold(unseen[group.clear], group.right[group.clear], target_error)
    bins = reliability(unseen, group.right)
    return Model(
        knots=knots,
        bias=round(float(line.weights[0]), 6),
        weights=tuple(round(float(weight), 6) for weight in line.weights[1:]),
        accept_at=accept_at,
        examples=len(group.right),
        right=int(group.right.sum()),
        accepted=accepted,
        wrong=wrong,
        upper_bound=round(upper_bound(wrong, accepted), 6),
        calibration_error=round(calibration_error(unseen, group.right), 6),
        reliability=tuple(Bin(count=count, said=round(said, 5), right=round(right, 5)) for count, said, right in bins),
    )


def _knots(signs: Rows) -> Knots:
    """Where each sign's slope may change: never at its least value, where nothing would be below."""
    found = (np.unique(np.quantile(column, KNOTS).round(3)) for column in signs.T)
    return tuple(
        tuple(float(knot) for knot in knots if knot > column.min())
        for knots, column in zip(found, signs.T, strict=True)
    )


def _unseen(rows: Mapping[str, Rows], groups: Mapping[str, Examples]) -> Mapping[str, NDArray[np.float64]]:
    """The probability of each example by models that saw none of its sheet."""
    sheets = np.unique(np.concatenate([group.sheets for group in groups.values()]))
    part_of = dict(zip(sheets, np.random.default_rng(0).permutation(len(sheets)) % PARTS, strict=True))
    parts = {kind: np.array([part_of[sheet] for sheet in group.sheets]) for kind, group in groups.items()}
    unseen = {kind: np.empty(len(group.right)) for kind, group in groups.items()}
    for part in range(PARTS):
        others = {kind: parts[kind] != part for kind in groups}
        lines = _lines(
            {kind: rows[kind][others[kind]] for kind in groups},
            {kind: groups[kind].only(others[kind]) for kind in groups},
        )
        for kind in groups:
            unseen[kind][~others[kind]] = lines[kind].of(rows[kind][~others[kind]])
    return unseen


def _lines(rows: Mapping[str, Rows], groups: Mapping[str, Examples]) -> Mapping[str, Line]:
    """A line for each kind, starting from the one for all; where there are no rows, nothing is known (one half)."""
    everything, right = np.concatenate(list(rows.values())), np.concatenate([g.right for g in groups.values()])
    if not len(right):
        return {kind: Line(np.zeros(everything.shape[1] + 1)) for kind in groups}
    middle, spread = everything.mean(axis=0), everything.std(axis=0)
    spread[spread < _SAME] = 1.0
    shared = fitted((everything - middle) / spread, right, np.zeros(everything.shape[1] + 1))
    own = {kind: fitted((rows[kind] - middle) / spread, groups[kind].right, shared) for kind in groups}
    return {kind: _unscaled(weights, middle, spread) for kind, weights in own.items()}


def _unscaled(weights: NDArray[np.float64], middle: NDArray[np.float64], spread: NDArray[np.float64]) -> Line:
    slopes = weights[1:] / spread
    return Line(np.append(weights[0] - slopes @ middle, slopes))


def fitted(rows: Rows, right: Truth, start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression whose weights (bias first) leave ``start`` only as far as the rows ask for."""
    signs = np.where(right, 1.0, -1.0)
    with_bias = np.column_stack([np.ones(len(rows)), rows])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins, away = signs * (with_bias @ weights), weights - start
        away[0] *= 0.1  # how often a kind is right is its own affair
        value = np.logaddexp(0.0, -margins).sum() + STIFFNESS / 2 * away @ away
        slope = STIFFNESS * away
        slope[0] *= 0.1
        return float(value), slope - with_bias.T @ (signs * expit(-margins))

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x, np.float64)


def lowest_threshold(
    probabilities: NDArray[np.float64], right: Sequence[bool] | Truth, target_error: float
) -> tuple[float | None, int, int]:
    """The lowest probability from which on the error's upper bound meets the target; how many stand, how many wrong.

    None, 0, 0 where no threshold does: the evidence is too thin.
    """
    order = np.argsort(-probabilities, kind="stable")
    falling, wrong = probabilities[order], np.cumsum(~np.asarray(right, bool)[order])
    ends = np.flatnonzero(np.append(falling[:-1] != falling[1:], True)) if len(order) else np.empty(0, np.intp)
    for end in ends[::-1]:
        if upper_bound(int(wrong[end]), int(end) + 1) <= target_error:
            return float(falling[end]), int(end) + 1, int(wrong[end])
    return None, 0, 0
