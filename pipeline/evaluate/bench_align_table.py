"""The alignment bench's counts as one table for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pipeline.evaluate.bench_align_cases import Group, Row
from pipeline.evaluate.bench_align_judge import Judged, Said
from pipeline.evaluate.bench_align_speed import Speed

_FEW_FORMS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One row's counts. ``wrong`` are pages accepted as a form that they are not, or another way up."""

    row: str
    pages: int
    right: int
    wrong: int
    refused: dict[str, int]
    wrong_as: dict[str, int]
    median_mm: float | None
    p95_mm: float | None
    reached: bool
    goal: str


def line_of(row: Row, pages: Sequence[Judged]) -> Line:
    """Count one row's pages."""
    errors = np.concatenate([page.errors_mm for page in pages] or [np.zeros(0)])
    right = sum(page.said is Said.RIGHT for page in pages)
    refused = Counter(page.named for page in pages if page.said is Said.REFUSED)
    wrong = Counter(_wrong_as(page) for page in pages if page.said not in {Said.RIGHT, Said.REFUSED})
    p95 = float(np.percentile(errors, 95)) if errors.size else None
    return Line(
        row=row.name,
        pages=len(pages),
        right=right,
        wrong=sum(wrong.values()),
        refused=dict(refused.most_common()),
        wrong_as=dict(wrong.most_common()),
        median_mm=round(float(np.median(errors)), 3) if errors.size else None,
        p95_mm=None if p95 is None else round(p95, 3),
        reached=_reached(row, len(pages), right, sum(wrong.values()), p95),
        goal=_goal(row),
    )


def _wrong_as(page: Judged) -> str:
    return f"{page.said}: {page.named}" if page.said is Said.OTHER_FORM else page.said.value


def _reached(row: Row, pages: int, right: int, wrong: int, p95: float | None) -> bool:
    if row.group in {Group.LEVEL, Group.DEFECT}:
        return right >= row.least_right * pages and (p95 is None or p95 <= row.most_p95_mm)
    return row.group is Group.EDITION or wrong == 0


def _goal(row: Row) -> str:
    if row.group in {Group.LEVEL, Group.DEFECT}:
        return f"≥ {100 * row.least_right:g} %, ≤ {row.most_p95_mm:g} mm"
    return "–" if row.group is Group.EDITION else "0 wrong"


HEAD = (
    f"{'row':<26}{'pages':>6}{'right':>9}{'wrong':>7}{'refused':>9}{'median':>8}{'p95 mm':>8}"
    f"  {'':<5}{'goal':<20}reasons"
)


def as_text(line: Line) -> str:
    """One line of the table."""
    right = f"{100 * line.right / line.pages:.1f} %" if line.right else "–"
    median, p95 = ("–" if mm is None else f"{mm:.2f}" for mm in (line.median_mm, line.p95_mm))
    reasons = ", ".join(f"{name} {count}" for name, count in {**line.wrong_as, **line.refused}.items())
    return (
        f"{line.row:<26}{line.pages:>6}{right:>9}{line.wrong:>7}{sum(line.refused.values()):>9}{median:>8}{p95:>8}  "
        f"{'ok' if line.reached else 'MISS':<5}{line.goal:<20}{reasons}"
    )


def speed_as_text(speed: Speed) -> str:
    """The timings of one set of forms; the goals stand beside."""
    most_ms, most_s = goals_of(speed)
    ok = "ok" if reached(speed) else "MISS"
    return (
        f"{speed.forms} forms: {speed.median_ms:.0f} ms a page, p95 {speed.p95_ms:.0f} (goal {most_ms:.0f}); loaded in "
        f"{speed.first_load_s:.1f} s, again in {speed.load_s:.1f} s (goal {most_s:g})  {ok}; of {speed.pages} pages "
        f"{speed.right} right, {speed.refused} refused, {speed.wrong} wrong"
    )


def goals_of(speed: Speed) -> tuple[float, float]:
    """The most milliseconds a page and seconds of loading after the first time."""
    return (120.0 if speed.forms <= _FEW_FORMS else 200.0), 2.0


def reached(speed: Speed) -> bool:
    """Whether the median page, and loading again, are as fast as they must be, and no page was taken for another."""
    most_ms, most_s = goals_of(speed)
    return speed.median_ms <= most_ms and speed.load_s <= most_s and speed.wrong == 0


def as_json(line: Line | Speed) -> dict[str, Any]:
    """The same as plain data."""
    return asdict(line)
