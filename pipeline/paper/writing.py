"""Handwriting: characters drawn one by one with a writer's unsteadiness, in cells and on free lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import BoxMm, union
from models.scan import Pixels
from pipeline.paper.fonts import KLEE, Face, glyph, has_character, width_em
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas, Mask, uneven
from pipeline.paper.real_hands import in_place_of

_FINE = 2
"""Characters are drawn this many times larger, then reduced."""
_GAP_EM = 0.7
"""A space between words, in em."""
_SMALLEST_EM_MM = 2.6
"""Below this size people squeeze their characters rather than write smaller."""
_LARGEST_EM_MM = 7.6
_MARGIN_MM = 1.2
THINNEST_PEN_MM = 0.3
"""The line of a fine ballpoint."""


def write_cells(
    canvas: Canvas, characters: Sequence[str], cells: Sequence[BoxMm], hand: Hand, rng: np.random.Generator
) -> None:
    """Write one character into each cell, near its middle; now and then one leans over the edge."""
    for character, cell in zip(characters, cells, strict=True):
        if character:
            width = 1.45 if character.isascii() else 0.96
            em = hand.size * min(width * cell.w, 0.86 * cell.h)
            off = rng.normal(0, hand.place_spread * 1.6, 2) * (2.0 if rng.random() < 0.06 else 1.0)
            x, y = cell.x + cell.w * (0.5 + off[0]), cell.y + cell.h * (0.5 + off[1])
            _draw(canvas, character, (x, y), em, 1.0, hand, rng)


def write_lines(
    canvas: Canvas, text: str, box: BoxMm, lines: int, hand: Hand, rng: np.random.Generator
) -> BoxMm | None:
    """Write ``text`` freely into ``box`` on at most ``lines`` lines; returns where it came to lie, None for no text."""
    if not text:
        return None
    face = hand.face
    room = box.w - 2 * _MARGIN_MM
    em = hand.size * min(0.66 * box.h / lines, _LARGEST_EM_MM)
    pieces = _broken(text, lines, room / (em * hand.spacing), face)
    widest = max(_width(piece, face) for piece in pieces) * hand.spacing
    em = min(em, max(_SMALLEST_EM_MM, room / widest))
    squeeze = min(1.0, room / (widest * em))
    height = box.h / lines
    spare = max(0.0, room - widest * em * squeeze)
    written = []
    for number, piece in enumerate(pieces):
        start = box.x + _MARGIN_MM + spare * float(rng.beta(1, 6))
        middle = box.y + height * (number + 0.5 + float(rng.normal(0, 0.04)))
        written.append(_write_piece(canvas, piece, (start, middle), em, squeeze, hand, rng))
    return union(tuple(written))


def _write_piece(
    canvas: Canvas, text: str, start: tuple[float, float], em: float, squeeze: float, hand: Hand,
    rng: np.random.Generator,
) -> BoxMm:  # fmt: skip
    x, y = start
    for character in text:
        advance = (_GAP_EM if character.isspace() else width_em(hand.face, character)) * em * squeeze * hand.spacing
        if not character.isspace():
            off = rng.normal(0, hand.place_spread * em, 2)
            place = (x + advance / 2 + off[0], y + off[1] + hand.drift * (x - start[0]))
            _draw(canvas, character, place, em, squeeze, hand, rng)
        x += advance
    return BoxMm(start[0], max(0.0, y - em / 2), x - start[0], em)


def _broken(text: str, lines: int, room_em: float, face: Face) -> list[str]:
    """The text in at most ``lines`` pieces: at its space where that fits, else where the line is full."""
    if lines == 1 or _width(text, face) <= room_em:
        return [text]
    head, gap, tail = text.rpartition("　")
    if gap and max(_width(head, face) / (lines - 1), _width(tail, face)) <= room_em * 1.2:
        return [*_broken(head, lines - 1, room_em, face), tail]
    ends = np.cumsum([_width(character, face) for character in text])
    line_em = max(room_em, float(ends[-1]) / lines + 0.5)
    cuts = [0, *(int(np.searchsorted(ends, line_em * (n + 1))) for n in range(lines - 1)), len(text)]
    return [text[a:b] for a, b in pairwise(cuts) if text[a:b].strip()]


def _width(text: str, face: Face) -> float:
    return sum(_GAP_EM if character.isspace() else width_em(face, character) for character in text)


def _draw(
    canvas: Canvas, character: str, place: tuple[float, float], em_mm: float, squeeze: float, hand: Hand,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    face = hand.face if has_character(hand.face, character) else KLEE
    wanted = em_mm * canvas.px_per_mm * _FINE
    em_px = max(8, 4 * round(wanted / 4))
    heavier = (hand.heavier_mm + face.weight / 100 * em_mm) * canvas.px_per_mm * _FINE
    drawn = glyph(face, character, em_px)
    real = hand.real.shape(character, rng) if hand.real else None
    pen = THINNEST_PEN_MM * canvas.px_per_mm * _FINE
    shape = _heavier(drawn, round(heavier)) if real is None else in_place_of(real, drawn, pen)
    scale = wanted / em_px * float(rng.normal(1, hand.size_spread))
    turn = np.deg2rad(float(rng.normal(0, hand.turn_spread)))
    slant = hand.slant + float(rng.normal(0, 0.03))
    forth = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    forth = forth @ np.array([[scale * squeeze, -slant * scale], [0.0, scale]])
    mask = _bent(shape, np.linalg.inv(forth), hand.elastic * em_px, rng)
    canvas.lay_centred(uneven(mask, 0.3, rng), *place, hand.ink)


def _heavier(shape: Pixels, px: int) -> Pixels:
    if px == 0:
        return shape
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(px) + 1, abs(px) + 1))
    return np.asarray(cv2.dilate(shape, kernel) if px > 0 else cv2.erode(shape, kernel), np.uint8)


def _bent(shape: Pixels, back: NDArray[np.float64], elastic_px: float, rng: np.random.Generator) -> Mask:
    """The shape under the inverse of ``back`` with its parts displaced smoothly, reduced to page pixels."""
    side = shape.shape[0]
    xs, ys = _grid(side)
    wander = rng.normal(0, elastic_px, (2, 4, 4)).astype(np.float32)
    dx, dy = (cv2.resize(part, (side, side), interpolation=cv2.INTER_CUBIC) for part in wander)
    (a, b), (c, d) = back.astype(np.float32)
    middle = np.float32((side - 1) / 2)
    from_x, from_y = a * xs + b * ys + middle + dx, c * xs + d * ys + middle + dy
    bent = cv2.remap(shape, from_x, from_y, cv2.INTER_LINEAR)
    small = cv2.resize(bent, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
    return np.float32(1 / 255) * small.astype(np.float32)


@lru_cache(maxsize=64)
def _grid(side: int) -> tuple[Mask, Mask]:
    axis = np.arange(side, dtype=np.float32) - np.float32((side - 1) / 2)
    xs, ys = np.meshgrid(axis, axis)
    return xs, ys
