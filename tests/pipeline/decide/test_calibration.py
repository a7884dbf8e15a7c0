"""The file of figures, and probabilities worked out by hand."""

from __future__ import annotations

import json
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
import pytest

from models.errors import EnvironmentFault
from models.signs import Signs
from pipeline.decide.calibration import (
    BLANK,
    FILE_NAME,
    SHIPPED,
    SIGNS,
    UNFITTED,
    Model,
    calibration_file,
    expanded,
    load_calibration,
    save_calibration,
)
from tests.pipeline.decide.models import KINDS, calibration, model

ZERO = Signs(*[0.0] * len(fields(Signs)))


def signs(**known: float) -> Signs:
    return Signs(**{name: known.get(name, 0.0) for name in SIGNS})


def test_the_probability_is_that_of_a_logistic_regression() -> None:
    assert model(bias=0.0).probability(ZERO) == 0.5
    assert model(bias=1.0, score=2.0, lead=-1.0).probability(signs(score=1.5, lead=4.0)) == pytest.approx(0.5)
    assert model(score=1.0).probability(signs(score=np.log(4))) == pytest.approx(0.8)


def test_a_slope_changes_at_its_knots() -> None:
    rows = expanded(np.array([[1.0, 5.0], [3.0, 7.0]]), ((2.0, 2.5), ()))
    assert rows.tolist() == [[1.0, 0.0, 0.0, 5.0], [3.0, 1.0, 0.5, 7.0]]


def test_knots_and_weights_must_fit() -> None:
    data = model().model_dump()
    with pytest.raises(ValueError, match="do not fit"):
        Model.model_validate({**data, "weights": data["weights"][:-1]})
    with pytest.raises(ValueError, match="do not fit"):
        Model.model_validate({**data, "knots": ((1.0,), *data["knots"][1:])})


def test_a_calibration_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / FILE_NAME
    made = calibration(kana=model(accept_at=None, bias=0.25))
    save_calibration(made, path)
    assert load_calibration(path) == made
    assert [file.name for file in path.parent.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"signs": ["score"]}'])
def test_what_is_no_calibration_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(EnvironmentFault, match="calibration not usable"):
        load_calibration(path)


def test_a_calibration_for_other_signs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    data = json.loads(calibration().model_dump_json())
    path.write_text(json.dumps({**data, "signs": [*data["signs"][1:], "smell"]}), encoding="utf-8")
    with pytest.raises(EnvironmentFault, match="calibration not usable"):
        load_calibration(path)


def test_a_municipality_s_own_calibration_goes_first(tmp_path: Path) -> None:
    assert calibration_file(tmp_path) == SHIPPED
    save_calibration(calibration(), tmp_path / FILE_NAME)
    assert calibration_file(tmp_path) == tmp_path / FILE_NAME


def test_the_shipped_calibration_knows_every_kind_and_says_where_it_is_from() -> None:
    shipped = load_calibration(SHIPPED)
    assert set(shipped.models) == set(KINDS)
    assert shipped.target_error == 0.0014
    assert "practice sheets" in shipped.provenance and "seed" in shipped.provenance
    for kind, fitted in shipped.models.items():
        assert fitted.examples > 1000, kind
        assert fitted.accept_at is None or fitted.upper_bound <= shipped.target_error, kind


def test_a_shipped_probability_is_higher_for_a_surer_value() -> None:
    usual = {"length": 2.0, "ink": -3.0, "residual_mm": 0.1, "px_per_mm": 7.9, "print_found": 0.98, "grey": 0.1}
    doubtful = signs(score=-2, lead=-1, certainty=-2, weakest=-2, second=-5, **usual)
    sure = signs(score=10, lead=10, certainty=9, weakest=9, second=9, listed=1, **usual)
    for kind in set(KINDS) - {BLANK, "choice", "choices"}:
        fitted = load_calibration(SHIPPED).models[kind]
        assert fitted.probability(sure) > max(0.9, fitted.probability(doubtful)), kind


def test_an_unfitted_calibration_knows_nothing() -> None:
    assert not UNFITTED.models
    assert astuple(ZERO) == (0.0,) * len(SIGNS)
