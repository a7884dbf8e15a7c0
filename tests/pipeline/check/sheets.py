"""An invented form, and what checking it finds."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import TypeAdapter

from models.reading import CheckedField
from models.reasons import ReasonCode
from models.rules import Rule
from models.template import FormField, ImageField, Label, Rows, Template
from pipeline.check.check import check_fields
from tests.pipeline.check.fields import BOX, choice, day, label, line, reading

TODAY = datetime.date(2026, 4, 1)

FIELDS: tuple[FormField, ...] = (
    choice("in", "out", key="kind"),
    choice("a", "b", "c", key="several", many=True),
    day("first_day"),
    day("second_day"),
    day("person.birth_date"),
    line("postal_code", "postal"),
    line("address", "address"),
    line("kana", "kana"),
    line("kana", "bank_kana"),
    line("text", "note"),
    ImageField(key="seal", label=label("seal"), type="seal", box_mm=BOX, required=True),
)
MEMBERS = Rows(
    key="members",
    label=Label(ja="家族", en="Members"),
    count=3,
    pitch_mm=10,
    at_least=1,
    fields=(
        line("name", "name", required=True),
        choice("head", "child", key="relation"),
        day("birth_date"),
        line("address", "address"),
    ),
)


def rule(**data: Any) -> Rule:
    parsed: Rule = TypeAdapter(Rule).validate_python(data)
    return parsed


NONE_NEEDED = MEMBERS.model_copy(update={"at_least": 0})


def template(*rules: Rule, rows: Rows = NONE_NEEDED) -> Template:
    return Template(
        form="form", version="1", title=label("form"), page_mm=(210, 297), fields=FIELDS, rows=(rows,), rules=rules
    )


def check(sheet: Template, **texts: str) -> dict[str, CheckedField]:
    """Check a sheet; ``__`` in a name stands for the dot of a key."""
    by_key = {key.replace("__", "."): text for key, text in texts.items()}
    readings = [reading(by_key.get(field.key, ""), field.key) for field in sheet.all_fields()]
    return {checked.field.key: checked for checked in check_fields(sheet, readings, TODAY)}


def reasons(sheet: Template, **texts: str) -> dict[str, list[ReasonCode]]:
    found = check(sheet, **texts)
    return {key: [reason.code for reason in field.reasons] for key, field in found.items() if field.reasons}


def sheet_of(*fields: FormField) -> Template:
    """A form of these fields alone."""
    return Template(form="form", version="1", title=label("form"), page_mm=(210, 297), fields=fields)
