"""What one sheet is about: who files it, for whom, from where, when. Fields then take their part of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.template import Rows, Template
from pipeline.paper.addresses import Address, invent_address
from pipeline.paper.people import Household, Person, invent_household

_CHILD_WORDS = ("child", "children", "児童", "子ども", "お子")
_ELDER_CHILD_WORDS = ("sibling", "siblings", "兄姉")
_FIRST_DAY = dt.date(2025, 4, 1)
"""Sheets are dated within the year from here."""


@dataclass(frozen=True, slots=True)
class Story:
    """The facts of one sheet. ``rows`` names the people of each group of rows, in the order of writing."""

    household: Household
    filer: Person
    home: Address
    former_home: Address
    outsider_home: Address
    filed_on: dt.date
    moved_on: dt.date
    rows: Mapping[str, tuple[Person, ...]]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every address in the story."""
        return (self.home, self.former_home, self.outsider_home)


def invent_story(template: Template, rng: np.random.Generator) -> Story:
    """Make up what a sheet of this form could be about."""
    filed_on = _FIRST_DAY + dt.timedelta(days=int(rng.integers(0, 365)))
    with_children = any(mentions(rows.key, rows.label.ja, _CHILD_WORDS) for rows in template.rows)
    household = invent_household(rng, filed_on, with_children)
    spouse = household.spouse
    return Story(
        household=household,
        filer=spouse if spouse and not with_children and rng.random() < 0.3 else household.head,
        home=invent_address(rng),
        former_home=invent_address(rng),
        outsider_home=invent_address(rng),
        filed_on=filed_on,
        moved_on=filed_on - dt.timedelta(days=int(rng.integers(0, 14))),
        rows={rows.key: _people_of(rows, household, filed_on, rng) for rows in template.rows},
    )


def mentions(key: str, label: str, words: tuple[str, ...]) -> bool:
    """Whether a field's key has one of ``words`` between its dots and underscores, or its label has it anywhere."""
    tokens = re.split(r"[._]", key)
    return any(word in tokens if word.isascii() else word in label for word in words)


def _people_of(rows: Rows, household: Household, on: dt.date, rng: np.random.Generator) -> tuple[Person, ...]:
    if mentions(rows.key, rows.label.ja, _ELDER_CHILD_WORDS):
        return household.children(on, 18, 22)[: rows.count]
    if mentions(rows.key, rows.label.ja, _CHILD_WORDS):
        return household.children(on, 0, 17)[: rows.count]
    written = min(len(household.members), rows.count)
    return household.members[: written if rng.random() < 0.85 else max(1, rows.at_least)]
