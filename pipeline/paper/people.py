"""Invented people: names with readings, ages, and households that a form could be about."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

Sex = Literal["male", "female"]
Kin = Literal["head", "spouse", "child", "parent", "none"]
"""What a person is to the head of the household."""

SAMPLE_MY_NUMBERS = ("123456789018", "621498320257", "548836529885", "111111111118")
"""The only 個人番号 ever written: published samples, since an invented number could be a living person's."""


@dataclass(frozen=True, slots=True)
class Name:
    """A family and a given name, each as written and as read (katakana)."""

    family: str
    given: str
    family_kana: str
    given_kana: str

    @property
    def written(self) -> str:
        """Both names with a full-width space between."""
        return f"{self.family}　{self.given}"

    @property
    def kana(self) -> str:
        """Both readings with a full-width space between."""
        return f"{self.family_kana}　{self.given_kana}"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person."""

    name: Name
    sex: Sex
    birth: dt.date
    kin: Kin

    def age(self, on: dt.date) -> int:
        """Completed years on the day ``on``."""
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))


@dataclass(frozen=True, slots=True)
class Household:
    """People under one roof; the head comes first in ``members``. ``outsider`` lives elsewhere."""

    members: tuple[Person, ...]
    outsider: Person

    @property
    def head(self) -> Person:
        """The head of the household (世帯主)."""
        return self.members[0]

    @property
    def spouse(self) -> Person | None:
        """The head's wife or husband."""
        return next((person for person in self.members if person.kin == "spouse"), None)

    def children(self, on: dt.date, least: int, most: int) -> tuple[Person, ...]:
        """The head's children who are from ``least`` to ``most`` years old on the day ``on``."""
        return tuple(p for p in self.members if p.kin == "child" and least <= p.age(on) <= most)


def invent_household(rng: np.random.Generator, on: dt.date, with_children: bool) -> Household:
    """Make up a household as it stands on the day ``on``; ``with_children`` gives at least one minor."""
    age = int(rng.integers(25, 48)) if with_children else int(rng.integers(20, 82))
    family = _pick(rng, "family")
    sex: Sex = "male" if rng.random() < 0.6 else "female"
    head = _person(rng, family, sex, _birth(rng, on, age), "head")
    members = [head]
    if rng.random() < (0.85 if with_children else 0.65):
        other: Sex = "female" if sex == "male" else "male"
        spouse_age = max(20, age + int(rng.integers(-6, 5)))
        members.append(_person(rng, family, other, _birth(rng, on, spouse_age), "spouse"))
    oldest_child = min(17 if with_children else 22, age - 20)
    if oldest_child >= 0 and (with_children or (age < 60 and rng.random() < 0.5)):
        ages = sorted((int(a) for a in rng.integers(0, oldest_child + 1, _child_count(rng))), reverse=True)
        members += [_child(rng, family, on, child_age) for child_age in ages]
        if with_children and age >= 42 and rng.random() < 0.3:
            members.append(_child(rng, family, on, int(rng.integers(19, 22))))
    if age < 62 and rng.random() < 0.12:
        members.append(_person(rng, family, "female", _birth(rng, on, age + int(rng.integers(20, 32))), "parent"))
    outsider = _person(rng, _pick(rng, "family"), "female", _birth(rng, on, int(rng.integers(25, 70))), "none")
    return Household(tuple(members), outsider)


def _child_count(rng: np.random.Generator) -> int:
    return int(rng.choice((1, 2, 3, 4), p=(0.4, 0.4, 0.16, 0.04)))


def _child(rng: np.random.Generator, family: tuple[str, str], on: dt.date, age: int) -> Person:
    sex: Sex = "male" if rng.random() < 0.5 else "female"
    return _person(rng, family, sex, _birth(rng, on, age), "child", f"{sex}_child")


def _person(
    rng: np.random.Generator, family: tuple[str, str], sex: Sex, birth: dt.date, kin: Kin, names: str = ""
) -> Person:
    given = _pick(rng, names or sex)
    return Person(Name(family[0], given[0], family[1], given[1]), sex, birth, kin)


def _birth(rng: np.random.Generator, on: dt.date, age: int) -> dt.date:
    """A birth date with which a person is ``age`` years old on the day ``on``."""
    return on - dt.timedelta(days=int(age * 365.25) + 1 + int(rng.integers(0, 360)))


@cache
def _names() -> dict[str, tuple[tuple[str, str], ...]]:
    with Path(__file__).with_name("names.toml").open("rb") as file:
        lists = tomllib.load(file)
    return {kind: tuple(_pair(entry) for entry in entries) for kind, entries in lists.items()}


def _pair(entry: str) -> tuple[str, str]:
    written, kana = entry.split(" ")
    return written, kana


def _pick(rng: np.random.Generator, kind: str) -> tuple[str, str]:
    names = _names()[kind]
    return names[int(rng.integers(len(names)))]
