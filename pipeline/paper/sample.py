"""Made sheets: a blank form filled in by an invented writer, passed through a machine, with its truth beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from models.errors import TemplateError, UsageError
from models.problem import Problem
from models.scan import Pixels
from models.template import Template
from pipeline.identify.sheets import TEMPLATE_FILE, load_template
from pipeline.intake.open_scan import Caps, decode_pages, open_scan
from pipeline.paper.answers import Answer
from pipeline.paper.degrade import Level, Picture, degrade
from pipeline.paper.fill import answers_for, fill
from pipeline.paper.hands import ANYBODY, Writers
from pipeline.paper.ink import Canvas
from pipeline.paper.picture_files import write_pictures
from pipeline.paper.practice import fill_practice, is_practice
from pipeline.paper.story import invent_story
from pipeline.paper.truth import PageTruth, write_truth

__all__ = ["Level", "MadePage", "fill_in", "filled_sheet", "make_page", "write_samples"]

_DPI = 200.0
_FINE_DPI = 300.0
_FINE_SHARE = 0.15
"""Share of scans made at 300 dpi instead of 200."""
_SUFFIXES = {Level.CLEAN: ".png", Level.SCAN: ".jpg", Level.PHOTO: ".jpg", Level.FAX: ".tif"}
_BLANK_CAPS = Caps(max_file_bytes=50_000_000, max_pages=1, max_page_pixels=160_000_000, pdf_dpi=300)


@dataclass(frozen=True, slots=True, eq=False)
class MadePage:
    """A made page and what it says."""

    picture: Picture
    truth: PageTruth


def write_samples(
    templates: Path, form: str | None, count: int, level: Level, seed: int, out: Path, writers: Writers = ANYBODY
) -> list[Path]:
    """Write ``count`` made scans and their truth files to ``out``; the scans' paths are returned.

    ``templates`` is a folder of template folders; ``form`` picks one by its key, None takes all in turn. The same
    arguments give the same bytes. Raises UsageError where there is no such form, MissingPackage without the fonts.
    """
    folders = _folders(templates, form)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for number in range(count):
        made = make_page(folders[number % len(folders)], level, (seed, number), writers=writers)
        name = f"{made.truth.template.form}_{level.value}_{seed}_{number + 1:04d}{_SUFFIXES[level]}"
        path = out / name
        write_pictures(path, [made.picture])
        write_truth(path, [made.truth])
        written.append(path)
    return written


def make_page(
    folder: Path, level: Level, seed: tuple[int, ...], quarters: int = 0, writers: Writers = ANYBODY
) -> MadePage:
    """Fill and degrade one sheet of the template in ``folder``; it comes turned clockwise by ``quarters``."""
    rng = np.random.default_rng(seed)
    dpi = _FINE_DPI if level is Level.SCAN and rng.random() < _FINE_SHARE else _DPI
    canvas, template, answers = filled_sheet(folder, dpi / 25.4, rng, writers)
    picture = degrade(canvas.pixels, canvas.px_per_mm, level, rng).turned(quarters)
    return MadePage(picture, PageTruth(template, level, picture.to_page, answers))


def filled_sheet(
    folder: Path, px_per_mm: float, rng: np.random.Generator, writers: Writers = ANYBODY
) -> tuple[Canvas, Template, tuple[Answer, ...]]:
    """A blank of the template in ``folder``, filled in by an invented writer, before any machine saw it."""
    template = load_template(folder / TEMPLATE_FILE)
    canvas = Canvas(_blank(folder / TEMPLATE_FILE, px_per_mm).copy(), px_per_mm)
    return canvas, template, fill_in(canvas, template, rng, writers)


def fill_in(
    canvas: Canvas, template: Template, rng: np.random.Generator, writers: Writers = ANYBODY
) -> tuple[Answer, ...]:
    """Let one of the ``writers`` fill in the blank on ``canvas``, and tell what it says now.

    A practice sheet has an answer of its own in each field; any other is about one story.
    """
    if is_practice(template):
        return fill_practice(canvas, template, writers.someone(rng), rng)
    story, hand = invent_story(template, rng), writers.someone(rng)
    answers = answers_for(template, story, hand, rng)
    fill(canvas, template, story, answers, hand, rng)
    return answers


def _folders(templates: Path, form: str | None) -> list[Path]:
    """The template folders to fill, by name: the first side of each form."""
    paths = sorted(templates.glob(f"*/{TEMPLATE_FILE}"))
    fronts = {path.parent: load_template(path).form for path in paths if load_template(path).page == 1}
    chosen = [folder for folder, own in fronts.items() if form in {None, own}]
    if not chosen:
        raise UsageError(f"no template for {form or 'any form'} in {templates}", form=form or "", folder=str(templates))
    return chosen


@lru_cache(maxsize=8)
def _blank(template_file: Path, px_per_mm: float) -> Pixels:
    """The empty form in blue-green-red at ``px_per_mm``; at most 8 of them are kept."""
    template = load_template(template_file)
    scan = open_scan(template_file.with_name(template.blank), _BLANK_CAPS)
    page = scan if isinstance(scan, Problem) else next(decode_pages(scan, _BLANK_CAPS))
    if isinstance(page, Problem):
        raise TemplateError(template_file, "blank", page.code.value)
    width, height = (round(mm * px_per_mm) for mm in template.page_mm)
    return np.asarray(cv2.resize(page.pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
