from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from models.geometry import BoxMm
from models.template import ChoiceField, DateField, LineField, Template, boxes_of

LABEL = {"ja": "欄", "en": "field"}
KANA = {"key": "kana", "label": LABEL, "type": "kana", "box_mm": [10, 10, 60, 7.5], "cells": 10}
SEX = {
    "key": "sex",
    "label": LABEL,
    "type": "choice",
    "mark": "circle",
    "options": [
        {"value": "male", "label": LABEL, "box_mm": [10, 20, 7, 7]},
        {"value": "female", "label": LABEL, "box_mm": [20, 20, 7, 7]},
    ],
}
BIRTH = {
    "key": "birth_date",
    "label": LABEL,
    "type": "date",
    "parts": {
        "era": {"printed": "reiwa"},
        "year": {"box_mm": [50, 20, 10, 7], "cells": 2},
        "month": {"box_mm": [65, 20, 10, 7], "cells": 2},
        "day": {"box_mm": [80, 20, 10, 7], "cells": 2},
    },
}
FORM: dict[str, Any] = {
    "form": "test_form",
    "version": "1",
    "title": LABEL,
    "page_mm": [210, 297],
    "fields": [KANA],
    "rows": [{"key": "members", "label": LABEL, "count": 3, "pitch_mm": 12.5, "fields": [SEX, BIRTH]}],
}


def changed(path: list[str | int], value: object) -> dict[str, Any]:
    form = deepcopy(FORM)
    *way, last = path
    place: Any = form
    for step in way:
        place = place[step]
    place[last] = value
    return form


def test_boxes_are_laid_around_options_and_parts() -> None:
    template = Template.model_validate(FORM)
    assert template.field("members.1.sex").box_mm == BoxMm(10, 20, 17, 7)
    assert template.field("members.1.birth_date").box_mm == BoxMm(50, 20, 40, 7)


def test_rows_lie_one_pitch_lower_with_every_box() -> None:
    template = Template.model_validate(FORM)
    for key in ("sex", "birth_date"):
        first, third = template.field(f"members.1.{key}"), template.field(f"members.3.{key}")
        assert [box.shifted(0, 25) for box in boxes_of(first)] == list(boxes_of(third))
    assert template.field("members.3.sex").label.ja == "欄 3"


def test_fields_come_in_reading_order_with_rows_written_out() -> None:
    keys = [field.key for field in Template.model_validate(FORM).all_fields()]
    assert keys == ["kana"] + [f"members.{row}.{key}" for row in (1, 2, 3) for key in ("sex", "birth_date")]


def test_fields_are_told_apart_by_type() -> None:
    template = Template.model_validate(FORM)
    kana, sex, birth = (template.field(key) for key in ("kana", "members.2.sex", "members.2.birth_date"))
    assert isinstance(kana, LineField)
    assert len(kana.cell_boxes()) == 10
    assert isinstance(sex, ChoiceField)
    assert isinstance(birth, DateField)
    with pytest.raises(KeyError, match="gone"):
        template.field("gone")


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (["colour"], "red", "Extra inputs"),
        (["fields", 0, "colour"], "red", "Extra inputs"),
        (["fields", 0, "type"], "katakana", "does not match any of the expected tags"),
        (["fields", 0, "box_mm"], [10, 10, 60], "a box is"),
        (["fields", 0, "box_mm"], [10, 10, "60", 7], "numbers in millimetres"),
        (["fields", 0, "box_mm"], [10, 10, 0, 7], "above 0 mm"),
        (["fields", 0, "box_mm"], [190, 10, 60, 7], "leaves the"),
        (["rows", 0, "pitch_mm"], 150, "leaves the"),
        (["fields", 0, "key"], "Kana", "should match pattern"),
        (["fields"], [KANA, KANA], "used twice: kana"),
        (["rows", 0, "fields", 0, "options", 1, "value"], "male", "same value"),
        (["rows", 0, "fields", 0, "options", 1, "value"], "a,b", "should match pattern"),
        (["rows", 0, "fields", 0, "options", 1, "value"], "a ", "should match pattern"),
        (["rows", 0, "fields", 0, "options", 1, "value"], "a;b", "should match pattern"),
        (["rows", 0, "at_least"], 4, "at_least is 4, but there are 3 rows"),
        (["fields", 0, "key"], "members.total", "the key of a row group"),
        (["rows", 0, "key"], "m" * 60, "longer than 64 characters"),
        (["rows", 0, "fields", 1, "parts", "era"], {}, "either 'printed' or has 'options'"),
        (["page"], 0, "greater than or equal to 1"),
        (["optional"], True, "page 1 of a form is never optional"),
        (["attachments"], -1, "greater than or equal to 0"),
        (["rules"], [{"kind": "date_order", "earlier": "kana", "later": "gone"}], "field kana is of type kana"),
        (["rules"], [{"kind": "exactly_one", "field": "members.*.gone", "value": "x"}], "unknown field members.*.gone"),
    ],
)
def test_a_slip_in_a_template_is_named(path: list[str | int], value: object, reason: str) -> None:
    with pytest.raises(ValidationError) as error:
        Template.model_validate(changed(path, value))
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("type_", "more", "verification"),
    [
        ("money", {}, "blind"),
        ("my_number", {}, "blind"),
        ("account_number", {}, "blind"),
        ("digits", {"sensitivity": "my_number"}, "blind"),
        ("money", {"verification": "none"}, "none"),
        ("integer", {}, "none"),
        ("name", {}, "none"),
    ],
)
def test_money_accounts_and_peoples_numbers_are_keyed_unseen_unless_it_says_otherwise(
    type_: str, more: dict[str, str], verification: str
) -> None:
    field = {"key": "fee", "label": LABEL, "type": type_, "box_mm": [10, 10, 40, 8]} | more
    assert Template.model_validate(changed(["fields", 0], field)).field("fee").verification == verification


def test_a_template_needs_a_field() -> None:
    with pytest.raises(ValidationError, match="at least one field"):
        Template.model_validate({**FORM, "fields": [], "rows": []})


def test_a_later_page_may_have_nothing_to_read() -> None:
    back = Template.model_validate({**FORM, "page": 2, "optional": True, "fields": [], "rows": []})
    assert back.all_fields() == () and back.key == ("test_form", "1")


def test_attachments_are_told_on_page_1() -> None:
    with pytest.raises(ValidationError, match="told on page 1"):
        Template.model_validate({**FORM, "page": 2, "attachments": 1})


def test_a_box_is_made_of_numbers() -> None:
    with pytest.raises(ValidationError, match="finite"):
        Template.model_validate(changed(["fields", 0, "box_mm"], [10, float("nan"), 60, 7]))
