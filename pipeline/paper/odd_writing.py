"""What people do to a sheet besides answering: strike out, smudge, rule off, let ink show through, write ditto marks.

All places are in millimetres on the sheet; a pen is the writer's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import cv2
import numpy as np

from models.geometry import BoxMm
from models.scan import Pixels
from pipeline.paper.hands import Hand
from pipeline.paper.ink import Canvas, Ink, Mask, Points
from pipeline.paper.seals import stamp
from pipeline.paper.writing import write_lines

DITTO_WORDS = ("〃", "同上", "々", "同じ", "同")
"""Written in place of what stands above; 〃 is often two slanted strokes."""

_SHORTEST_LINE_MM = 5.5

_PAPER = 250
"""Grey levels from which a reverse side has no ink that could show through."""

_GRAPHITE, _COFFEE = (120, 118, 116), (60, 105, 150)


class Strike(StrEnum):
    """How writing is struck out."""

    ONCE = "struck_once"
    TWICE = "struck_twice"
    SCRIBBLED = "scribbled"
    STAMPED = "struck_stamped"


class Dirt(StrEnum):
    """What lies on a field that nobody filled in."""

    SMUDGE = "smudge"
    COFFEE_RING = "coffee_ring"
    SPECKS = "specks"
    DIAGONAL = "diagonal"


def strike(canvas: Canvas, how: Strike, written: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """Strike out what stands at ``written``: one level line, two, a scribble, or two with a seal of correction."""
    if how is Strike.SCRIBBLED:
        shape = (_zigzag, _coil, _to_and_fro)[int(rng.integers(3))]
        canvas.stroke(shape(written, rng), hand.pen_mm, hand.ink, rng)
        return
    middle = written.h * float(rng.normal(0.5, 0.07))
    apart = float(rng.uniform(0.9, 0.16 * written.h + 1.1))
    for off in (0.0,) if how is Strike.ONCE else (-apart / 2, apart / 2):
        canvas.stroke(_level_line(written, written.y + middle + off, hand, rng), hand.pen_mm, hand.ink, rng)
    if how is Strike.STAMPED:
        x = written.x + written.w * float(rng.uniform(0.2, 1.0))
        stamp(canvas, ("佐藤", "林", "長谷川")[int(rng.integers(3))], (x, written.y + written.h / 2), rng)


def dirty(canvas: Canvas, what: Dirt, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """Put something on the field at ``box`` that is no answer."""
    _DIRTS[what](canvas, box, hand, rng)


def show_through(canvas: Canvas, reverse: Pixels, rng: np.random.Generator) -> None:
    """Let the writing of another sheet's ``reverse`` side show through, mirrored, pale and blurred."""
    height, width = canvas.pixels.shape[:2]
    other = cv2.resize(cv2.cvtColor(reverse, cv2.COLOR_BGR2GRAY), (width, height), interpolation=cv2.INTER_AREA)
    ink = np.where(other < _PAPER, 255 - other, 0).astype(np.float32)[:, ::-1] / 255
    soft = cv2.GaussianBlur(ink, (0, 0), float(rng.uniform(0.15, 0.4)) * canvas.px_per_mm)
    shade = int(rng.uniform(90, 130))
    canvas.lay(np.asarray(soft, np.float32), 0, 0, Ink((shade, shade, shade), float(rng.uniform(0.15, 0.55))))


def write_ditto(canvas: Canvas, words: str, box: BoxMm, lines: int, hand: Hand, rng: np.random.Generator) -> None:
    """Write "the same as above"; 〃 as two short strokes, as most people do."""
    if words != "〃":
        write_lines(canvas, words, box, lines, hand, rng)
        return
    tall = min(0.45 * box.h / lines, 3.5) * float(rng.uniform(0.7, 1.1))
    x = box.x + min(box.w / 2, float(rng.uniform(3, 14)))
    y = box.y + box.h / lines / 2 + float(rng.normal(0, 0.3))
    apart, lean = tall * float(rng.uniform(0.4, 0.8)), tall * float(rng.uniform(0.1, 0.5))
    for left in (x - apart / 2, x + apart / 2):
        ends = np.array([[left + lean / 2, y - tall / 2], [left - lean / 2, y + tall / 2]])
        canvas.stroke(ends + rng.normal(0, 0.12, (2, 2)), hand.pen_mm, hand.ink, rng)


def _level_line(written: BoxMm, y: float, hand: Hand, rng: np.random.Generator) -> Points:
    """A line by hand from a little before the writing to a little behind it, longer than a character is wide."""
    more = max(0.0, _SHORTEST_LINE_MM - written.w) / 2
    start = written.x - more - float(rng.uniform(-0.3, 2.0))
    end = written.right + more + float(rng.uniform(-0.3, 2.0))
    t = np.linspace(0, 1, 40)
    fall = (end - start) * float(rng.normal(-0.003, 0.008)) * (1.5 - hand.care)
    bow = float(rng.normal(0, 0.35)) * np.sin(np.pi * t)
    tremble = np.interp(t, np.linspace(0, 1, 9), rng.normal(0, 0.06 * (1.5 - hand.care), 9))
    return np.stack([start + (end - start) * t, y + fall * (t - 0.5) + bow + tremble], axis=1)


