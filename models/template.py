"""The paper: a versioned description of one side of a form, with every field's place in millimetres.

``template.yaml`` is read into these types; unknown keys are errors. The JSON Schema published in
``form_templates/template.schema.json`` is generated from here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from models.date_parts import DateParts, Era, Part
from models.fields import ChoiceField, DateField, FormField, ImageField, LineField, LineType, boxes_of
from models.labels import KEY_LENGTH, Key, Label, Mark, Option, Sensitivity, Strict, Verification
from models.rules import Answerable, Rule

__all__ = [
    "ChoiceField",
    "DateField",
    "DateParts",
    "Era",
    "FormField",
    "ImageField",
    "Key",
    "Label",
    "LineField",
    "LineType",
    "Mark",
    "Option",
    "Part",
    "Rows",
    "Sensitivity",
    "Strict",
    "Template",
    "Verification",
    "boxes_of",
]


class Rows(Strict):
    """Fields that repeat down the sheet, such as the people of a household.

    The fields are those of row 1; row *n* lies ``(n - 1) × pitch_mm`` lower. A required field is
    required only in rows where something was written, and in the first ``at_least`` rows.
    """

    key: Key
    label: Label
    count: Annotated[int, Field(ge=1, le=40, description="rows on the sheet")]
    pitch_mm: Annotated[float, Field(gt=0, description="from one row to the next, in millimetres")]
    at_least: Annotated[int, Field(ge=0)] = Field(0, description="rows that every sheet must have filled")
    fields: Annotated[tuple[FormField, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _enough_rows(self) -> Self:
        if self.at_least > self.count:
            raise ValueError(f"at_least is {self.at_least}, but there are {self.count} rows")
        return self

    @cached_property
    def written_out(self) -> tuple[FormField, ...]:
        """The fields of every row, as ``<rows>.<n>.<key>``."""
        return tuple(_in_row(field, self, number) for number in range(1, self.count + 1) for field in self.fields)


class Template(Strict):
    """One side of one version of a form."""

    form: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
    version: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    title: Label
    page: Annotated[int, Field(ge=1, le=40)] = Field(1, description="which page of the form this side is")
    optional: bool = Field(False, description="a filing without this page is complete; for page 2 and later")
    attachments: Annotated[int, Field(ge=0, le=20)] = Field(
        0, description="pages of no known form that may follow and are kept with the record unread; for page 1"
    )
    page_mm: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]] = Field(description="[width, height]")
    blank: str = Field("blank.png", description="image or one-page PDF of the empty form, beside template.yaml")
    fields: tuple[FormField, ...] = ()
    rows: tuple[Rows, ...] = ()
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _has_its_place(self) -> Self:
        if self.page == 1 and not self.all_fields():
            raise ValueError("page 1 of a form needs at least one field")
        if self.page == 1 and self.optional:
            raise ValueError("page 1 of a form is never optional")
        if self.page > 1 and self.attachments:
            raise ValueError("attachments are told on page 1 of the form")
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        fields = self.all_fields()
        keys = [field.key for field in fields]
        twice = sorted(key for key, count in Counter(keys).items() if count > 1)
        if twice:
            raise ValueError(f"field key used twice: {', '.join(twice)}")
        for key in keys:
            if len(key) > KEY_LENGTH:
                raise ValueError(f"field key {key} is longer than {KEY_LENGTH} characters")
        for field in self.fields:
            if any(field.key.startswith(f"{rows.key}.") for rows in self.rows):
                raise ValueError(f"field {field.key} has the key of a row group before its dot")
        width, height = self.page_mm
        for field in fields:
            for box in boxes_of(field):
                if box.right > width + 0.01 or box.bottom > height + 0.01:
                    raise ValueError(f"field {field.key}: box {box} leaves the {width} × {height} mm page")
        in_rows = {f"{rows.key}.*.{field.key}": field for rows in self.rows for field in rows.fields}
        answerable = {key: _answerable(field) for key, field in ({f.key: f for f in fields} | in_rows).items()}
        for rule in self.rules:
            for slip in rule.slips(answerable):
                raise ValueError(f"rule {rule.kind}: {slip}")
        return self

    @property
    def key(self) -> tuple[str, str]:
        """Form and version: what all pages of one form share."""
        return self.form, self.version

    def all_fields(self) -> tuple[FormField, ...]:
        """Every field in reading order, rows written out as ``<rows>.<n>.<key>``."""
        return self.fields + tuple(field for rows in self.rows for field in rows.written_out)

    def written_out(self, *keys: str) -> Iterator[tuple[str, ...]]:
        """The keys as they stand, or where they name a row group (``members.*.name``) once for each of its rows."""
        for rows in self.rows:
            if any(key.startswith(f"{rows.key}.*.") for key in keys):
                numbers = range(1, rows.count + 1)
                yield from (tuple(key.replace(".*.", f".{n}.") for key in keys) for n in numbers)
                return
        yield keys

    def field(self, key: str) -> FormField:
        """The field called ``key``; KeyError where there is none."""
        for field in self.all_fields():
            if field.key == key:
                return field
        raise KeyError(key)


def _answerable(field: FormField) -> Answerable:
    values = (option.value for option in field.options) if isinstance(field, ChoiceField) else ()
    return Answerable(field.type, frozenset(values))


def _in_row(field: FormField, rows: Rows, number: int) -> FormField:
    named = {"key": f"{rows.key}.{number}.{field.key}", "label": field.label.numbered(number)}
    return field.model_copy(update={**named, **_moved(field, (number - 1) * rows.pitch_mm)})


def _moved(field: FormField, dy: float) -> dict[str, object]:
    """The geometry of ``field``, ``dy`` millimetres lower, ready for ``model_copy``."""

    def option(o: Option) -> Option:
        return o.model_copy(update={"box_mm": o.box_mm.shifted(0, dy)})

    def part(p: Part) -> Part:
        return p.model_copy(update={"box_mm": p.box_mm.shifted(0, dy)})

    moved: dict[str, object] = {"box_mm": field.box_mm.shifted(0, dy)}
    if isinstance(field, ChoiceField):
        moved["options"] = tuple(map(option, field.options))
    elif isinstance(field, DateField) and field.parts:
        parts = field.parts
        era = parts.era.model_copy(update={"options": tuple(map(option, parts.era.options))})
        moved["parts"] = DateParts(era=era, year=part(parts.year), month=part(parts.month), day=part(parts.day))
    elif isinstance(field, LineField) and isinstance(field.cells, tuple):
        moved["cells"] = tuple(box.shifted(0, dy) for box in field.cells)
    return moved
