"""Kinds of which a municipality's own examples are too few to tell anything: they stay as they were.

People rule on what they are shown. Blanks are hardly ever among that, and of most kinds some thousand values are needed
before a threshold can be told; to forget what is in force would send every such field to a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, log

import numpy as np
from scipy.special import expit

from pipeline.calibrate.examples import Example, Examples, by_kind
from pipeline.calibrate.statistics import CONFIDENCE, upper_bound
from pipeline.decide.calibration import Calibration, Model, expanded


def least_examples(target_error: float) -> int:
    """How many values, all of them right, it takes to show that at most ``target_error`` (0..1) are wrong."""
    return ceil(log(1 - CONFIDENCE) / log(1 - target_error))


def with_kept(fitted: Calibration, in_force: Calibration, examples: Iterable[Example]) -> Calibration:
    """What was ``fitted`` to the examples, and the models ``in_force`` of the kinds that these tell too little of.

    None is kept whose accepted values the examples show to be wrong more often than is asked for.
    """
    groups = by_kind(examples)
    kept = {
        kind: model
        for kind, model in in_force.models.items()
        if in_force.target_error <= fitted.target_error
        and (kind not in groups or _stays(model, fitted.models[kind], groups[kind], fitted.target_error))
    }
    if not kept:
        return fitted
    provenance = f"{fitted.provenance}; as before, of too few values: {', '.join(kept)} ({in_force.provenance})"
    return fitted.model_copy(update={"models": {**fitted.models, **kept}, "provenance": provenance})


def _stays(model: Model, own: Model, group: Examples, target_error: float) -> bool:
    if own.accept_at is not None or group.clear.sum() >= least_examples(target_error):
        return False
    if model.accept_at is None:
        return True
    said = expit(model.bias + expanded(group.signs, model.knots) @ np.array(model.weights))
    stood = group.right[group.clear & (said >= model.accept_at)]
    least_error = 1.0 - upper_bound(int(stood.sum()), len(stood))  # the lower bound: right and wrong exchanged
    return not len(stood) or least_error <= target_error
