"""What a template says about a date: where its year, month and day are written, and in which era."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from models.geometry import BoxMm, TemplateBox
from models.labels import Mark, Option, Strict

EraValue = Literal["meiji", "taisho", "showa", "heisei", "reiwa", "western"]


class Part(Strict):
    """One written part of a date: a strip of ``cells`` one-character boxes, or a free line."""

    box_mm: TemplateBox
    cells: Annotated[int, Field(ge=1, le=8)] | None = Field(None, description="one-character boxes; a line if absent")


class Era(Strict):
    """Which calendar a date's year is counted in: printed on the sheet, or marked by the writer."""

    printed: EraValue | None = Field(None, description="the era that is printed before the year")
    mark: Mark = Mark.CIRCLE
    options: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.printed is None) == (not self.options):
            raise ValueError("an era is either 'printed' or has 'options' to mark")
        unknown = [option.value for option in self.options if option.value not in get_args(EraValue)]
        if unknown:
            raise ValueError(f"unknown era {unknown[0]}: an era is one of {', '.join(get_args(EraValue))}")
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
