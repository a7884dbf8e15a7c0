from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from models.rules import Answerable, Rule

FIELDS = {
    "first": Answerable("date"),
    "note": Answerable("text"),
    "kana": Answerable("kana"),
    "kind": Answerable("choice", frozenset({"in", "out"})),
    "members.*.birth": Answerable("date"),
    "members.*.relation": Answerable("choice", frozenset({"head", "child"})),
    "cars.*.owner": Answerable("text"),
}


def slips(**data: Any) -> list[str]:
    rule: Rule = TypeAdapter(Rule).validate_python(data)
    return list(rule.slips(FIELDS))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"kind": "date_order", "earlier": "first", "later": "members.*.birth"}, []),
        ({"kind": "date_order", "earlier": "first", "later": "gone"}, ["unknown field gone"]),
        ({"kind": "date_order", "earlier": "first", "later": "note"}, ["field note is of type text, not date"]),
        ({"kind": "same_kana", "a": "kana", "b": "note"}, ["field note is of type text, not kana"]),
        ({"kind": "exactly_one", "field": "members.*.relation", "value": "head"}, []),
        (
            {"kind": "exactly_one", "field": "members.*.relation", "value": "chief"},
            ["field members.*.relation has no option chief"],
        ),
        ({"kind": "required_when", "field": "note", "when": {"field": "kind", "is": ["in"]}}, []),
        (
            {
                "kind": "exactly_one",
                "field": "members.*.relation",
                "value": "head",
                "when": {"field": "members.*.relation", "is": ["head"]},
            },
            ["'when' names members.*.relation, a field of a row"],
        ),
        (
            {"kind": "required_when", "field": "note", "when": {"field": "kind", "is": ["up"], "not": ["down"]}},
            ["field kind has no option up, down"],
        ),
        (
            {"kind": "empty_when", "field": "note", "when": {"field": "kana", "is": ["in"]}},
            ["field kana is of type kana, not choice or choices"],
        ),
        (
            {"kind": "empty_when", "field": "cars.*.owner", "when": {"field": "members.*.relation", "is": ["head"]}},
            ["names fields of two row groups"],
        ),
        ({"kind": "age_between", "birth": "members.*.birth", "on": "first"}, []),
        ({"kind": "postal_address", "postal_code": "note", "address": "first"}, 2),
    ],
)
def test_a_rule_that_cannot_be_meant_is_named(data: dict[str, Any], expected: list[str] | int) -> None:
    found = slips(**data)
    assert (len(found) if isinstance(expected, int) else found) == expected


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "required_when", "field": "note"},
        {"kind": "exactly_one", "field": "kind", "value": "in"},
        {"kind": "date_order", "earlier": "first", "later": "first", "days": 3},
        {"kind": "no_such_rule", "field": "note"},
    ],
)
def test_a_rule_without_sense_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Rule).validate_python(data)


def test_row_group_tells_over_what_a_rule_goes() -> None:
    def group(**data: Any) -> str | None:
        rule: Rule = TypeAdapter(Rule).validate_python(data)
        return rule.row_group()

    assert group(kind="date_order", earlier="first", later="members.*.birth") == "members"
    assert group(kind="date_order", earlier="first", later="first") is None
    assert group(kind="exactly_one", field="members.*.relation", value="head") is None
