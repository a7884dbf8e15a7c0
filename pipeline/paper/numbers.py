"""Invented numbers: telephones, accounts, codes; for 個人番号 only published samples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.template import LineField
from pipeline.paper.people import SAMPLE_MY_NUMBERS
from pipeline.paper.story import mentions

_MOBILE = ("mobile", "cell", "携帯")


def invent_number(field: LineField, rng: np.random.Generator) -> str:
    """Digits (or a code) of the field's type that fill its cells."""
    cells = len(field.cell_boxes())
    digits = "".join(str(digit) for digit in rng.integers(0, 10, 12))
    makers: dict[str, Callable[[], str]] = {
        "my_number": lambda: SAMPLE_MY_NUMBERS[int(rng.integers(len(SAMPLE_MY_NUMBERS)))],
        "phone": lambda: _phone(field, cells, digits, rng),
        "integer": lambda: str(rng.choice((1, 1, 1, 2, 2, 3))),
        "money": lambda: str(10 ** int(rng.integers(1, 4)) * int(rng.integers(1, 1000)))[: cells or 7],
        "account_number": lambda: digits[: cells or 7],
        "code": lambda: _code(cells or 12, digits, rng),
        "digits": lambda: digits[: cells or 8],
    }
    return makers[field.type]()


def _phone(field: LineField, cells: int, digits: str, rng: np.random.Generator) -> str:
    if cells != 10 and (mentions(field.key, field.label.ja, _MOBILE) or rng.random() < 0.6):
        return f"0{rng.choice((7, 8, 9))}0{1 + int(digits[0]) % 9}{digits[1:8]}"
    return f"{rng.choice(('03', '06', '045', '052', '092', '0258', '0857'))}{2 + int(digits[0]) % 7}{digits[1:8]}"[:10]


def _code(length: int, digits: str, rng: np.random.Generator) -> str:
    """Letters and digits as on a residence card (2, 8 and 2) where 12 fit, else one letter and digits."""
    a, b, c, d = ("ABCDEFGHJKLMNPRSTUVWXY"[int(i)] for i in rng.integers(0, 22, 4))
    return f"{a}{b}{digits[:8]}{c}{d}" if length == 12 else f"{a}{digits}"[:length]
