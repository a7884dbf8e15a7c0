"""Places on paper (millimetres) and on images (pixels), as different types.

Origin is the top left corner; x grows to the right, y downwards. A page image that has been laid over its
template is always ``PX_PER_MM`` pixels to the millimetre, so one number turns millimetres into pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

PX_PER_MM = 8.0
"""Resolution of an aligned page (8 px/mm = 203.2 dpi): a 7.5 mm cell is 60 px high, above the reader's 48."""


@dataclass(frozen=True, slots=True)
class BoxMm:
    """An upright rectangle on the template, in millimetres."""

    x: float
    y: float
    w: float
    h: float

    def __post_init__(self) -> None:
        """Refuse a rectangle without area or off the sheet's top left."""
        if not all(map(isfinite, (self.x, self.y, self.w, self.h))):
            raise ValueError(f"a box is made of finite numbers, got {self}")
        if self.w <= 0 or self.h <= 0:
            raise ValueError(f"a box needs a width and height above 0 mm, got {self.w} × {self.h}")
        if self.x < 0 or self.y < 0:
            raise ValueError(f"a box starts on the sheet, got x={self.x} y={self.y} mm")

    @property
    def right(self) -> float:
        """The right edge in millimetres."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge in millimetres."""
        return self.y + self.h

    def shifted(self, dx: float, dy: float) -> BoxMm:
        """The same box moved by ``dx``, ``dy`` millimetres."""
        return BoxMm(self.x + dx, self.y + dy, self.w, self.h)

    def grown(self, mm: float) -> BoxMm:
        """The box with ``mm`` more on every side (less where negative), kept on the sheet."""
        x, y = max(0.0, self.x - mm), max(0.0, self.y - mm)
        return BoxMm(x, y, self.right + mm - x, self.bottom + mm - y)

    def split(self, count: int) -> tuple[BoxMm, ...]:
        """The box cut into ``count`` equal cells from left to right."""
        width = self.w / count
        return tuple(BoxMm(self.x + i * width, self.y, width, self.h) for i in range(count))

    def corners(self) -> tuple[tuple[float, float], ...]:
        """Top left, top right, bottom right, bottom left."""
        return ((self.x, self.y), (self.right, self.y), (self.right, self.bottom), (self.x, self.bottom))


def union(boxes: tuple[BoxMm, ...]) -> BoxMm:
    """The smallest box around all ``boxes``; at least one is needed."""
    x, y = min(b.x for b in boxes), min(b.y for b in boxes)
    return BoxMm(x, y, max(b.right for b in boxes) - x, max(b.bottom for b in boxes) - y)


def _parse_box(value: Any) -> Any:
    if isinstance(value, BoxMm):
        return value
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise ValueError("a box is [x, y, width, height] in millimetres")
    if not set(map(type, value)) <= {int, float}:  # true and false are no numbers here
        raise ValueError("the four parts of a box are numbers in millimetres")
    return BoxMm(*map(float, value))


TemplateBox = Annotated[
    BoxMm,
    BeforeValidator(_parse_box),
    PlainSerializer(lambda b: [b.x, b.y, b.w, b.h], return_type=list[float]),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "number"},
            "minItems": 4,
            "maxItems": 4,
            "description": "[x, y, width, height] in millimetres from the sheet's top left corner",
        }
    ),
]
"""A box as it is written in ``template.yaml``."""


def box_or(parts: str) -> Callable[[dict[str, Any]], None]:
    """For the JSON Schema of a field: ``box_mm`` may be left out beside ``parts``, around which it is then laid."""

    def loosen(schema: dict[str, Any]) -> None:
        schema["required"].remove("box_mm")
        schema["anyOf"] = [{"required": ["box_mm"]}, {"required": [parts]}]

    return loosen


Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""Four corners in page pixels: top left, top right, bottom right, bottom left of the upright box."""
