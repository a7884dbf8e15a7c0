"""What a template says about one answer on the paper: its type, its labels, and its place in millimetres."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import ConfigDict, Field, model_validator

from models.date_parts import DateParts
from models.geometry import BoxMm, TemplateBox, box_or, union
from models.labels import Key, Label, Mark, Option, Sensitivity, Strict, Verification

KEYED_TWICE = frozenset({"my_number", "account_number", "money"})
"""Types in which one wrong digit means somebody else, or another sum of money."""


def _without_default(schema: dict[str, Any]) -> None:
    """For the JSON Schema of a key whose default depends on others."""
    del schema["default"]


class _FieldBase(Strict):
    key: Key
    label: Label
    required: bool = Field(False, description="whether a blank is shown to a person")
    sensitivity: Sensitivity = Field(
        Sensitivity.ORDINARY, description="my_number: never stands on the machine's word alone"
    )
    accept_at: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="confidence from which no person is asked; the type's own threshold where absent"
    )
    verification: Verification = Field(
        Verification.NONE,
        description="what a second person does: none, check (sees the value) or blind (keys it unseen); "
        "where absent blind for my_number, account_number, money and what has the sensitivity my_number, else none",
        json_schema_extra=_without_default,
    )

    @model_validator(mode="before")
    @classmethod
    def _usual_verification(cls, data: object) -> object:
        if not isinstance(data, dict) or "verification" in data:
            return data
        is_number = data.get("type") in KEYED_TWICE or data.get("sensitivity") == Sensitivity.MY_NUMBER
        is_read = not issubclass(cls, ImageField)
        return {**data, "verification": Verification.BLIND} if is_number and is_read else data


LineType = Literal[
    "text", "name", "address", "kana", "digits", "code", "integer", "postal_code", "phone", "my_number",
    "account_number", "money",
]  # fmt: skip


class LineField(_FieldBase):
    """Writing: on a free line, or one character a box."""

    type: LineType
    box_mm: TemplateBox
    cells: Annotated[int, Field(ge=1, le=64)] | tuple[TemplateBox, ...] | None = Field(
        None, description="number of equal one-character boxes in box_mm, or each box by itself"
    )
    lines: Annotated[int, Field(ge=1, le=4)] = Field(1, description="written lines in the box")
    expected: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        (), description="what usually stands on a free line (text or name): doubtful ink is read as one of these"
    )
    closed: bool = Field(False, description="whether anything that is not 'expected' is shown to a person")
    pattern: Annotated[str, Field(pattern="^[A9-]+$")] | None = Field(
        None, description="of a code: A for a capital letter, 9 for a digit; what differs is shown to a person"
    )

    @model_validator(mode="after")
    def _expected_on_a_line(self) -> Self:
        if self.expected and (self.cells is not None or self.type not in {"text", "name"}):
            raise ValueError("'expected' is for free lines of type text or name")
        if self.closed and not self.expected:
            raise ValueError("'closed' needs 'expected'")
        return self

    @model_validator(mode="after")
    def _pattern_of_a_code(self) -> Self:
        if self.pattern is not None and self.type != "code":
            raise ValueError("'pattern' is for type code")
        if self.pattern is not None and self.cells is not None and len(self.pattern) != len(self.cell_boxes()):
            raise ValueError("'pattern' has another length than there are cells")
        return self

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


ImageType = Literal["seal", "signature", "office"]

IMAGE_TYPES = frozenset(get_args(ImageType))
"""Types of fields that are kept as pictures and have no value."""


class ImageField(_FieldBase):
    """A place that is kept as a picture and never read: a seal, a signature, the office's own boxes."""

    type: ImageType
    box_mm: TemplateBox

    @model_validator(mode="after")
    def _nothing_to_verify(self) -> Self:
        if self.verification is not Verification.NONE:
            raise ValueError("a picture has no value that a second person could verify")
        return self


FormField = Annotated[LineField | DateField | ChoiceField | ImageField, Field(discriminator="type")]


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
