"""Models fitted to values whose probability is known."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.signs import Signs
from pipeline.calibrate.examples import Example
from pipeline.calibrate.fit import fit, lowest_threshold
from pipeline.calibrate.report import as_text
from pipeline.calibrate.statistics import upper_bound
from pipeline.decide.calibration import SIGNS

USUAL = {"lead": 5.0, "length": 2.0, "px_per_mm": 8.0, "print_found": 1.0}


def signs(score: float) -> Signs:
    return Signs(**{name: USUAL.get(name, 0.0) for name in SIGNS} | {"score": score})


def examples(kind: str, count: int, worth: float, seed: int) -> Iterator[Example]:
    """Values whose log odds of being right are ``worth`` times their score."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        score = float(rng.uniform(-2, 8))
        right = rng.random() < 1 / (1 + np.exp(-worth * score))
        yield Example(f"sheet{number // 20}", kind, signs(score), bool(right), clear=number % 10 != 0)


@pytest.mark.parametrize("worth", [0.4, 1.0, 2.0])
def test_probabilities_come_true(worth: float) -> None:
    fitted = fit(examples("kana", 6000, worth, 1), 0.02, "test").models["kana"]
    for score in (-1.0, 0.0, 2.0, 5.0):
        assert fitted.probability(signs(score)) == pytest.approx(1 / (1 + np.exp(-worth * score)), abs=0.04)
    assert fitted.calibration_error < 0.015
    assert sum(group.count for group in fitted.reliability) == fitted.examples == 6000
    assert all(abs(group.said - group.right) < 0.08 for group in fitted.reliability)


def test_each_kind_keeps_to_its_own_truth() -> None:
    both = [*examples("kana", 4000, 2.0, 1), *examples("name", 4000, 0.3, 2)]
    models = fit(both, 0.02, "test").models
    assert models["kana"].probability(signs(2.0)) > 0.95
    assert models["name"].probability(signs(2.0)) < 0.75


def test_a_kind_that_is_never_wrong_learns_from_the_others_what_is_doubtful() -> None:
    never = [Example(f"s{n}", "code", signs(6.0 + n % 3), right=True, clear=True) for n in range(300)]
    code = fit([*examples("kana", 4000, 1.0, 1), *never], 0.02, "test").models["code"]
    assert code.probability(signs(6.0)) > 0.98
    assert code.probability(signs(-2.0)) < 0.6


def test_thin_evidence_accepts_nothing_and_says_so() -> None:
    few = [Example(f"s{n}", "code", signs(6.0), right=True, clear=True) for n in range(400)]
    calibration = fit([*examples("kana", 9000, 2.0, 1), *few], 0.0014, "where it is from")
    assert calibration.models["code"].accept_at is None
    kana = calibration.models["kana"]
    assert kana.accept_at is not None and kana.upper_bound <= 0.0014 and kana.accepted >= 2138
    told = as_text(calibration)
    assert "where it is from" in told
    (line,) = [line for line in told.splitlines() if line.startswith("code") and "→" not in line]
    assert line.endswith("too little evidence")


def test_what_something_else_stops_is_no_evidence_for_a_threshold() -> None:
    stopped = [Example(f"s{n}", "code", signs(6.0), right=True, clear=False) for n in range(9000)]
    assert fit(stopped, 0.0014, "test").models["code"].accept_at is None


@given(
    st.lists(st.tuples(st.sampled_from([0.5, 0.9, 0.99, 0.999]), st.booleans()), max_size=60),
    st.sampled_from([0.05, 0.2, 0.5]),
)
def test_no_lower_threshold_would_do(values: list[tuple[float, bool]], target: float) -> None:
    probabilities, right = np.array([p for p, _ in values]), np.array([r for _, r in values], bool)
    accept_at, accepted, wrong = lowest_threshold(probabilities, right, target)

    def bound(at: float) -> float:
        stands = probabilities >= at
        return upper_bound(int((~right[stands]).sum()), int(stands.sum()))

    lower = [p for p in set(probabilities.tolist()) if accept_at is None or p < accept_at]
    assert all(bound(p) > target for p in lower)
    if accept_at is not None:
        assert bound(accept_at) <= target
        assert (accepted, wrong) == ((probabilities >= accept_at).sum(), (~right[probabilities >= accept_at]).sum())


def test_one_sheet_alone_proves_nothing() -> None:
    one = [Example("s", "code", signs(6.0), right=True, clear=True) for _ in range(9000)]
    model = fit(one, 0.0014, "test").models["code"]
    assert model.calibration_error == 0.5
    assert all(group.said == 0.5 for group in model.reliability)
