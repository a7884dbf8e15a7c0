"""Practice sheets: forms that no town hall has, crowded with fields of every type, to fit a calibration on.

A shipped form asks once for a telephone number; to know how often a sure one is wrong, thousands are needed. Each seed
lays its fields out anew, and every field of a sheet is about somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from models.reading import FieldValue
from models.template import ImageField, Label, LineType, Mark, Template
from pipeline.paper.answers import Answer, answer
from pipeline.paper.blanks import draw, write_blank
from pipeline.paper.fill import fill
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas
from pipeline.paper.layouts import LAYOUT_DPI
from pipeline.paper.press import text_mm
from pipeline.paper.sheet import LEFT, RIGHT, Design, Sheet
from pipeline.paper.story import invent_story
from pipeline.paper.strip import Choices, Strip
from pipeline.paper.values import invented_value

BLANK_SHARE = 0.2
"""Share of fields that are left out."""

WORDY_FROM = 100
"""Sheets of this seed and later ones ask for names, kana, dates and texts more than for numbers."""

_KEY = "practice_"
_BOTTOM = 287.0
_LABEL_MM = 11.0
_SEX: Choices = [("male", "男", "Male"), ("female", "女", "Female")]
_YES_NO: Choices = [("yes", "有", "Yes"), ("no", "無", "No")]
_KIN: Choices = [
    ("head", "本人", "Self"),
    ("spouse", "配偶者", "Spouse"),
    ("child", "子", "Child"),
    ("other", "その他", "Other"),
]
_USES: Choices = [("pension", "年金", "Pension"), ("licence", "免許", "Licence"), ("school", "就学", "School")]
_ERAS = ("taisho", "showa", "heisei", "reiwa")

_Row = Callable[[Strip, str, np.random.Generator], None]
"""Fills a strip with fields whose keys begin so."""


def practice(seed: int) -> Design:
    """The practice sheet of this seed; its key is ``practice_<seed>``."""
    label = Label(ja=f"練習用紙 第{seed}号", en=f"Practice sheet {seed}")
    return Design(form=f"{_KEY}{seed:04d}", title=label, draw=partial(_draw, seed=seed), rules=())


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
    story = invent_story(template, rng)
    fields = [field for field in template.all_fields() if not isinstance(field, ImageField)]
    values: Mapping[str, FieldValue] = {
        field.key: None if rng.random() < BLANK_SHARE else invented_value(field, template, rng) for field in fields
    }
    answers = tuple(answer(field, values[field.key], hand.habits) for field in fields)
    fill(canvas, template, story, answers, hand, rng)
    return answers


def _draw(sheet: Sheet, seed: int) -> None:
    rows = _WORDY if seed >= WORDY_FROM else _ROWS
    rng = np.random.default_rng((7_000_021, seed))
    sheet.title(f"練習用紙 第{seed}号", 13)
    y, number = 20.0, 0
    order: list[_Row] = []
    while y < _BOTTOM - 10.5:
        order = order or [rows[int(i)] for i in rng.permutation(len(rows))]
        number += 1
        height = float(rng.choice([8.5, 9.0, 9.5, 10.5]))
        order.pop()(sheet.strip(y, height, x=LEFT, right=RIGHT), f"r{number}", rng)
        y += height
    sheet.bold(20.0, y - 20.0)


def _numbers(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _celled(strip, key + ".a", "口座番号", "account_number", (7,))
    _celled(strip, key + ".b", "口座番号", "account_number", (7,))
    _celled(strip, key + ".c", "証番号", "code", (int(rng.integers(5, 8)),))
    _celled(strip, key + ".d", "店番", "digits", (3,))


def _long_numbers(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _celled(strip, key + ".a", "電話", "phone", (5, 4, 4) if rng.random() < 0.5 else (3, 4, 4))
    if rng.random() < 0.5:
        _celled(strip, key + ".b", "番号", "my_number", (4, 4, 4))
    else:
        _celled(strip, key + ".b", "携帯", "phone", (3, 4, 4))


def _short_numbers(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _celled(strip, key + ".a", "郵便", "postal_code", (3, 4))
    _celled(strip, key + ".b", "通数", "integer", (int(rng.integers(1, 3)),))
    _celled(strip, key + ".c", "証番号", "code", (10,))
    _celled(strip, key + ".d", "記号", "digits", (int(rng.integers(3, 6)),))


def _kana(strip: Strip, key: str, rng: np.random.Generator) -> None:
    for name in "ab":
        _celled(strip, f"{key}.{name}", "フリガナ", "kana", (int(rng.integers(11, 15)),))


def _free_numbers(strip: Strip, key: str, rng: np.random.Generator) -> None:
    kinds: Sequence[tuple[str, LineType]] = (
        ("電話", "phone"), ("番号", "digits"), ("証番号", "code"), ("郵便", "postal_code"), ("通数", "integer"),
    )  # fmt: skip
    for place, chosen in enumerate(rng.permutation(len(kinds))[:4]):
        words, kind = kinds[int(chosen)]
        _lined(strip, f"{key}.{'abcd'[place]}", words, kind, 34.0)


def _names(strip: Strip, key: str, rng: np.random.Generator) -> None:
    for name in "abc":
        _lined(strip, f"{key}.{name}", "氏名", "name", float(rng.uniform(44, 52)))


def _address(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _lined(strip, key + ".a", "住所", "address", float(rng.uniform(120, 180)))


def _texts(strip: Strip, key: str, rng: np.random.Generator) -> None:
    for name, words in (("a", "勤務先"), ("b", "備考")):
        _lined(strip, f"{key}.{name}", words, "text", float(rng.uniform(62, 82)))


def _marks(strip: Strip, key: str, rng: np.random.Generator) -> None:
    marks = [(Mark.CIRCLE, Mark.CHECK, Mark.FILL)[int(i)] for i in rng.integers(0, 3, 3)]
    strip.label("性別", _LABEL_MM, 7).choice(key + ".a", "性別", key, _SEX, mark=marks[0])
    strip.label("続柄", _LABEL_MM, 7).choice(key + ".b", "続柄", key, _KIN, mark=marks[1], many=True)
    strip.label("使途", _LABEL_MM, 7).choice(key + ".c", "使途", key, _USES, mark=marks[2], many=True)


def _dates(strip: Strip, key: str, rng: np.random.Generator) -> None:
    first = int(rng.integers(0, 3))
    strip.label("生年月日", 14, 6).date(key + ".a", "生年月日", key, _ERAS[first : first + 2])
    strip.label("有無", _LABEL_MM, 7).choice(key + ".b", "有無", key, _YES_NO)
    strip.label("届出", _LABEL_MM, 7).date(key + ".c", "届出日", key, "reiwa", celled=bool(rng.random() < 0.7))


def _celled(strip: Strip, key: str, words: str, kind: LineType, groups: tuple[int, ...]) -> None:
    strip.label(words, max(_LABEL_MM, text_mm(words, 6) + 2), 6).cells(key, words, key, kind, groups)


def _lined(strip: Strip, key: str, words: str, kind: LineType, w: float) -> None:
    strip.label(words, _LABEL_MM, 7).line(key, words, key, kind, w=w)


_ROWS: Sequence[_Row] = (
    _numbers, _numbers, _numbers, _long_numbers, _long_numbers, _long_numbers, _short_numbers, _short_numbers,
    _short_numbers, _short_numbers, _kana, _kana, _kana, _free_numbers, _free_numbers, _names, _names, _address,
    _address, _address, _address, _texts, _texts, _texts, _marks, _marks, _marks, _dates, _dates, _dates,
)  # fmt: skip
"""So often that each type comes about four times on a sheet."""

_WORDY: Sequence[_Row] = (
    *[_names] * 6, *[_kana] * 5, *[_dates] * 5, *[_texts] * 4, *[_address] * 3, *[_marks] * 2, *[_long_numbers] * 2,
)  # fmt: skip
"""What is misread most: of that most examples are needed."""
