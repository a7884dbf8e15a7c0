"""The paper: a versioned description of one side of a form, with every field's place in millimetres.

``template.yaml`` is read into these types; unknown keys are errors. The JSON Schema published in
``form_templates/template.schema.json`` is generated from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.geometry import BoxMm, TemplateBox, box_or, union
from models.rules import Answerable, Rule

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=64)]
"""A dotted name such as ``claimant.kana``; a field in a row is ``members.2.kana``."""


class Strict(BaseModel):
    """Frozen, and unknown keys are errors: a typing slip in a template must not pass in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Strict):
    """What people see, in both languages of the desk."""

    ja: str
    en: str

    def in_language(self, language: Literal["ja", "en"]) -> str:
        """The label in one of the two languages."""
        return self.ja if language == "ja" else self.en

    def numbered(self, row: int) -> Label:
        """The label with the row's number behind it."""
        return Label(ja=f"{self.ja} {row}", en=f"{self.en} {row}")


class Mark(StrEnum):
    """How a person chooses on paper: ○で囲む, □に✓, □を塗りつぶす."""

    CIRCLE = "circle"
    CHECK = "check"
    FILL = "fill"


class Sensitivity(StrEnum):
    """How much care a value needs; ``my_number`` covers 個人番号 and 住民票コード."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    MY_NUMBER = "my_number"


class Option(Strict):
    """One printed choice and where it stands; ``value`` is what is stored when it is marked."""

    value: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=64)]
    label: Label
    box_mm: TemplateBox


class Part(Strict):
    """One written part of a date: a strip of ``cells`` one-character boxes, or a free line."""

    box_mm: TemplateBox
    cells: Annotated[int, Field(ge=1, le=8)] | None = Field(None, description="one-character boxes; a line if absent")


class Era(Strict):
    """Which calendar a date's year is counted in: printed on the sheet, or marked by the writer."""

    printed: str | None = Field(None, description="'reiwa', 'heisei', 'showa', 'taisho', 'meiji' or 'western'")
    mark: Mark = Mark.CIRCLE
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.printed is None) == (not self.options):
            raise ValueError("an era is either 'printed' or has 'options' to mark")
        return self


class DateParts(Strict):
    """The parts of a date on paper."""

    era: Era
    year: Part
    month: Part
    day: Part

    def boxes(self) -> tuple[BoxMm, ...]:
        """Every box of the date, era options included."""
        written = (self.year.box_mm, self.month.box_mm, self.day.box_mm)
        return tuple(o.box_mm for o in self.era.options) + written


class _FieldBase(Strict):
    key: Key
    label: Label
    required: bool = Field(False, description="whether a blank is shown to a person")
    sensitivity: Sensitivity = Field(Sensitivity.ORDINARY, description="my_number: always shown to a person")
    accept_at: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="confidence from which no person is asked; the type's own threshold where absent"
    )


LineType = Literal[
    "text", "name", "address", "kana", "digits", "code", "integer", "postal_code", "phone", "my_number",
    "account_number",
]  # fmt: skip


class LineField(_FieldBase):
    """Writing: on a free line, or one character a box."""

    type: LineType
    box_mm: TemplateBox
    cells: Annotated[int, Field(ge=1, le=64)] | tuple[TemplateBox, ...] | None = Field(
        None, description="number of equal one-character boxes in box_mm, or each box by itself"
    )
    lines: Annotated[int, Field(ge=1, le=4)] = Field(1, description="written lines in the box")

    def cell_boxes(self) -> tuple[BoxMm, ...]:
        """The one-character boxes from left to right; none for a free line."""
        if self.cells is None:
            return ()
        return self.box_mm.split(self.cells) if isinstance(self.cells, int) else self.cells


class DateField(_FieldBase):
    """A date, in parts with an era or written freely in ``box_mm``."""

    type: Literal["date"]
    model_config = ConfigDict(json_schema_extra=box_or("parts"))
    parts: DateParts | None = None
    box_mm: TemplateBox

    @model_validator(mode="before")
    @classmethod
    def _box_around_parts(cls, data: object) -> object:
        if isinstance(data, dict) and "box_mm" not in data and "parts" in data:
            return {**data, "box_mm": union(DateParts.model_validate(data["parts"]).boxes())}
        return data


class ChoiceField(_FieldBase):
    """Printed options to mark: exactly one (``choice``) or any number (``choices``)."""

    model_config = ConfigDict(json_schema_extra=box_or("options"))
    type: Literal["choice", "choices"]
    mark: Mark
    options: Annotated[tuple[Option, ...], Field(min_length=1)]
    box_mm: TemplateBox

    @model_validator(mode="before")
    @classmethod
    def _box_around_options(cls, data: object) -> object:
        if isinstance(data, dict) and "box_mm" not in data and data.get("options"):
            boxes = tuple(Option.model_validate(option).box_mm for option in data["options"])
            return {**data, "box_mm": union(boxes)}
        return data

    @model_validator(mode="after")
    def _distinct_options(self) -> Self:
        values = [option.value for option in self.options]
        if len(set(values)) != len(values):
            raise ValueError("two options have the same value")
        return self


class ImageField(_FieldBase):
    """A place that is kept as a picture and never read: a seal, a signature, the office's own boxes."""

    type: Literal["seal", "signature", "office"]
    box_mm: TemplateBox


FormField = Annotated[LineField | DateField | ChoiceField | ImageField, Field(discriminator="type")]


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


class Template(Strict):
    """One side of one version of a form."""

    form: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
    version: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    title: Label
    page_mm: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]] = Field(description="[width, height]")
    blank: str = Field("blank.png", description="image or one-page PDF of the empty form, beside template.yaml")
    fields: tuple[FormField, ...] = ()
    rows: tuple[Rows, ...] = ()
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        fields = self.all_fields()
        keys = [field.key for field in fields]
        if not keys:
            raise ValueError("a template needs at least one field")
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"field key used twice: {', '.join(twice)}")
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

    def all_fields(self) -> tuple[FormField, ...]:
        """Every field in reading order, rows written out as ``<rows>.<n>.<key>``."""
        return self.fields + tuple(field for rows in self.rows for field in _written_out(rows))

    def field(self, key: str) -> FormField:
        """The field called ``key``; KeyError where there is none."""
        for field in self.all_fields():
            if field.key == key:
                return field
        raise KeyError(key)


def boxes_of(field: FormField) -> tuple[BoxMm, ...]:
    """Every box that a field puts on the paper, its outer box first."""
    match field:
        case ChoiceField():
            return (field.box_mm, *(option.box_mm for option in field.options))
        case DateField(parts=DateParts() as parts):
            return (field.box_mm, *parts.boxes())
        case LineField():
            return (field.box_mm, *field.cell_boxes())
        case _:
            return (field.box_mm,)


def _answerable(field: FormField) -> Answerable:
    values = (option.value for option in field.options) if isinstance(field, ChoiceField) else ()
    return Answerable(field.type, frozenset(values))


def _written_out(rows: Rows) -> Iterator[FormField]:
    for number in range(1, rows.count + 1):
        dy = (number - 1) * rows.pitch_mm
        for field in rows.fields:
            renamed = {"key": f"{rows.key}.{number}.{field.key}", "label": field.label.numbered(number)}
            yield field.model_copy(update={**renamed, **_moved(field, dy)})


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
