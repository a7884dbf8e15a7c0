"""What a run came to, counted from the rows of its time: by municipality, by form, and in all.

The night's own work is what is read of piles; what the counter read meanwhile is told apart. Nobody is named.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db.tables import MunicipalityRow
from models.problem import ProblemCode
from models.record import Lane
from pipeline.store.failed_scans import failed_scans
from pipeline.store.night_pages import PageFact, RefusedFact, Stretch, Towns, pages_stored, refused_stored
from pipeline.store.night_records import RecordFact, records_stored
from pipeline.store.night_sums import Spread, Sums, spread, sums_of
from pipeline.store.runs import Run


@dataclass(frozen=True, slots=True)
class FormSums:
    """One form, whatever its version; pages that were refused are of no form. ``answers``: words asked of people."""

    form: str
    sums: Sums
    answers: int


@dataclass(frozen=True, slots=True)
class TownSums:
    """One municipality."""

    code: str
    name: str
    sums: Sums
    failed: int


@dataclass(frozen=True, slots=True)
class CounterFacts:
    """What the counter read while the run went on. ``waits`` are seconds from a sheet's coming to its first reading."""

    sheets: int
    pages: int
    refused: int
    waits: Spread


@dataclass(frozen=True, slots=True)
class NightFacts:
    """A run in numbers. ``by_hour`` are pages of piles by whole hours since its start."""

    run: Run
    at: datetime
    total: Sums
    towns: tuple[TownSums, ...]
    forms: tuple[FormSums, ...]
    refused: tuple[RefusedFact, ...]
    reasons: tuple[tuple[ProblemCode, int], ...]
    failed: Mapping[str, int]
    by_hour: tuple[int, ...]
    counter: CounterFacts


def night_facts(session: Session, run: Run, towns: Towns, now: datetime) -> NightFacts:
    """Count what a run came to in these municipalities; of one that goes on, until ``now``."""
    when = Stretch(run.started_at, run.until(now))
    stored, listed = pages_stored(session, towns, when), records_stored(session, towns, when)
    all_refused = refused_stored(session, towns, when)
    pages = [page for page in stored if page.lane is Lane.BATCH]
    records = [record for record in listed if record.lane is Lane.BATCH]
    refused = tuple(one for one in all_refused if one.lane is Lane.BATCH)
    names = _towns(session, towns)
    failed = failed_scans(session, towns)
    by_code: Counter[str] = Counter()
    for one in failed:
        by_code[one.code] += one.scans
    return NightFacts(
        run=run,
        at=now,
        total=sums_of(pages, records, refused),
        towns=tuple(
            TownSums(code, name, _of(town, pages, records, refused), sum(f.scans for f in failed if f.town == town))
            for town, (code, name) in names.items()
        ),
        forms=_forms(pages, records),
        refused=refused,
        reasons=tuple(Counter(one.code for one in refused).most_common()),
        failed=by_code,
        by_hour=_by_hour(pages, when),
        counter=_counter([page for page in stored if page.lane is Lane.COUNTER], all_refused),
    )


def _of(town: int, pages: Sequence[PageFact], records: Sequence[RecordFact], refused: Sequence[RefusedFact]) -> Sums:
    return sums_of(
        [page for page in pages if page.town == town],
        [record for record in records if record.town == town],
        [one for one in refused if one.town == town],
    )


def _forms(pages: Sequence[PageFact], records: Sequence[RecordFact]) -> tuple[FormSums, ...]:
    """Most records first."""
    read = [page for page in pages if page.is_read]
    keys = {page.form for page in read if page.form is not None} | {record.form for record in records}
    found = []
    for form in sorted(keys):
        own = [record for record in records if record.form == form]
        sums = sums_of([page for page in read if page.form == form], own, ())
        found.append(FormSums(form, sums, sum(record.answers for record in own)))
    return tuple(sorted(found, key=lambda one: -one.sums.records))


def _by_hour(pages: Sequence[PageFact], when: Stretch) -> tuple[int, ...]:
    hours = max(1, math.ceil((when.until - when.since).total_seconds() / 3600))
    counts = Counter(int((page.stored_at - when.since).total_seconds() // 3600) for page in pages)
    return tuple(counts[hour] for hour in range(hours))


def _counter(pages: Sequence[PageFact], refused: Sequence[RefusedFact]) -> CounterFacts:
    waits = {page.scan_id: page.wait for page in pages}
    return CounterFacts(
        sheets=len(waits),
        pages=len(pages),
        refused=sum(one.lane is Lane.COUNTER for one in refused),
        waits=spread(waits.values()),
    )


def _towns(session: Session, towns: Towns) -> Mapping[int, tuple[str, str]]:
    query = select(MunicipalityRow.id, MunicipalityRow.code, MunicipalityRow.name)
    found = session.execute(query.where(MunicipalityRow.id.in_(towns)).order_by(MunicipalityRow.code))
    return {row[0]: (row[1], row[2]) for row in found}
