"""Fields and readings to check, without any paper."""

from __future__ import annotations

from typing import Any

from models.geometry import BoxMm
from models.reading import Candidate, Doubt, Reading
from models.template import ChoiceField, DateField, Label, LineField, LineType, Mark, Option

BOX = BoxMm(10, 10, 60, 8)
QUAD = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def label(text: str) -> Label:
    return Label(ja=f"{text}の欄", en=f"the {text} field")


def line(type_: LineType, key: str = "field", **more: Any) -> LineField:
    return LineField(key=key, label=label(key), type=type_, box_mm=BOX, **more)


def day(key: str = "field", **more: Any) -> DateField:
    return DateField(key=key, label=label(key), type="date", box_mm=BOX, **more)


def choice(*values: str, key: str = "field", many: bool = False, **more: Any) -> ChoiceField:
    options = tuple(Option(value=value, label=label(value), box_mm=BOX) for value in values)
    return ChoiceField(
        key=key,
        label=label(key),
        type="choices" if many else "choice",
        mark=Mark.CHECK,
        options=options,
        box_mm=BOX,
        **more,
    )


def reading(
    text: str,
    key: str = "field",
    score: float = 0.99,
    rivals: tuple[tuple[str, float], ...] = (),
    doubts: tuple[Doubt, ...] = (),
) -> Reading:
    candidates = (Candidate(text, score), *(Candidate(*rival) for rival in rivals)) if text else ()
    return Reading(key, text, score, candidates, 0.1 if text else 0.0, doubts, "fake/1", QUAD)
