"""Practice sheets: every type many times, laid out anew by each seed, every field about somebody else."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from models.rules import PostalAddress
from models.template import LineType
from pipeline.check.addresses import lies_in
from pipeline.check.postal import areas_of
from pipeline.identify.sheets import load_template
from pipeline.paper import people
from pipeline.paper.blanks import draw
from pipeline.paper.fonts import FACES, FITTED_ON, KEPT_BACK
from pipeline.paper.hands import Writers
from pipeline.paper.practice import BLANK_SHARE, IDENTITY_FROM, WORDY_FROM, is_practice, practice, write_practice_forms
from pipeline.paper.sample import Level, make_page

_FAMILIES = dict(
    entry.split() for entry in tomllib.loads(Path(people.__file__).with_name("names.toml").read_text("utf-8"))["family"]
)
"""The kana of invented family names."""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("practice")
    write_practice_forms(folder, [5])
    return folder


def test_every_type_comes_and_often(forms: Path) -> None:
    templates = [draw(practice(seed))[0] for seed in range(4)]
    types = Counter(field.type for template in templates for field in template.all_fields())
    assert set(types) == {*get_args(LineType), "date", "choice", "choices"}
    assert min(types.values()) >= 4 * 1
    assert all(len(list(template.all_fields())) > 60 for template in templates)


def test_another_seed_is_another_sheet_and_the_same_the_same() -> None:
    one, again, other = (draw(practice(seed))[0] for seed in (1, 1, 2))
    assert one == again
    assert [field.box_mm for field in one.all_fields()] != [field.box_mm for field in other.all_fields()]


def test_every_field_is_about_somebody_else(forms: Path) -> None:
    template = load_template(next(forms.glob("*/template.yaml")))
    assert is_practice(template)
    made = make_page(forms / template.form, Level.CLEAN, (5,), writers=Writers(FITTED_ON))
    names = [str(given.value) for given in made.truth.answers if given.field.type == "name" and not given.is_blank]
    assert len(set(names)) > 0.7 * len(names) > 2
    blank = sum(given.is_blank for given in made.truth.answers) / len(made.truth.answers)
    assert abs(blank - BLANK_SHARE) < 0.2
    again = make_page(forms / template.form, Level.CLEAN, (5,), writers=Writers(FITTED_ON))
    np.testing.assert_array_equal(made.picture.pixels, again.picture.pixels)


def test_hands_that_are_measured_are_not_fitted_on() -> None:
    assert not set(KEPT_BACK) & set(FITTED_ON)
    assert {*KEPT_BACK, *FITTED_ON} == set(FACES)
    kept, fitted = ({face.file.split("/")[0] for face in faces} for faces in (KEPT_BACK, FITTED_ON))
    assert kept & fitted <= {"kouzan-mouhitsu"}  # two hands of one calligrapher, block and running
    rng = np.random.default_rng(1)
    assert {Writers(KEPT_BACK).someone(rng).face for _ in range(60)} == set(KEPT_BACK)


def test_later_seeds_ask_for_words_and_for_individual_numbers() -> None:
    numbers, words, identity = (
        Counter(field.type for seed in range(first, first + 3) for field in draw(practice(seed))[0].all_fields())
        for first in (0, WORDY_FROM, IDENTITY_FROM)
    )
    assert words["name"] > 2 * numbers["name"] and words["kana"] > numbers["kana"]
    assert words["integer"] == 0 < numbers["integer"]
    assert set(identity) == {"my_number"} and identity["my_number"] > 3 * 40


def test_what_belongs_together_is_about_one_person(forms: Path) -> None:
    template = load_template(next(forms.glob("*/template.yaml")))
    made = make_page(forms / template.form, Level.CLEAN, (6,), writers=Writers(FITTED_ON))
    said = {given.field.key: given.value for given in made.truth.answers if not given.is_blank}
    kana_of = {said[key]: said.get(key.replace(".name", ".kana")) for key in said if key.endswith(".name")}
    named = {str(name): str(kana) for name, kana in kana_of.items() if kana is not None}
    assert named and all(_FAMILIES[name.split("　")[0]] == kana.split("　")[0] for name, kana in named.items())
    placed = [rule for rule in template.rules if isinstance(rule, PostalAddress)]
    told = [(said[r.postal_code], said[r.address]) for r in placed if {r.postal_code, r.address} <= said.keys()]
    assert told and all(any(lies_in(str(a), area) for area in areas_of(str(code))) for code, a in told)
