"""Characters and marks of real people in place of drawn ones, from a folder that a site keeps for itself.

The folder holds ``digits.npz``, ``hiragana.npz`` and ``marks.npz``, each with ``images`` (N × side × side, dark ink on
white), ``labels`` and ``writer``. Nothing of it is part of this project.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from models.errors import UsageError
from models.scan import Pixels

_FILES = ("digits", "hiragana", "marks")
_FEWEST = 8
"""Characters that a writer must have left behind to write a sheet."""

_MIDDLE = 100
"""Half of full ink."""

_INK, _RULE_PX, _RULE_LONG, _OUTER = 20, 8, 0.3, 0.2
"""Ink is so much darker than paper; a piece in the outer part (share) of a cell, so narrow and so long (share), is what
is left of the box's rule."""

_WITHOUT_BARS = "02356789"
"""Digits that nobody writes with an upright stroke of its own: beside one of them, such a stroke is a box's rule."""

Shapes = Mapping[str, tuple[Pixels, ...]]
"""By character or kind of mark: white ink on black, cut to the ink."""


@dataclass(frozen=True, slots=True, eq=False)
class RealHand:
    """What one sheet's writer puts down: one person's digits, one person's hiragana, and marks."""

    shapes: Shapes

    def shape(self, of: str, rng: np.random.Generator) -> Pixels | None:
        """One of the ways in which ``of`` was written; None where it never was."""
        known = self.shapes.get(of)
        return known[int(rng.integers(len(known)))] if known else None


@dataclass(frozen=True, slots=True, eq=False)
class RealHands:
    """All writers of a folder, by file."""

    writers: Mapping[str, tuple[Shapes, ...]]

    def someone(self, rng: np.random.Generator) -> RealHand:
        """A writer drawn from each file."""
        shapes: dict[str, tuple[Pixels, ...]] = {}
        for known in self.writers.values():
            shapes |= known[int(rng.integers(len(known)))]
        return RealHand(shapes)


def load_real_hands(folder: Path) -> RealHands:
    """The writers of ``folder``; UsageError where a file is missing."""
    writers = {}
    for name in _FILES:
        path = folder / f"{name}.npz"
        if not path.is_file():
            raise UsageError(f"no {path.name} in {folder}", folder=str(folder))
        writers[name] = _writers(path)
    return RealHands(writers)


def _writers(path: Path) -> tuple[Shapes, ...]:
    found: defaultdict[str, defaultdict[str, list[Pixels]]] = defaultdict(lambda: defaultdict(list))
    with np.load(path, allow_pickle=False) as data:
        for image, label, writer in zip(data["images"], data["labels"], data["writer"], strict=True):
            shape = _ink(image)
            if shape.size and not (str(label) in _WITHOUT_BARS and _has_bar(shape)):
                found[str(writer)][str(label)].append(shape)
    return tuple(
        {label: tuple(shapes) for label, shapes in own.items()} for own in found.values() if _count(own) >= _FEWEST
    )


def _count(own: Mapping[str, list[Pixels]]) -> int:
    return sum(len(shapes) for shapes in own.values())


def _ink(image: Pixels) -> Pixels:
    """The ink of a cell, without what is left of its printed box, cut to its extent; empty where there is none."""
    shape = 255 - image
    _, labels, boxes, _ = cv2.connectedComponentsWithStats((shape > _INK).astype(np.uint8))
    left, top, width, height, _ = boxes.T
    across, down = (left + width / 2) / image.shape[1], (top + height / 2) / image.shape[0]
    outer = np.maximum(np.abs(across - 0.5), np.abs(down - 0.5)) > 0.5 - _OUTER
    rule = outer & (np.minimum(width, height) <= _RULE_PX) & (np.maximum(width, height) >= _RULE_LONG * image.shape[0])
    rule[0] = True
    shape = np.where(rule[labels], np.uint8(0), shape)
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    return shape[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else shape[:0]


def _has_bar(shape: Pixels) -> bool:
    """Whether a long upright piece stands apart from the largest one."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats((shape > _INK).astype(np.uint8))
    _, _, width, height, area = boxes[1:].T
    others = np.arange(len(area)) != area.argmax()
    return bool((others & (height >= _RULE_LONG * shape.shape[0]) & (height >= 3 * width)).any())


def in_place_of(shape: Pixels, drawn: Pixels, pen_px: float = 0.0) -> Pixels:
    """``shape`` as large as the ``drawn`` character and in the middle of it, as slender as it is itself.

    Strokes are at least ``pen_px`` wide: a fax or a coarse scan left less of them than any pen draws.
    """
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return drawn
    height, width = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    scale = max(height, width) / max(shape.shape)
    size = max(1, round(shape.shape[1] * scale)), max(1, round(shape.shape[0] * scale))
    fitted = cv2.resize(shape, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    placed = np.zeros_like(drawn)
    top = int(np.clip((rows[0] + rows[-1] + 1 - size[1]) // 2, 0, drawn.shape[0] - size[1]))
    left = int(np.clip((columns[0] + columns[-1] + 1 - size[0]) // 2, 0, drawn.shape[1] - size[0]))
    placed[top : top + size[1], left : left + size[0]] = fitted
    return _at_least(placed, pen_px)


def _at_least(shape: Pixels, pen_px: float) -> Pixels:
    """The shape with strokes no thinner than a pen's."""
    ink = np.where(shape > _MIDDLE, np.uint8(255), np.uint8(0))
    length = np.count_nonzero(cv2.ximgproc.thinning(ink))
    missing = round(pen_px - int(np.count_nonzero(ink)) / max(1, int(length)))
    if missing <= 0:
        return shape
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
    return np.asarray(cv2.dilate(shape, kernel), np.uint8)
