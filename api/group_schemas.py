"""What goes in and out where answers of one kind are judged many at a time."""

from __future__ import annotations

from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from api.bodies import In, NoControls, Version
from api.record_schemas import OptionOut
from api.schemas import Out
from models.labels import Mark
from pipeline.decide.glance import GlanceAt

MOST_ANSWERS = 100

Body = TypeVar("Body")
FieldId = Annotated[int, Field(ge=1, le=2**53 - 1)]


class GroupKindOut(Out):
    """A kind of answer: ``options`` are the printed ones, ``chosen`` the labels of those that the machine saw marked.

    ``text`` is the machine's answer where it is writing. ``example`` is one of the fields.
    """

    kind: str
    look: GlanceAt
    mark: Mark | None
    options: list[OptionOut]
    chosen: list[str]
    text: str
    waiting: int
    example: GroupFieldOut


class GroupFieldOut(Out):
    """A field with the machine's answer as it stands; ``crop_mm`` is the width and height of its crop.

    ``text``, ``version`` go back with the answer; ``options`` are its own: what to send instead of another one.
    """

    field_id: int
    record_id: int
    key: str
    label: str
    title: str
    text: str
    version: int
    options: list[OptionOut]
    crop_mm: tuple[float, float]


class GroupPageOut(Out):
    """Fields of a kind; ``next_after`` is the following ones' ``after``."""

    fields: list[GroupFieldOut]
    next_after: str | None


class GroupAnswerIn(In):
    """A field as it was shown. Without more, the machine is right.

    ``instead`` is another answer; an ``odd`` field stays open, for the desk.
    """

    field_id: FieldId
    expected_version: Version
    text: Annotated[str, NoControls, Field(max_length=500)]
    instead: Annotated[str, NoControls, Field(max_length=64)] | None = None
    odd: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.odd and self.instead is not None:
            raise ValueError("an odd field has no other answer yet")
        return self


class _Measured(In):
    """``seconds`` and ``keystrokes`` tell what all of it cost, for reports."""

    seconds: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] | None = None
    keystrokes: Annotated[int, Field(ge=0, le=10_000)] | None = None


class GroupAnswersIn(_Measured):
    """What one page of a grid said; each field once."""

    answers: Annotated[list[GroupAnswerIn], Field(min_length=1, max_length=MOST_ANSWERS)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        return _once(self, [answer.field_id for answer in self.answers])


class UndoIn(In):
    """One's own answer: the field, and the version that it made."""

    field_id: FieldId
    expected_version: Version


class GroupUndoIn(_Measured):
    """Answers to take back, and fields to put into the grids again."""

    answers: Annotated[list[UndoIn], Field(max_length=MOST_ANSWERS)]
    odd: Annotated[list[FieldId], Field(max_length=MOST_ANSWERS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        return _once(self, [answer.field_id for answer in self.answers] + self.odd)


def _once(body: Body, field_ids: list[int]) -> Body:
    if len(set(field_ids)) != len(field_ids):
        raise ValueError("a field is there twice")
    return body


class SettledOut(Out):
    """A field and its version now."""

    field_id: int
    version: int


class GroupResultOut(Out):
    """What became of the fields: ``aside`` are for the desk, ``held`` in records on which others work.

    ``changed`` stand otherwise than they were shown. Nothing was done to these two.
    """

    settled: list[SettledOut]
    aside: list[int]
    held: list[int]
    changed: list[int]
