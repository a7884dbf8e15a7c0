"""What stands on scans, as a person or the generator wrote it down beside them: ``NAME.truth.json``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.errors import UsageError
from models.reading import FieldValue
from models.template import FormField
from pipeline.check.values import value_of

TRUTH = ".truth.json"

Row = tuple[float, float, float]


class TrueAnswer(BaseModel):
    """One field's answer as its value, or in any form that the desk takes; None or "" for blank, a list of options."""

    model_config = ConfigDict(frozen=True)
    value: str | tuple[str, ...] | None

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, data: object) -> object:
        return data if isinstance(data, dict) else {"value": data}


class TruePage(BaseModel):
    """A page of a scan: its form, and its answers by field key; of fields that are left out nothing is counted.

    ``to_page`` leads from the template's millimetres to the scan's pixels, where that is known.
    """

    model_config = ConfigDict(frozen=True)
    page: int = Field(1, ge=1)
    template: str
    page_of_form: int = Field(1, ge=1)
    to_page: tuple[Row, Row, Row] | None = None
    fields: Mapping[str, TrueAnswer]

    def value(self, field: FormField) -> FieldValue:
        """The answer in normal form; UsageError where the field has no such value."""
        written = self.fields[field.key].value
        if not written or isinstance(written, tuple):
            return written or None
        value = value_of(field, written).value
        if value is None:
            raise UsageError(f"truth of {field.key}: {written!r} is no value of type {field.type}")
        return value


class Truth(BaseModel):
    """A scan (a file beside the truth) and its pages."""

    model_config = ConfigDict(frozen=True)
    file: str
    pages: tuple[TruePage, ...]


def truths_in(folder: Path) -> Mapping[Path, tuple[TruePage, ...]]:
    """The pages of every scan of a folder that has a truth beside it; UsageError where one cannot be understood."""
    truths = [_understood(path) for path in sorted(folder.glob(f"*{TRUTH}"))]
    return {folder / truth.file: truth.pages for truth in truths}


def _understood(path: Path) -> Truth:
    try:
        return Truth.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise UsageError(f"{path.name}: {place or 'file'}: {first['msg']}") from error
