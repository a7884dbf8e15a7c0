from __future__ import annotations

import datetime as dt
import re
import tomllib
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from pipeline.check.my_number import check_digit
from pipeline.paper import people
from pipeline.paper.fonts import KLEE, has_character
from pipeline.paper.people import SAMPLE_MY_NUMBERS, invent_household

TODAY = dt.date(2025, 10, 1)
FOLDER = Path(people.__file__).parent
NAMES = tomllib.loads((FOLDER / "names.toml").read_text(encoding="utf-8"))
WORDS = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", NAMES)
def test_every_name_has_a_katakana_reading_and_stands_there_once(kind: str) -> None:
    assert len(set(NAMES[kind])) == len(NAMES[kind])
    for entry in NAMES[kind]:
        assert re.fullmatch(r"\S+ [ァ-ヶー]+", entry), entry


def test_a_face_can_draw_every_character_that_people_may_write() -> None:
    texts = chain(*NAMES.values(), *(group["words"] for group in WORDS["group"]))
    characters = {character for text in texts for character in text if not character.isspace()}
    assert [character for character in sorted(characters) if not has_character(KLEE, character)] == []
    assert not has_character(KLEE, "\U0003134a")


def test_households_are_plausible() -> None:
    for seed in range(200):
        household = invent_household(np.random.default_rng(seed), TODAY, with_children=True)
        minors = household.children(TODAY, 0, 17)
        assert 1 <= len(minors) <= 4
        assert household.head.kin == "head"
        assert all(household.head.age(TODAY) - child.age(TODAY) >= 18 for child in minors)
        assert all(0 <= person.age(TODAY) <= 110 for person in household.members)
        assert {p.name.family for p in household.members} == {household.head.name.family}


def test_age_counts_completed_years() -> None:
    person = invent_household(np.random.default_rng(1), TODAY, with_children=False).head
    birthday = dt.date(person.birth.year + 20, person.birth.month, min(person.birth.day, 28))
    assert person.age(birthday - dt.timedelta(days=4)) == 19
    assert person.age(birthday + dt.timedelta(days=4)) == 20


def test_only_published_my_numbers_are_known() -> None:
    assert set(SAMPLE_MY_NUMBERS) == {"123456789018", "621498320257", "548836529885", "111111111118"}
    assert all(check_digit(number[:11]) == number[11] for number in SAMPLE_MY_NUMBERS)
