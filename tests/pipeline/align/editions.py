"""One form in several editions, drawn alike but for what is asked: a label, a box, a row, the foot."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from models.geometry import BoxMm
from models.page import BlankSheet
from models.scan import Pixels
from tests.pipeline.identify.forms import printed_sheet

LABELS = (
    "Name of applicant", "Kana", "Date of birth", "Postal code", "Present address", "Telephone", "Former address",
    "Head of household", "Relation", "Date of moving", "Reason", "Health insurance", "Pension number", "Remarks",
)  # fmt: skip
TOP_MM, ROW_MM = 34.0, 15.0
SPLIT_MM = 72.0


def edition(
    labels: Sequence[str] = LABELS, *, version: str = "1", split_mm: Sequence[float] | float = SPLIT_MM, foot: str = ""
) -> BlankSheet:
    """A sheet with a row for each label; ``split_mm`` is where the label's cell ends, for all rows or for each."""
    pixels = np.full((2376, 1680), 255, np.uint8)
    put(pixels, "Notification of moving in", (60, 24), 1.7)
    splits = [split_mm] * len(labels) if isinstance(split_mm, float) else list(split_mm)
    for number, (label, split) in enumerate(zip(labels, splits, strict=True)):
        top = TOP_MM + number * ROW_MM
        cv2.rectangle(pixels, px(15, top), px(195, top + ROW_MM), 0, 3)
        cv2.line(pixels, px(split, top), px(split, top + ROW_MM), 0, 2)
        put(pixels, label, (18, top + 9), 0.9)
        put(pixels, f"({label[::2].lower()})", (150, top + 6), 0.7)
    put(pixels, "To be filled in with black ink, in block letters", (20, 274), 0.8)
    put(pixels, foot, (150, 286), 0.8)
    answers = [BoxMm(74, TOP_MM + n * ROW_MM + 0.5, 120, ROW_MM - 1) for n in range(len(labels))]
    return printed_sheet(pixels, "moving", version, answers)


def changed(number: int, words: str) -> tuple[str, ...]:
    """The labels with one of them worded anew."""
    return tuple(words if i == number else label for i, label in enumerate(LABELS))


def middle_of(number: int) -> float:
    """The middle of a row, in millimetres from the top."""
    return TOP_MM + (number + 0.5) * ROW_MM


def filled(sheet: BlankSheet) -> Pixels:
    """The sheet with writing in the cell of every row, as a scanner sees it."""
    page = np.asarray(cv2.cvtColor(sheet.pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    for row in range(len(LABELS)):
        at = px(80, middle_of(row) + 4)
        cv2.putText(page, "Yamada 123", at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (60, 30, 20), 3, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8)


def put(pixels: Pixels, words: str, at_mm: tuple[float, float], size: float) -> None:
    cv2.putText(pixels, words, px(*at_mm), cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), round(2 * size), cv2.LINE_AA)


def px(x_mm: float, y_mm: float) -> tuple[int, int]:
    return round(x_mm * 8), round(y_mm * 8)
