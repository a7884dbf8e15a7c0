"""Practice sheets: forms that no town hall has, crowded with fields of every type, to fit a calibration on.

A shipped form asks once for a telephone number; to know how often a sure one is wrong, thousands are needed. Each seed
lays its fields out anew, and every field of a sheet is about somebody else, but for those that belong together: a name
and its kana, a postal code and its address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from models.reading import FieldValue
from models.template import FormField, ImageField, Label, Template
from pipeline.paper.answers import Answer, answer
from pipeline.paper.blanks import draw, write_blank
from pipeline.paper.fill import fill
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas
from pipeline.paper.layouts import LAYOUT_DPI
from pipeline.paper.practice_rows import IDENTITY, NUMBERS, WORDS, Row, placed
from pipeline.paper.sheet import LEFT, RIGHT, Design, Sheet
from pipeline.paper.story import invent_story
from pipeline.paper.values import value_in

BLANK_SHARE = 0.2
"""Share of fields that are left out."""

WORDY_FROM = 100
"""Sheets of this seed and later ones ask for names, kana, dates and texts more than for numbers."""

IDENTITY_FROM = 200
"""Sheets of this seed and later ones ask for individual numbers alone, of which other sheets have few."""

_KEY = "practice_"
_TOGETHER = frozenset({"name", "kana", "postal_code", "address"})
_TOP = 20.0
_HEIGHTS = (8.5, 9.0, 9.5, 10.5)
_FIT = 27
"""Rows of a sheet: with them it is as good as full, however the heights fall."""


def practice(seed: int) -> Design:
    """The practice sheet of this seed; its key is ``practice_<seed>``."""
    label = Label(ja=f"練習用紙 第{seed}号", en=f"Practice sheet {seed}")
    rules = tuple(
        {"kind": "postal_address", "postal_code": f"{key}.postal_code", "address": f"{key}.address"}
        for key, fill_row in _rows(seed)
        if fill_row is placed
    )
    return Design(form=f"{_KEY}{seed:04d}", title=label, draw=partial(_draw, seed=seed), rules=rules)


def is_practice(template: Template) -> bool:
    """Whether a template is that of a practice sheet."""
    return template.form.startswith(_KEY)


def write_practice_forms(folder: Path, seeds: Sequence[int]) -> None:
    """Write a template folder for each seed into ``folder``; MissingPackage without fonts or poppler."""
    for seed in seeds:
        design = practice(seed)
        write_blank(folder / design.form, *draw(design), dpi=LAYOUT_DPI)


def fill_practice(canvas: Canvas, template: Template, hand: Hand, rng: np.random.Generator) -> tuple[Answer, ...]:
    """Fill in a practice sheet, each field with an answer of its own; what it says comes back."""
    fields = [field for field in template.all_fields() if not isinstance(field, ImageField)]
    groups = {_group(field): invent_story(template, rng) for field in fields}
    values: Mapping[str, FieldValue] = {
        field.key: None if rng.random() < BLANK_SHARE else value_in(groups[_group(field)], field, template, rng)
        for field in fields
    }
    answers = tuple(answer(field, values[field.key], hand.habits) for field in fields)
    fill(canvas, template, invent_story(template, rng), answers, hand, rng)
    return answers


def _group(field: FormField) -> str:
    """Fields of one group are about one person: ``r1.name`` and ``r1.kana``; others are groups of their own."""
    group, _, name = field.key.rpartition(".")
    return group if name in _TOGETHER else field.key


def _rows(seed: int) -> Sequence[tuple[str, Row]]:
    """The rows of a sheet from top to bottom, with their keys."""
    rows = IDENTITY if seed >= IDENTITY_FROM else WORDS if seed >= WORDY_FROM else NUMBERS
    order = np.random.default_rng((7_000_021, seed)).permutation(len(rows))[:_FIT]
    return [(f"r{number}", rows[int(i)]) for number, i in enumerate(order, 1)]


def _draw(sheet: Sheet, seed: int) -> None:
    rng = np.random.default_rng((7_000_022, seed))
    sheet.title(f"練習用紙 第{seed}号", 13)
    y = _TOP
    for key, fill_row in _rows(seed):
        height = float(rng.choice(_HEIGHTS))
        fill_row(sheet.strip(y, height, x=LEFT, right=RIGHT), key, rng)
        y += height
    sheet.bold(_TOP, y - _TOP)
