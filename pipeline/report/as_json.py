"""The figures of a morning report under fixed keys, for programs; ``docs/seeing.md`` tells what each means."""

from __future__ import annotations

import json
from typing import Any

from pipeline.report.figures import MorningReport, Night
from pipeline.store.night_sums import Spread, Sums

FORMAT = 2
"""Grows when a key changes its meaning or goes; a new key does not change it."""


def as_json(report: MorningReport) -> str:
    """The report as JSON text. Times are UTC in ISO 8601, lengths of time are seconds."""
    return json.dumps(as_keys(report), ensure_ascii=False, indent=2)


def as_keys(report: MorningReport) -> dict[str, Any]:
    """Everything that ``as_json`` writes."""
    facts = report.facts
    return {
        "format": FORMAT,
        "at": facts.at.isoformat(),
        "run": _run(report),
        "total": _sums(facts.total),
        "pages_left": report.pages_left,
        "municipalities": [
            {"code": town.code, "name": town.name, "failed_scans": town.failed, **_sums(town.sums)}
            for town in facts.towns
        ],
        "forms": _forms(report),
        "review": {
            "answers": report.expected.answers,
            "seconds": round(report.expected.seconds, 1),
            "people": report.expected.people,
            "basis": sorted(report.expected.bases),
        },
        "refused": {"reasons": dict(facts.reasons), "sheets": _refused(report)},
        "failed_scans": dict(facts.failed),
        "pages_by_hour": list(facts.by_hour),
        "counter": {
            "sheets": facts.counter.sheets,
            "pages": facts.counter.pages,
            "refused": facts.counter.refused,
            "wait_seconds": _spread(facts.counter.waits),
        },
        "nights_before": [_night(night) for night in report.nights],
    }


def _run(report: MorningReport) -> dict[str, Any]:
    run, night = report.run, report.night
    return {
        "id": run.id,
        "key": run.key,
        "kind": run.kind,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "outcome": run.outcome,
        "workers": run.workers,
        "worked_seconds": round(night.worked_seconds, 1),
        "stood_seconds": round(run.stood_seconds, 1),
        "seconds_a_page": _rounded(night.seconds_a_page),
    }


def _forms(report: MorningReport) -> list[dict[str, Any]]:
    times = {one.form: one for one in report.expected.forms}
    return [
        {
            "form": form.form,
            **_sums(form.sums),
            "answers": form.answers,
            "review_seconds": round(times[form.form].seconds, 1),
            "review_basis": times[form.form].basis,
        }
        for form in report.facts.forms
    ]


def _refused(report: MorningReport) -> list[dict[str, Any]]:
    return [
        {"batch_id": one.batch_id, "file_id": one.file_id, "page": one.page, "code": one.code}
        for one in report.facts.refused
    ]


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "pages": sums.pages,
        "pages_read": sums.read,
        "pages_refused": sums.refused_pages,
        "files_refused": sums.refused_files,
        "attachments": sums.attached,
        "blank_backs": sums.blank_backs,
        "records": sums.records,
        "records_without_question": sums.quiet,
        "records_for_people": sums.records - sums.quiet,
        "fields_accepted": sums.accepted,
        "fields_for_people": sums.asked,
        "fields_said_twice": sums.verified,
        "page_seconds": _spread(sums.seconds),
    }


def _night(night: Night) -> dict[str, Any]:
    return {
        "key": night.run.key,
        "started_at": night.run.started_at.isoformat(),
        "outcome": night.run.outcome,
        "worked_seconds": round(night.worked_seconds, 1),
        "seconds_a_page": _rounded(night.seconds_a_page),
        "answers": night.answers,
        **_sums(night.total),
    }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "count": spread.count,
        "sum": round(spread.total, 3),
        "median": _rounded(spread.median),
        "p95": _rounded(spread.p95),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
