"""From readings to checked fields: every value in its normal form, with every objection to it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from models.reading import CheckedField, Reading
from models.reasons import Reason, ReasonCode
from models.template import FormField, ImageField, Template
from pipeline.check.ages import age_doubts
from pipeline.check.answers import Answer, Answers
from pipeline.check.ditto import Dittoed, dittos
from pipeline.check.rules import objections
from pipeline.check.values import value_of


def check_fields(template: Template, readings: Sequence[Reading], today: datetime.date) -> tuple[CheckedField, ...]:
    """Check one reading for every field of ``template``, in the template's order; KeyError where one is missing.

    ``today`` is the day on which the sheet is read: nobody on it is born later.
    """
    by_key = {reading.field: reading for reading in readings}
    same = dittos(template, by_key)
    alone = tuple(
        _check_same(field, same[field.key]) if field.key in same else _check_alone(field, by_key[field.key], today)
        for field in template.all_fields()
    )
    together = sheet_reasons(template, Answers({c.field.key: Answer(c.value, _written(c)) for c in alone}))
    return tuple(_with_reasons(checked, together.get(checked.field.key, ())) for checked in alone)


def sheet_reasons(template: Template, answers: Answers) -> Mapping[str, tuple[Reason, ...]]:
    """What the form as a whole has against its answers, by field key: required fields left blank, and broken rules.

    A function of the answers alone.
    """
    reasons: defaultdict[str, list[Reason]] = defaultdict(list)
    for key in _required_keys(template, answers):
        if not answers[key].written:
            reasons[key].append(Reason(ReasonCode.REQUIRED_BLANK))
    for objection in objections(template.rules, answers):
        if objection.reason not in reasons[objection.field]:
            reasons[objection.field].append(objection.reason)
    return {key: tuple(found) for key, found in reasons.items()}


def _check_alone(field: FormField, reading: Reading, today: datetime.date) -> CheckedField:
    form = value_of(field, reading.text)
    doubts = tuple(Reason(ReasonCode(doubt)) for doubt in reading.doubts)
    reasons = doubts + form.reasons + tuple(age_doubts(field, form.value, today))
    return CheckedField(field, reading, form.value, reading.text, reasons)


def _check_same(field: FormField, said: Dittoed) -> CheckedField:
    """A field that says "the same as above" has no value until a person says which."""
    doubts = tuple(Reason(ReasonCode(doubt)) for doubt in said.reading.doubts)
    return CheckedField(field, said.reading, None, said.reading.text, (*doubts, said.reason))


def _with_reasons(checked: CheckedField, more: tuple[Reason, ...]) -> CheckedField:
    return replace(checked, reasons=checked.reasons + more)


def _written(checked: CheckedField) -> bool:
    return not isinstance(checked.field, ImageField) and checked.text.strip() != ""


def _required_keys(template: Template, answers: Answers) -> Iterator[str]:
    """Keys of the fields that must be filled: in row groups, those of written rows and of the first ``at_least``."""
    yield from (field.key for field in template.fields if _is_required(field))
    for rows in template.rows:
        numbers = {*range(1, min(rows.at_least, rows.count) + 1), *answers.written_rows(rows.key)}
        for number in sorted(numbers):
            yield from (f"{rows.key}.{number}.{field.key}" for field in rows.fields if _is_required(field))


def _is_required(field: FormField) -> bool:
    """Whether ``field`` is asked for; a picture is never read, so it is never found missing."""
    return field.required and not isinstance(field, ImageField)
