"""The counts of an evaluation as a table for people and as one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

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


def _round(number: float) -> float | None:
    """Three places; null where there was nothing to count, for JSON has no NaN."""
    return None if np.isnan(number) else round(float(number), 3)


def _counts(outcomes: Sequence[FieldOutcome]) -> dict[str, int]:
    filled = [o for o in outcomes if o.truth]
    blank = [o for o in outcomes if not o.truth]
    accepted = [o for o in outcomes if o.accepted]
    return {
        "filled": len(filled),
        "filled_right": sum(o.right for o in filled),
        "blank": len(blank),
        "blank_right": sum(o.right for o in blank),
        "accepted": len(accepted),
        "accepted_wrong": sum(not o.right for o in accepted),
    }


def as_text(report: Report) -> str:
    """The same as a table."""
    data = as_json(report)
    pages, identified = data["pages"], data["identified"]
    lines = [
        f"pages {pages}  identified {identified} ({_share(identified, pages)})  wrong form {data['wrong_form']}  "
        f"corner error mm: median {data['corner_error_mm']['median']} p95 {data['corner_error_mm']['p95']}",
        f"{data['seconds_a_page']} s a page with {data['workers']} workers",
        f"{'type':<16}{'filled':>8}{'right':>9}{'blank':>8}{'right':>9}{'accepted':>10}{'wrong among them':>18}",
    ]
    for name, counts in [*data["types"].items(), ("all", data["all"])]:
        lines.append(
            f"{name:<16}{counts['filled']:>8}{_share(counts['filled_right'], counts['filled']):>9}"
            f"{counts['blank']:>8}{_share(counts['blank_right'], counts['blank']):>9}"
            f"{_share(counts['accepted'], counts['filled'] + counts['blank']):>10}{counts['accepted_wrong']:>18}"
        )
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
