"""What people and offices put on a page, over whatever is printed there."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from models.scan import Pixels
from tests.pipeline.align.editions import LABELS, middle_of, put, px

RED, BLACK, BLUE, INK = (48, 44, 205), (40, 38, 36), (140, 60, 30), (90, 30, 30)
ROWS = range(len(LABELS))


def line(page: Pixels, start: tuple[float, float], end: tuple[float, float], colour: tuple[int, int, int]) -> None:
    cv2.line(page, px(*start), px(*end), colour, 4, cv2.LINE_AA)


def heavy_writing(page: Pixels) -> None:
    for row in ROWS[::2]:
        put(page, "Taro Yamada 1-2-3 Honcho", (20, middle_of(row) + 4), 1.6)


def strike_through(page: Pixels) -> None:
    for row in (2, 6, 9):
        for y in (middle_of(row) + 0.2, middle_of(row) + 1.8):
            line(page, (18, y), (66, y + 0.5), BLACK)


def ticks(page: Pixels) -> None:
    for row in ROWS:
        tick = [px(20, middle_of(row)), px(23, middle_of(row) + 4), px(31, middle_of(row) - 6)]
        cv2.polylines(page, [np.array(tick)], False, BLUE, 6, cv2.LINE_AA)


def circles(page: Pixels) -> None:
    for row in (1, 4, 7, 11):
        cv2.ellipse(page, px(32, middle_of(row) + 1), (150, 44), 0, 0, 360, BLACK, 5, cv2.LINE_AA)


def diagonal(page: Pixels) -> None:
    line(page, (72, 140), (190, 240), BLACK)


def date_stamp(page: Pixels) -> None:
    for x, y in ((40, 60), (60, 200), (160, 120)):
        cv2.circle(page, px(x, y), 100, RED, 5, cv2.LINE_AA)
        line(page, (x - 11, y - 3), (x + 11, y - 3), RED)
        line(page, (x - 11, y + 3), (x + 11, y + 3), RED)
        put(page, "7.11.25", (x - 9, y + 2), 0.9)


def framed_stamp(page: Pixels) -> None:
    cv2.rectangle(page, px(85, 92), px(118, 101), BLUE, 4)
    put(page, "RECEIVED", (88, 99), 1.1)


def blot(page: Pixels) -> None:
    cv2.circle(page, px(120, 150), 110, BLACK, cv2.FILLED, cv2.LINE_AA)


def correction_beside_tall_writing(page: Pixels) -> None:
    line(page, (80, middle_of(2)), (120, middle_of(2) + 0.4), BLACK)
    for x in (122, 131, 139):
        line(page, (x, middle_of(5) - 4), (x, middle_of(5) + 4), INK)


def writing_over_small_print(page: Pixels) -> None:
    for row in ROWS:
        stroke = [px(148 + 2 * k, middle_of(row) - 3 + (-1) ** k * 2) for k in range(10)]
        cv2.polylines(page, [np.array(stroke)], False, INK, 4, cv2.LINE_AA)


BORNE: tuple[Callable[[Pixels], None], ...] = (
    heavy_writing, strike_through, ticks, circles, diagonal, blot, writing_over_small_print,
    framed_stamp,
)  # fmt: skip
