"""The normal form of each field type; the same for what a reader read and for what a person typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from models.reading import FieldValue
from models.reasons import ReasonCode
from models.template import ChoiceField, DateField, FormField, ImageField, LineField, LineType
from pipeline.check.dates import calendar_date
from pipeline.check.digits import account_number, code, digits, integer, money
from pipeline.check.kana import kana
from pipeline.check.my_number import my_number
from pipeline.check.normal_form import BLANK, NormalForm, doubted, wrong_format
from pipeline.check.phone import phone
from pipeline.check.postal import postal_code
from pipeline.check.text import UNSEEN, address, written_text

__all__ = ["NormalForm", "folded", "same_value", "value_of"]


_MEANINGLESS = re.compile(r" (?![0-9])|(?<![0-9]) ")
"""Between two numbers a space is all that parts them: 1-2 305 is not 1-2305."""


def value_of(field: FormField, text: str) -> NormalForm:
    """The value of ``text`` in ``field``, and what is odd about it.

    The value of a value is the value itself; for ``choices`` the values are joined with commas, as readers give them.
    A picture has no value.
    """
    text = UNSEEN(text)
    if not text.strip() or isinstance(field, ImageField):
        return BLANK
    match field:
        case DateField():
            return calendar_date(text, field.parts.era.printed if field.parts else None)
        case ChoiceField():
            return _marked(field, text)
        case LineField():
            return _line(field, text)


def same_value(one: FieldValue, other: FieldValue) -> bool:
    """Equal but for spaces, which paper does not have and people count differently; two numbers stay two.

    An empty choice is blank.
    """
    return folded(one) == folded(other)


def folded(value: FieldValue) -> FieldValue:
    """A value without spaces, but for one between two digits; None for nothing."""
    if isinstance(value, str):
        return _MEANINGLESS.sub("", " ".join(value.split())) or None
    return value or None


def _marked(field: ChoiceField, text: str) -> NormalForm:
    options = [option.value for option in field.options]
    marked = {value.strip() for value in text.split(",")} if field.type == "choices" else {text.strip()}
    if not marked <= set(options):
        return wrong_format()
    in_order = tuple(value for value in options if value in marked)
    return NormalForm(in_order if field.type == "choices" else in_order[0])


def _line(field: LineField, text: str) -> NormalForm:
    if field.type in _IN_CELLS:
        form = _IN_CELLS[field.type](text, len(field.cell_boxes()) or None)
        return form if _keeps_to(field.pattern, form.value) else doubted(form.value, ReasonCode.WRONG_FORMAT)
    form = _ON_A_LINE[field.type](text)
    if field.closed and not any(same_value(form.value, listed) for listed in field.expected):
        return doubted(form.value, ReasonCode.NOT_ON_LIST)
    return form


def _keeps_to(pattern: str | None, value: FieldValue) -> bool:
    """Whether a code is written as its pattern says (A for a letter, 9 for a digit); what is none is told elsewhere."""
    if pattern is None or not isinstance(value, str):
        return True
    return re.fullmatch(pattern.replace("9", "[0-9]").replace("A", "[A-Z]"), value) is not None


_ON_A_LINE: Mapping[LineType, Callable[[str], NormalForm]] = {
    "text": written_text,
    "name": written_text,
    "address": address,
    "kana": kana,
    "integer": integer,
    "postal_code": postal_code,
    "phone": phone,
    "my_number": my_number,
}
_IN_CELLS: Mapping[LineType, Callable[[str, int | None], NormalForm]] = {
    "digits": digits,
    "account_number": account_number,
    "code": code,
    "money": money,
}
"""Types whose normal form depends on the number of one-character boxes (None on a free line)."""
