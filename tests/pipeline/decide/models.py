"""Calibrations made by hand."""

from __future__ import annotations

from typing import Any, get_args

from models.template import LineType
from pipeline.decide.calibration import BLANK, SIGNS, Calibration, Model
from pipeline.decide.signs import PageSigns

PAGE = PageSigns(residual_mm=0.1, print_found=0.98, px_per_mm=7.9, grey=0.1)
KINDS = (*get_args(LineType), "date", "choice", "choices", BLANK)


def model(accept_at: float | None = 0.9, bias: float = 0.0, **slopes: float) -> Model:
    """A model whose log odds are the bias and these signs times their slopes."""
    weights = tuple(slopes.get(name, 0.0) for name in SIGNS)
    counts: dict[str, Any] = {"examples": 9, "right": 9, "accepted": 9, "wrong": 0, "reliability": ()}
    return Model(
        knots=((),) * len(SIGNS),
        weights=weights,
        bias=bias,
        accept_at=accept_at,
        upper_bound=0.001,
        calibration_error=0.0,
        **counts,
    )


def calibration(**models: Model) -> Calibration:
    """Every kind as sure as its score says, and accepted from 0.9; but for those named."""
    known = {kind: model(score=1.0) for kind in KINDS} | models
    return Calibration(signs=SIGNS, target_error=0.0014, provenance="by hand", models=known)
