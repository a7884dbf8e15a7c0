"""Fields, crops and beliefs made by hand, and an engine that says what it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from models.geometry import BoxMm
from models.reading import Crop
from models.scan import Pixels
from models.template import ChoiceField, DateField, FormField, LineField
from pipeline.paper.fonts import KLEE, glyph
from pipeline.read.engine import Posteriors
from pipeline.read.places import pixel_box

QUAD = ((0.0, 0.0), (9.0, 0.0), (9.0, 5.0), (0.0, 5.0))
PAPER, INK = 255, 40
CHARSET = ("", *dict.fromkeys("0123456789-OoIl/|.・ABCabc サシツッユュウヨョキコタトカニーー二一東东髙高宮宫花子山田"))
FIELD: TypeAdapter[Any] = TypeAdapter(FormField)


def field(type_: str, **more: object) -> Any:
    """A field of any type; its box is 60 × 8 mm unless said otherwise."""
    data = {"key": "field", "label": {"ja": "欄", "en": "Field"}, "type": type_, "box_mm": [10, 10, 60, 8], **more}
    if "options" in data or "parts" in data:
        data.pop("box_mm")
    return FIELD.validate_python(data)


def line(type_: str, **more: object) -> LineField:
    made = field(type_, **more)
    assert isinstance(made, LineField)
    return made


def options(*values: str, pitch_mm: float = 12, size_mm: tuple[float, float] = (10, 6)) -> list[dict[str, object]]:
    """Options beside each other from (10, 10) mm."""
    return [
        {"value": value, "label": {"ja": value, "en": value}, "box_mm": [10 + n * pitch_mm, 10, *size_mm]}
        for n, value in enumerate(values)
    ]


def choice(*values: str, mark: str = "circle", many: bool = False) -> ChoiceField:
    size = (10.0, 6.0) if mark == "circle" else (4.0, 4.0)
    made = field("choices" if many else "choice", mark=mark, options=options(*values, size_mm=size))
    assert isinstance(made, ChoiceField)
    return made


def date(era: Mapping[str, object], cells: int | None = 2) -> DateField:
    """A date whose parts lie right of three era options: year, month and day of 10 mm each."""
    parts = {
        name: {"box_mm": [50 + n * 14, 10, 10, 6], "cells": cells} for n, name in enumerate(("year", "month", "day"))
    }
    made = field("date", parts={"era": dict(era), **parts})
    assert isinstance(made, DateField)
    return made


def white(of: FormField, margin_mm: float = 4.0) -> Crop:
    """The crop of a field where nothing is written yet; its ``writing`` is there to be drawn on."""
    box = of.box_mm.grown(margin_mm)
    height, width = round(box.h * 8), round(box.w * 8)
    pages = np.full((height, width, 3), PAPER, np.uint8)
    return Crop(of, box, QUAD, pages, np.full((height, width), PAPER, np.uint8), pages[:, :, 0].copy())


def write(crop: Crop, box: BoxMm, character: str, em_px: int = 40) -> None:
    """One character of a handwriting face in the middle of a box."""
    left, top, right, bottom = pixel_box(box, crop)
    put(crop.writing, character, (left + right) // 2, (top + bottom) // 2, em_px)


def put(pixels: Pixels, character: str, x: int, y: int, em_px: int = 40) -> None:
    shape = PAPER - glyph(KLEE, character, em_px)
    half = shape.shape[0] // 2
    top, left = max(0, y - half), max(0, x - half)
    there = pixels[top : y + half, left : x + half]
    shown = shape[top - (y - half) :, left - (x - half) :][: there.shape[0], : there.shape[1]]
    there[:] = np.minimum(there, shown)


def written(of: LineField, text: str, em_px: int = 40) -> Crop:
    """The crop of a celled field with one character a cell; a space leaves its cell empty."""
    crop = white(of)
    for box, character in zip(of.cell_boxes(), text, strict=False):
        if character != " ":
            write(crop, box, character, em_px)
    return crop


def free(type_: str, text: str, **more: object) -> Crop:
    crop = white(line(type_, **more))
    for n, character in enumerate(text):
        put(crop.writing, character, 60 + 40 * n, crop.writing.shape[0] // 2)
    return crop


def believed(*steps: Mapping[str, float], charset: tuple[str, ...] = CHARSET) -> Posteriors:
    """Each step's beliefs; what is left over is the blank's."""
    rows = np.zeros((len(steps), len(charset)), np.float32)
    for row, step in zip(rows, steps, strict=True):
        for symbol, probability in step.items():
            row[charset.index(symbol)] = probability
        row[0] = max(0.0, 1.0 - sum(step.values()))
    return rows


def spelt(text: str, charset: tuple[str, ...] = CHARSET) -> Posteriors:
    """One certain step for each character, one for silence after each."""
    return believed(*(step for character in text for step in ({character: 1.0}, {})), charset=charset)


class ToldEngine:
    """Answers each line with the posteriors it was told, in the given order of lines."""

    name = "told/1"
    charset = CHARSET

    def __init__(self, *answers: Posteriors, order: Sequence[int] | None = None) -> None:
        self.answers, self.order = answers, order
        self.asked: list[Sequence[Pixels]] = []

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        self.asked.append(lines)
        for index in self.order if self.order is not None else range(len(lines)):
            yield index, self.answers[index]