def _zigzag(written: BoxMm, rng: np.random.Generator) -> Points:
    """Close strokes up and down from the left to the right."""
    count = max(6, round(written.w / float(rng.uniform(0.7, 1.5))))
    across = np.linspace(written.x - 0.4, written.right + 0.4, count) + rng.normal(0, 0.15, count)
    ends = np.where(np.arange(count) % 2 == 0, written.y + 0.1 * written.h, written.bottom - 0.1 * written.h)
    return np.stack([across, ends + rng.normal(0, 0.08 * written.h, count)], axis=1)


def _coil(written: BoxMm, rng: np.random.Generator) -> Points:
    """Loops over loops from the left to the right."""
    turns = max(3.0, written.w / float(rng.uniform(1.0, 1.9)))
    t = np.linspace(0, 1, int(24 * turns))
    wide = float(rng.uniform(1.2, 2.2))
    x = written.x + written.w * t + wide * np.cos(2 * np.pi * turns * t)
    y = (
        written.y
        + written.h * (0.5 + 0.42 * np.sin(2 * np.pi * turns * t))
        + np.interp(t, np.linspace(0, 1, 12), rng.normal(0, 0.06 * written.h, 12))
    )
    return np.stack([x, y], axis=1)


def _to_and_fro(written: BoxMm, rng: np.random.Generator) -> Points:
    """Four to seven level strokes to and fro, lower each time."""
    count = int(rng.integers(4, 8))
    ends = np.where(np.arange(count) % 2 == 0, written.x, written.right) + rng.normal(0, 0.6, count)
    heights = np.linspace(written.y + 0.15 * written.h, written.bottom - 0.15 * written.h, count)
    return np.stack([ends, heights + rng.normal(0, 0.05 * written.h, count)], axis=1)


def _smudge(canvas: Canvas, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """Wet ink or pencil wiped by a sleeve: a soft streak without edges."""
    wide, tall = float(rng.uniform(4, 18)), float(rng.uniform(1.5, 5))
    px = canvas.px_per_mm
    ys, xs = np.mgrid[: int(2 * tall * px), : int(2 * wide * px)].astype(np.float32)
    away = np.hypot((xs / px - wide) / wide, (ys / px - tall) / tall)
    streaks = cv2.resize(rng.uniform(0.3, 1, (int(6 * tall), 3)).astype(np.float32), (xs.shape[1], xs.shape[0]))
    mask: Mask = np.asarray((1 - away).clip(0, 1) * streaks, np.float32)
    x, y = box.x + box.w * float(rng.random()), box.y + box.h * float(rng.uniform(0.2, 0.8))
    colour = hand.ink.colour if rng.random() < 0.5 else _GRAPHITE
    canvas.lay_centred(mask, x, y, Ink(colour, float(rng.uniform(0.2, 0.75))))


def _coffee_ring(canvas: Canvas, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """A piece of the ring of a wet cup."""
    radius, begin = float(rng.uniform(28, 42)), float(rng.uniform(0, 2 * np.pi))
    x, y = box.x + box.w * float(rng.random()), box.y + box.h / 2
    turn = np.linspace(begin - 0.6, begin + 0.6, 60)
    middle = np.array([x - radius * np.cos(begin), y - radius * np.sin(begin)])
    arc = middle + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    canvas.stroke(arc, float(rng.uniform(0.6, 2.2)), Ink(_COFFEE, float(rng.uniform(0.35, 0.8))), rng)


def _specks(canvas: Canvas, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """One to four dots of a pen laid down, or of a copier's glass."""
    for _ in range(int(rng.integers(1, 5))):
        x, y = box.x + box.w * float(rng.random()), box.y + box.h * float(rng.random())
        dot = np.array([[x, y], [x, y]]) + rng.normal(0, 0.15, (2, 2))
        canvas.stroke(dot, float(rng.uniform(0.25, 0.9)), hand.ink, rng)


def _diagonal(canvas: Canvas, box: BoxMm, hand: Hand, rng: np.random.Generator) -> None:
    """One straight line from corner to corner: this does not apply."""
    rises = rng.random() < 0.7
    low, high = (box.bottom, box.y) if rises else (box.y, box.bottom)
    inset = rng.uniform(-0.02, 0.15, 2) * box.w
    ends = np.array([[box.x + inset[0], low], [box.right - inset[1], high]]) + rng.normal(0, 0.5, (2, 2))
    t = np.linspace(0, 1, 24)[:, None]
    bow = float(rng.normal(0, 0.3)) * np.sin(np.pi * t) * np.array([[0.0, 1.0]])
    canvas.stroke(ends[0] + (ends[1] - ends[0]) * t + bow, hand.pen_mm, hand.ink, rng)


_DIRTS: Mapping[Dirt, Callable[[Canvas, BoxMm, Hand, np.random.Generator], None]] = {
    Dirt.SMUDGE: _smudge,
    Dirt.COFFEE_RING: _coffee_ring,
    Dirt.SPECKS: _specks,
    Dirt.DIAGONAL: _diagonal,
}
