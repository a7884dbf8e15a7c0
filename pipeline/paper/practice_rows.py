"""The rows of practice sheets: each a few fields of like types, at widths that differ from sheet to sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from models.template import LineType, Mark
from pipeline.paper.press import text_mm
from pipeline.paper.strip import Choices, Strip

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

Row = Callable[[Strip, str, np.random.Generator], None]
"""Fills a strip with fields whose keys begin so."""


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


def _identity(strip: Strip, key: str, rng: np.random.Generator) -> None:
    for name in "ab":
        _celled(strip, f"{key}.{name}", "番号", "my_number", (4, 4, 4))


def _short_numbers(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _celled(strip, key + ".a", "郵便", "postal_code", (3, 4))
    _celled(strip, key + ".b", "通数", "integer", (int(rng.integers(1, 3)),))
    _celled(strip, key + ".c", "証番号", "code", (10,))
    _celled(strip, key + ".d", "記号", "digits", (int(rng.integers(3, 6)),))


def _money(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _celled(strip, key + ".a", "金額", "money", (int(rng.integers(6, 9)),))
    _lined(strip, key + ".b", "金額", "money", 34.0)
    _lined(strip, key + ".c", "税額", "money", 34.0)


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


def _named(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _celled(strip, key + ".kana", "フリガナ", "kana", (int(rng.integers(11, 15)),))
    _lined(strip, key + ".name", "氏名", "name", float(rng.uniform(44, 60)))


def _address(strip: Strip, key: str, rng: np.random.Generator) -> None:
    _lined(strip, key + ".a", "住所", "address", float(rng.uniform(120, 165)))


def placed(strip: Strip, key: str, rng: np.random.Generator) -> None:
    """A postal code and the address that it belongs to."""
    _celled(strip, key + ".postal_code", "郵便", "postal_code", (3, 4))
    _lined(strip, key + ".address", "住所", "address", float(rng.uniform(95, 112)))


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


NUMBERS: Sequence[Row] = (
    _numbers, _numbers, _numbers, _long_numbers, _long_numbers, _long_numbers, _short_numbers, _short_numbers,
    _short_numbers, _short_numbers, _money, _kana, _kana, _free_numbers, _free_numbers, _names, _named, _named,
    _address, _address, placed, placed, _texts, _texts, _texts, _marks, _marks, _dates, _dates, _dates,
)  # fmt: skip
"""So often that each type comes about four times on a sheet."""

WORDS: Sequence[Row] = (
    *[_names] * 3, *[_named] * 7, *[_kana], *[_dates] * 6, *[_texts] * 3, *[_address] * 2, *[placed] * 4,
    *[_numbers] * 2, *[_long_numbers] * 2,
)  # fmt: skip
"""What is misread most: of that most examples are needed."""

IDENTITY: Sequence[Row] = (_identity,) * 30
"""A form asks for one or two of these numbers, and thousands of examples tell how often a sure one is wrong."""
