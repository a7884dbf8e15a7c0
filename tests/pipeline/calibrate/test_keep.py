"""What a municipality's few own values leave as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.calibrate.examples import Example
from pipeline.calibrate.fit import fit
from pipeline.calibrate.keep import least_examples, with_kept
from pipeline.calibrate.statistics import upper_bound
from pipeline.decide.calibration import Calibration
from tests.pipeline.calibrate.test_fit import examples, signs

TARGET = 0.02


@pytest.fixture(scope="module")
def in_force() -> Calibration:
    return fit([*examples("kana", 6000, 2.0, 1), *examples("blank", 6000, 2.0, 2)], TARGET, "as shipped")


def sure(count: int, wrong: int = 0) -> list[Example]:
    """Values of which the shipped model is as good as certain."""
    return [Example(f"own{n}", "kana", signs(8.0), n >= wrong, clear=True) for n in range(count)]


def kept(in_force: Calibration, own: list[Example], target: float = TARGET) -> Calibration:
    return with_kept(fit(own, target, "reviewed"), in_force, own)


@pytest.mark.parametrize("target", [0.0014, 0.02, 0.5])
def test_so_many_right_ones_are_just_enough(target: float) -> None:
    least = least_examples(target)
    assert upper_bound(0, least) <= target < upper_bound(0, least - 1) or least == 1


def test_kinds_of_which_nothing_or_too_little_was_seen_stay(in_force: Calibration) -> None:
    own = sure(100)
    found = kept(in_force, own)
    assert found.models == in_force.models and found.models["blank"].accept_at is not None
    assert found.provenance == "reviewed; as before, of too few values: blank, kana (as shipped)"


def test_a_kind_with_evidence_of_its_own_is_new_and_the_others_stay(in_force: Calibration) -> None:
    own = list(examples("kana", 6000, 0.7, 3))
    found = kept(in_force, own)
    assert found.models["kana"] == fit(own, TARGET, "").models["kana"] != in_force.models["kana"]
    assert found.models["blank"] == in_force.models["blank"]


def test_enough_values_without_a_threshold_are_believed(in_force: Calibration) -> None:
    own = [replace(one, right=number % 2 == 0) for number, one in enumerate(sure(400))]
    assert kept(in_force, own).models["kana"].accept_at is None


def test_few_values_that_show_what_stood_to_be_wrong_are_believed(in_force: Calibration) -> None:
    assert kept(in_force, sure(100, wrong=2)).models["kana"] == in_force.models["kana"]
    assert kept(in_force, sure(100, wrong=9)).models["kana"].accept_at is None


def test_a_laxer_calibration_is_not_kept_under_a_stricter_target(in_force: Calibration) -> None:
    own = sure(100)
    assert kept(in_force, own, TARGET / 2) == fit(own, TARGET / 2, "reviewed")


def test_a_kind_that_no_one_knows_is_as_its_examples_say(in_force: Calibration) -> None:
    own = [replace(one, kind="name") for one in sure(20)]
    assert kept(in_force, own).models["name"].accept_at is None
