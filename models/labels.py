"""What every part of a template has: keys, words in two languages, printed options, and the care it needs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.geometry import TemplateBox

KEY_LENGTH = 64  # characters of the longest key, rows written out; the database and the doors keep to it, too
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=KEY_LENGTH)]
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


class Verification(StrEnum):
    """Whether a second person must say the same before a value stands, and what they are shown for it."""

    NONE = "none"
    CHECK = "check"
    """The value is shown and confirmed, or changed."""
    BLIND = "blind"
    """The value is keyed again from the paper, unseen."""


class Option(Strict):
    """One printed choice and where it stands; ``value`` is what is stored when it is marked."""

    value: Annotated[str, StringConstraints(pattern=r"^[^\s,;=]([^\n,;=]*[^\s,;=])?$", max_length=64)] = Field(
        description="free of commas, semicolons and equals signs, which part values"
    )
    label: Label
    box_mm: TemplateBox
