"""A stack as a duplex scanner gives it: each sheet of paper is two pages, and the backs of some sheets are empty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from pdf2image import convert_from_bytes

from models.geometry import PX_PER_MM, BoxMm
from models.scan import Pixels
from pipeline.identify.sheets import TEMPLATE_FILE, load_blank, load_template
from pipeline.paper.degrade import Level, Picture, degrade
from pipeline.paper.fill import answers_for, fill
from pipeline.paper.hands import invent_hand
from pipeline.paper.ink import Canvas
from pipeline.paper.picture_files import write_pictures
from pipeline.paper.press import MINCHO, Press
from pipeline.paper.sample import MadePage
from pipeline.paper.story import Story, invent_story
from pipeline.paper.truth import PageTruth, write_truth

_QUALITY = 40
_A4_MM = (210.0, 297.0)
_BOOK = BoxMm(35, 40, 140, 88)
_BOOK_LINES = (
    ("普通預金通帳", 60, 54, 16),
    ("株式会社 見本銀行", 60, 66, 11),
    ("店番 001  口座番号 0000000", 60, 96, 11),
    ("本店営業部  電話 03-0000-0000", 60, 118, 8),
)


def write_duplex_sample(path: Path, templates: Path, seed: int) -> Path:
    """Write two claims for child allowance as one scan of six pages, with the truth of the first three beside it.

    Front and back of one claim; front and empty back of another; the copy of a bank book and its empty back.
    """
    rng = np.random.default_rng(seed)
    front, back = (templates / form for form in ("child_allowance_claim", "child_allowance_claim_back"))
    first, _ = _filing((front, back), rng)
    second, story = _filing((front,), rng)
    made = [*first, *second]
    others = [_scanned(page, rng) for page in (_white(), _bank_book(story), _white())]
    write_pictures(path, [*(page.picture for page in made), *others], _QUALITY)
    write_truth(path, [page.truth for page in made])
    return path


def _filing(sides: Sequence[Path], rng: np.random.Generator) -> tuple[list[MadePage], Story]:
    """The sides of one form in one hand, about one household."""
    templates = [load_template(side / TEMPLATE_FILE) for side in sides]
    story, hand = invent_story(templates[0], rng), invent_hand(rng)
    made = []
    for side, template in zip(sides, templates, strict=True):
        answers = answers_for(template, story, hand, rng)
        paper = cv2.cvtColor(load_blank(side / TEMPLATE_FILE, template).pixels, cv2.COLOR_GRAY2BGR)
        canvas = Canvas(np.asarray(paper, np.uint8), PX_PER_MM)
        fill(canvas, template, story, answers, hand, rng)
        picture = _scanned(canvas.pixels, rng)
        made.append(MadePage(picture, PageTruth(template, Level.SCAN, picture.to_page, answers)))
    return made, story


def _scanned(page: Pixels, rng: np.random.Generator) -> Picture:
    return degrade(page, PX_PER_MM, Level.SCAN, rng)


def _white() -> Pixels:
    width, height = (round(mm * PX_PER_MM) for mm in _A4_MM)
    return np.full((height, width, 3), 255, np.uint8)


def _bank_book(story: Story) -> Pixels:
    """The copied cover of a bank book, of a bank that does not exist."""
    press = Press("copy", _A4_MM)
    press.frame(_BOOK, weight=0.6)
    for words, x, y, size in _BOOK_LINES:
        press.text(words, x, y, size)
    press.text(f"{story.household.head.name.kana} 様", 60, 82, 13, font=MINCHO)
    width, height = (round(mm * PX_PER_MM) for mm in _A4_MM)
    return np.asarray(convert_from_bytes(press.pdf(), size=(width, height))[0], np.uint8)
