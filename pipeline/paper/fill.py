"""A blank sheet filled in by one writer."""

from __future__ import annotations

import numpy as np

from models.geometry import BoxMm
from models.template import ChoiceField, DateField, DateParts, ImageField, LineField, Template
from pipeline.paper.answers import Answer, answer
from pipeline.paper.fitting import fitted_values
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas
from pipeline.paper.marks import draw_mark
from pipeline.paper.seals import stamp
from pipeline.paper.story import Story
from pipeline.paper.values import owner_of
from pipeline.paper.writing import write_cells, write_lines

_SEALED = 0.7
"""Share of seal places that are used; a signature makes the seal optional on most forms."""
_ON_NAME = 0.35
"""Share of seals that are stamped over the end of the name instead of in their place."""
_REGISTERED_MM = 20.0
"""A place this wide is for a registered seal, which people stamp with care inside it."""

Places = dict[str, BoxMm]
"""Where each free line came to lie, by field key."""


def answers_for(template: Template, story: Story, hand: Hand, rng: np.random.Generator) -> tuple[Answer, ...]:
    """What this writer puts into every readable field of the sheet, in template order."""
    values = fitted_values(template, story, rng)
    fields = (field for field in template.all_fields() if not isinstance(field, ImageField))
    return tuple(answer(field, values[field.key], hand.habits) for field in fields)


def fill(
    canvas: Canvas, template: Template, story: Story, answers: tuple[Answer, ...], hand: Hand, rng: np.random.Generator
) -> None:
    """Write the answers onto the sheet, then sign and seal it."""
    places: Places = {}
    for given in answers:
        if not given.is_blank and (place := put(canvas, given, hand, rng)):
            places[given.field.key] = place
    for field in template.all_fields():
        owner = owner_of(field, story)
        if not isinstance(field, ImageField) or owner is None:
            continue
        if field.type == "signature" and (field.required or rng.random() < _SEALED):
            written = write_lines(canvas, owner.name.written, field.box_mm, 1, hand, rng)
            places |= {field.key: written} if written else {}
        elif field.type == "seal" and (field.required or rng.random() < _SEALED):
            names = {key: place for key, place in places.items() if template.field(key).type in {"name", "signature"}}
            stamp(canvas, owner.name.family, _seal_place(field, names, rng), rng)


def put(canvas: Canvas, given: Answer, hand: Hand, rng: np.random.Generator) -> BoxMm | None:
    """Put one answer on the sheet; returns where a free line came to lie."""
    match given.field:
        case DateField(parts=DateParts() as parts):
            _put_date(canvas, parts, given.cells, hand, rng)
        case ChoiceField(mark=mark, options=options):
            for option in options:
                if option.value == given.value or (isinstance(given.value, tuple) and option.value in given.value):
                    draw_mark(canvas, mark, option.box_mm, hand, rng)
        case LineField() as line if line.cells:
            write_cells(canvas, given.cells, line.cell_boxes(), hand, rng)
        case LineField() as line:
            return write_lines(canvas, given.text, line.box_mm, line.lines, hand, rng)
        case other:
            return write_lines(canvas, given.text, other.box_mm, 1, hand, rng)
    return None


def _put_date(canvas: Canvas, date: DateParts, said: tuple[str, ...], hand: Hand, rng: np.random.Generator) -> None:
    era, *numbers = said
    for option in date.era.options:
        if option.value == era:
            draw_mark(canvas, date.era.mark, option.box_mm, hand, rng)
    for part, digits in zip((date.year, date.month, date.day), numbers, strict=True):
        if part.cells:
            characters = [""] * (part.cells - len(digits)) + list(digits)
            write_cells(canvas, characters, part.box_mm.split(part.cells), hand, rng)
        else:
            write_lines(canvas, digits, part.box_mm, 1, hand, rng)


def _seal_place(seal: ImageField, names: Places, rng: np.random.Generator) -> tuple[float, float]:
    """The middle of the seal: in its box, or over the end of the nearest name of the same group of fields."""
    box = seal.box_mm
    x, y = box.x + box.w / 2, box.y + box.h / 2
    group = seal.key.rpartition(".")[0]
    own = [place for key, place in names.items() if key.rpartition(".")[0] == group]
    if own and box.w < _REGISTERED_MM and rng.random() < _ON_NAME:
        name = min(own, key=lambda place: abs(place.right - x) + abs(place.y - y))
        return name.right + float(rng.uniform(-3.5, 3.0)), name.y + name.h / 2 + float(rng.normal(0, 1))
    return x + float(rng.normal(0, 0.08)) * box.w, y + float(rng.normal(0, 0.06)) * box.h
