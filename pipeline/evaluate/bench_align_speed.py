"""How long one page takes with few forms and with many, and how long the many take to load: alone, one thread."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.align.trace import trace
from pipeline.evaluate.bench_align_cases import FORMS, Case, rng_of, shipped
from pipeline.evaluate.bench_align_judge import Said, judge_outcome, lay, page_of
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet, load_known
from pipeline.paper.degrade import Level, degrade, exact
from pipeline.paper.layouts import write_layouts
from pipeline.paper.papers import PX_PER_MM
from pipeline.paper.strangers import filled, other_form
from pipeline.threads import one_thread_inside

T = TypeVar("T")

_LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)
_OTHERS = 4
"""One page in so many is of a form that is not registered."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One page's milliseconds with so many forms, decoding apart; seconds to load them, first and again.

    ``right``, ``wrong`` and ``refused`` count what was said of the pages; others' pages are right when refused.
    """

    forms: int
    pages: int
    median_ms: float
    p95_ms: float
    first_load_s: float
    load_s: float
    right: int
    wrong: int
    refused: int


def measure(work: Path, forms: int, pages: int, seed: int) -> tuple[Speed, ...]:
    """Time ``pages`` pages with the shipped forms, then with ``forms``; ``work`` is a folder for the many."""
    few, many = work / "few", work / "many"
    for folder in sorted(path.parent for path in FORMS.glob("*/template.yaml")):
        for place in (few, many):
            shutil.copytree(folder, place / folder.name)
    _write_many(many, forms - len(shipped()))
    one_thread_inside()
    return tuple(_measured(folder, pages, seed) for folder in (few, many))


def _write_many(folder: Path, count: int) -> None:
    halves = [range(start, count, 2) for start in range(2)]
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(write_layouts, (folder, folder), halves))


def _measured(folder: Path, pages: int, seed: int) -> Speed:
    cache = folder.with_name(f"{folder.name}_kept")
    first_load_s, sheets = _timed(partial(_first_loaded, folder, cache))
    load_s, identifier = _timed(lambda: Identifier(load_known(folder, cache)))
    lay(page_of(_case(sheets, seed, 0).picture), identifier)  # warm
    taken, said = [], []
    for number in range(pages):
        case = _case(sheets, seed, number)
        page = page_of(case.picture)
        seconds, outcome = _timed(partial(lay, page, identifier))
        taken.append(1000 * seconds)
        said.append((case.own is None, judge_outcome("speed", number, case, outcome).said))
    right = sum(kind is (Said.REFUSED if strange else Said.RIGHT) for strange, kind in said)
    refused = sum(kind is Said.REFUSED and not strange for strange, kind in said)
    median, p95 = np.percentile(taken, (50, 95))
    return Speed(len(sheets), pages, float(median), float(p95), first_load_s, load_s, right,
                 pages - right - refused, refused)  # fmt: skip


def _first_loaded(folder: Path, cache: Path) -> tuple[KnownSheet, ...]:
    """What is computed but once of each blank: also its letters, for which the first page of a form would wait."""
    sheets = load_known(folder, cache)
    for sheet in sheets:
        trace(sheet.blank())
    return sheets


def _case(sheets: tuple[KnownSheet, ...], seed: int, number: int) -> Case:
    """A page of one of the sheets, or every fourth time of a form that nobody registered."""
    rng = rng_of(seed, "speed", number)
    strange = number % _OTHERS == _OTHERS - 1
    sheet = sheets[int(rng.integers(len(sheets)))].blank()
    paper = other_form(number, rng) if strange else filled(sheet, rng).pixels
    picture = exact(degrade(paper, PX_PER_MM, _LEVELS[number % len(_LEVELS)], rng), PX_PER_MM)
    return Case(picture.turned(int(rng.integers(4))), (), None if strange else sheet.template)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result
