"""How a value's signs become the probability that it is right, and from which probability on it stands alone.

One small model a kind of reading, fitted where the truth was known (``pipeline/calibrate``): logistic regression in
which each sign's slope may change at a few knots. The figures are data, ``calibration.json``, with their origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.errors import EnvironmentFault, StoreFault
from models.reading import CheckedField
from models.signs import Signs
from pipeline.store.whole import write_whole

SIGNS = tuple(field.name for field in fields(Signs))
"""The names of the signs, in order."""

BLANK = "blank"
"""The kind of every reading in which nothing was found, whatever its field's type."""

SHIPPED = Path(__file__).with_name("calibration.json")
"""Fitted on generated sheets."""

FILE_NAME = "calibration.json"
"""The same in the data folder of a municipality that fitted its own."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bin(_Data):
    """Values of like confidence: how many, their mean confidence, and the share that was right."""

    count: int
    said: float
    right: float


class Model(_Data):
    """The probability that a reading of one kind is right: 1 / (1 + exp(-(bias + weights · expanded signs))).

    ``knots`` are, for each sign, where its slope changes. ``accept_at`` is the probability from which a value stands;
    None where the evidence was too thin for any. ``examples``, ``accepted``, ``wrong`` (among the accepted) and
    ``upper_bound`` of their error, ``calibration_error`` and ``reliability`` tell what was found on values that the
    model had not seen.
    """

    knots: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    bias: float
    accept_at: float | None = Field(ge=0, le=1)
    examples: int
    right: int
    accepted: int
    wrong: int
    upper_bound: float
    calibration_error: float
    reliability: tuple[Bin, ...]

    @model_validator(mode="after")
    def _fits(self) -> Model:
        if len(self.knots) != len(SIGNS) or len(self.weights) != sum(1 + len(knots) for knots in self.knots):
            raise ValueError("knots and weights do not fit the signs")
        return self

    def probability(self, signs: Signs) -> float:
        """P(right) of a value with these ``signs``."""
        (row,) = expanded(np.array([astuple(signs)]), self.knots)
        return float(1 / (1 + np.exp(-(self.bias + row @ np.array(self.weights)))))


class Calibration(_Data):
    """The models by kind of reading, the target error that their thresholds keep to, and where they come from."""

    signs: tuple[str, ...]
    target_error: float = Field(gt=0, lt=1)
    provenance: str
    models: Mapping[str, Model]

    @model_validator(mode="after")
    def _is_of_these_signs(self) -> Calibration:
        if self.signs != SIGNS:
            raise ValueError("fitted for other signs; fit it again")
        return self

    def of(self, checked: CheckedField) -> Model | None:
        """The model of a reading; None for a kind that was never seen with its truth: nothing is known of it."""
        return self.models.get(kind_of(checked))


def kind_of(checked: CheckedField) -> str:
    """The kind of a reading: its field's type, or ``BLANK``."""
    return BLANK if checked.reading.is_blank else checked.field.type


Knots = tuple[tuple[float, ...], ...]
"""For each sign, where its slope may change."""


def expanded(signs: NDArray[np.float64], knots: Knots) -> NDArray[np.float64]:
    """Rows of signs, each sign followed by how far it is above each of its knots."""
    sign_of, bends = _columns(knots)
    columns = signs[:, sign_of]
    return np.where(np.isnan(bends), columns, np.maximum(0.0, columns - bends))


@cache
def _columns(knots: Knots) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """For each column of expanded rows, which sign it is of, and above which knot; nan for the sign itself."""
    sign_of = np.repeat(np.arange(len(knots)), [1 + len(bends) for bends in knots])
    return sign_of, np.array([bend for bends in knots for bend in (np.nan, *bends)])


@cache
def load_calibration(path: Path = SHIPPED) -> Calibration:
    """The calibration in a file; EnvironmentFault where it is none."""
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise EnvironmentFault("calibration not usable", where=f"{path}: {str(error).splitlines()[0]}") from error


def calibration_file(data_dir: Path) -> Path:
    """Where a municipality's own calibration lies, if it has one, else the shipped."""
    own = data_dir / FILE_NAME
    return own if own.is_file() else SHIPPED


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Write the file in one step; EnvironmentFault where the folder does not take it."""
    text = calibration.model_dump_json(indent=1) + "\n"
    try:
        write_whole(path, lambda file: file.write(text.encode()))
    except StoreFault as error:
        raise EnvironmentFault("calibration cannot be written", where=f"{path}: {error.details['reason']}") from error


UNFITTED = Calibration(signs=SIGNS, target_error=0.0014, provenance="nothing was fitted", models={})
"""Knows nothing: every value goes to a person."""
