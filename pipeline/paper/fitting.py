"""What a person would put on one sheet: some answers left out, and the form's own rules kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from models.reading import FieldValue
from models.rules import (
    BankCode,
    DateOrder,
    EmptyWhen,
    ExactlyOne,
    NotTogether,
    PostalAddress,
    RequiredWhen,
    Rule,
    SameKana,
    When,
)
from models.template import ChoiceField, LineField, Template
from pipeline.check.banks import banks
from pipeline.paper.story import Story
from pipeline.paper.values import full_values, is_afterthought, is_rare

_LEFT_OUT = 0.1
"""Share of optional fields that people skip."""
_GROUP_LEFT_OUT = 0.2
_RARE_LEFT_OUT = 0.85
_MANY = 2
"""How often the rules are gone through, since keeping one may break another."""

_FIRST_UNION = 1000
"""Codes below are banks; above are 信金, 信組, 農協 and others, whose names say so."""

Values = dict[str, FieldValue]


def fitted_values(template: Template, story: Story, rng: np.random.Generator) -> Values:
    """The value of every readable field of one sheet, None where it stays blank."""
    full = full_values(template, story, rng)
    kept = _without_the_skipped(template, full, rng)
    for _ in range(_MANY):
        for rule in template.rules:
            for one in _in_each_row(rule, kept):
                if one.when is None or _holds(one.when, kept):
                    _keep(one, template, story, full, kept, rng)
    return kept


def _without_the_skipped(template: Template, full: Values, rng: np.random.Generator) -> Values:
    fields = [field for field in template.all_fields() if field.key in full]
    groups = {_group(field.key) for field in fields} - {""}
    needed = {_group(field.key) for field in fields if field.required}
    skipped = {group: rng.random() < _GROUP_LEFT_OUT for group in sorted(groups - needed)}
    rare = {group: rng.random() < _RARE_LEFT_OUT for group in sorted(groups | {""})}
    kept: Values = {}
    for field in fields:
        out = not field.required and (
            is_afterthought(field)
            or skipped.get(_group(field.key), False)
            or (is_rare(field) and rare[_group(field.key)])
            or rng.random() < (_LEFT_OUT if isinstance(field, LineField | ChoiceField) else _LEFT_OUT / 2)
        )
        kept[field.key] = None if out else full[field.key]
    return kept


def _group(key: str) -> str:
    return key.rpartition(".")[0]


def _in_each_row(rule: Rule, values: Values) -> Iterator[Rule]:
    """The rule itself, or once for each written row with the row's number for the star."""
    group = rule.row_group()
    if group is None or isinstance(rule, ExactlyOne):
        yield rule
        return
    for row in _written_rows(group, values):
        yield type(rule).model_validate_json(rule.model_dump_json(by_alias=True).replace(".*.", f".{row}."))


def _written_rows(group: str, values: Values) -> list[int]:
    return sorted({int(key.split(".")[1]) for key, value in values.items() if key.startswith(f"{group}.") and value})


def _holds(when: When, values: Values) -> bool:
    value = values.get(when.field)
    chosen = value if isinstance(value, tuple) else (value,) if value else ()
    return (not when.is_ or any(v in when.is_ for v in chosen)) and not any(v in when.not_ for v in chosen)


def _keep(rule: Rule, template: Template, story: Story, full: Values, kept: Values, rng: np.random.Generator) -> None:
    match rule:
        case RequiredWhen(field=key) if not kept.get(key):
            kept[key] = full.get(key)
        case EmptyWhen(field=key):
            kept[key] = None
        case NotTogether(field=key, value=value) if kept.get(key):
            kept[key] = _without(template, key, kept[key], value)
        case ExactlyOne(field=starred, value=value):
            _only_first(starred, value, template, kept)
        case DateOrder(earlier=earlier, later=later, max_days=days):
            _put_in_order(earlier, later, days, kept, rng)
        case PostalAddress(postal_code=code, address=address):
            street = str(kept.get(address))
            found = (place for place in story.addresses if street.startswith(place.street))
            if kept.get(code) and (place := next(found, None)):
                kept[code] = place.postal_code
        case BankCode(code=code, name=name) if kept.get(code):
            kept[code], called = _bank_by(str(full[code]))
            kept[name] = kept.get(name) and called
        case SameKana(a=a, b=b) if kept.get(a) and kept.get(b):
            kept[b] = kept[a]


def _bank_by(number: str) -> tuple[str, str]:
    """The code and name of a real bank that an invented number stands for; 銀行 is written out as most people do."""
    code, name = list(banks().items())[int(number) % len(banks())]
    return code, f"{name}銀行" if int(code) < _FIRST_UNION else name


def _without(template: Template, key: str, chosen: FieldValue, value: str) -> FieldValue:
    """The choice with ``value`` taken out: another option, or the other marks."""
    field = template.field(key)
    if isinstance(chosen, tuple):
        return tuple(v for v in chosen if v != value) or None
    if chosen != value or not isinstance(field, ChoiceField):
        return chosen
    return next((option.value for option in field.options if option.value != value), None)


def _only_first(starred: str, value: str, template: Template, kept: Values) -> None:
    """Give ``value`` to the first written row and to no other."""
    rows = _written_rows(starred.partition(".*.")[0], kept)
    for row in rows:
        key = starred.replace("*", str(row))
        kept[key] = value if row == rows[0] else _without(template, key, kept[key], value)


def _put_in_order(earlier: str, later: str, days: int | None, kept: Values, rng: np.random.Generator) -> None:
    first, last = kept.get(earlier), kept.get(later)
    if not isinstance(first, str) or not isinstance(last, str):
        return
    apart = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
    if apart < 0 or (days is not None and apart > days):
        back = int(rng.integers(0, min(14, 14 if days is None else days) + 1))
        kept[earlier] = (dt.date.fromisoformat(last) - dt.timedelta(days=back)).isoformat()
