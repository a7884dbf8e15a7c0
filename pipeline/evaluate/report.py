"""The counts of an evaluation as a table for people and as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.calibrate.statistics import calibration_error, chance_error, character_errors, upper_bound
from pipeline.check.values import folded
from pipeline.evaluate.run import FieldOutcome, Report


def as_json(report: Report) -> dict[str, Any]:
    """Pages identified, corner errors, filled fields right, accepted share and error among accepted, seconds."""
    errors = np.array([e for page in report.pages for e in page.corner_errors_mm] or [np.nan])
    return {
        "pages": len(report.pages),
        "identified": sum(page.found == page.form for page in report.pages),
        "wrong_form": sum(page.found not in {None, page.form} for page in report.pages),
        "corner_error_mm": {"median": _round(np.median(errors)), "p95": _round(np.percentile(errors, 95))},
        "seconds_a_page": _round(report.seconds / max(1, len(report.pages))),
        "workers": report.workers,
        "all": _counts(report.fields),
        "types": {name: _counts(outcomes) for name, outcomes in report.of_type().items()},
    }


_MARKED = frozenset({"choice", "choices"})
"""Types whose values are no characters on paper."""


def _round(number: float, places: int = 3) -> float | None:
    """Rounded; null where there was nothing to count, for JSON has no NaN."""
    return None if np.isnan(number) else round(float(number), places)


def _counts(outcomes: Sequence[FieldOutcome]) -> dict[str, Any]:
    filled = [o for o in outcomes if o.truth]
    blank = [o for o in outcomes if not o.truth]
    accepted = [o for o in outcomes if o.accepted]
    shown = [o for o in outcomes if not o.accepted]
    written = [(folded(o.truth), folded(o.read) or "") for o in filled if o.type not in _MARKED]
    texts = [(truth, read) for truth, read in written if isinstance(truth, str) and isinstance(read, str)]
    wrong = sum(not o.right for o in accepted)
    return {
        "filled": len(filled),
        "filled_right": sum(o.right for o in filled),
        "characters": sum(len(truth) for truth, _ in texts),
        "character_errors": sum(character_errors(truth, read) for truth, read in texts),
        "blank": len(blank),
        "blank_right": sum(o.right for o in blank),
        "accepted": len(accepted),
        "accepted_wrong": wrong,
        "accepted_error_upper": _round(upper_bound(wrong, len(accepted)), 5),
        "shown": len(shown),
        "shown_wrong": sum(not o.right for o in shown),
        "calibration_error": _round(
            calibration_error([o.confidence for o in outcomes], [o.right for o in outcomes]), 4
        ),
        "calibration_error_by_chance": _round(chance_error([o.confidence for o in outcomes]), 4),
    }


_COLUMNS = (
    ("type", 16), ("filled", 8), ("right", 9), ("CER", 9), ("blank", 8), ("right", 9), ("accepted", 10), ("wrong", 7),
    ("error ≤", 10), ("caught", 9), ("flags", 9), ("ECE", 9), ("chance", 9),
)  # fmt: skip
"""Headings with the widths of their columns."""


def as_text(report: Report) -> str:
    """The same as a table.

    Its columns: filled fields, and those right; character error rate; blank fields, and those right; share accepted
    without a person, wrong ones among them, and the upper bound of their share; share of all errors that a person is
    shown; share of what a person is shown that is wrong; calibration error,
    and how much of that so few fields show by chance.
    """
    data = as_json(report)
    pages, identified = data["pages"], data["identified"]
    lines = [
        f"pages {pages}  identified {identified} ({_share(identified, pages)})  wrong form {data['wrong_form']}  "
        f"corner error mm: median {data['corner_error_mm']['median']} p95 {data['corner_error_mm']['p95']}",
        f"{data['seconds_a_page']} s a page with {data['workers']} workers",
        _row([heading for heading, _ in _COLUMNS]),
    ]
    lines += [_row((name, *_cells(counts))) for name, counts in [*data["types"].items(), ("all", data["all"])]]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    widths = [width for _, width in _COLUMNS]
    numbers = (f"{cell:>{width}}" for cell, width in zip(cells[1:], widths[1:], strict=True))
    return f"{cells[0]:<{widths[0]}}" + "".join(numbers)


def _cells(counts: dict[str, Any]) -> tuple[str, ...]:
    errors = counts["accepted_wrong"] + counts["shown_wrong"]
    return (
        str(counts["filled"]),
        _share(counts["filled_right"], counts["filled"]),
        _share(counts["character_errors"], counts["characters"]),
        str(counts["blank"]),
        _share(counts["blank_right"], counts["blank"]),
        _share(counts["accepted"], counts["accepted"] + counts["shown"]),
        str(counts["accepted_wrong"]),
        f"{100 * counts['accepted_error_upper']:.2f} %",
        _share(counts["shown_wrong"], errors),
        _share(counts["shown_wrong"], counts["shown"]),
        *(_tenths(counts[name]) for name in ("calibration_error", "calibration_error_by_chance")),
    )


def _tenths(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
