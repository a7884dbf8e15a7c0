"""Every figure of a morning report, with nothing drawn and nothing worded yet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.store.night_facts import NightFacts, night_facts
from pipeline.store.night_pages import Towns
from pipeline.store.night_sums import Sums
from pipeline.store.review_time import Basis, ReviewTime, measured_answers, review_times
from pipeline.store.run_progress import pages_left
from pipeline.store.runs import Run, runs

NIGHTS = 7
"""With how many nights before it one is compared."""

MOST_KEPT = 400
"""Nights in a book."""

SCREEN_SECONDS = 6 * 3600.0
"""How long a person sits at the desk in a day of work."""


@dataclass(frozen=True, slots=True)
class Night:
    """One night beside others; ``answers`` are words asked of people."""

    run: Run
    total: Sums
    answers: int
    worked_seconds: float

    @property
    def seconds_a_page(self) -> float | None:
        """Of the whole machine, from start to end; None where it read nothing."""
        return self.worked_seconds / self.total.pages if self.total.pages else None


class NightBook:
    """Nights that were counted already: what an ended run came to does not change. Threads may share it."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self._known: dict[tuple[int, datetime, Towns], Night] = {}

    def night(self, session: Session, run: Run, towns: Towns, now: datetime) -> Night:
        """A run's figures, counted at most once after its end."""
        if run.ended_at is None:
            return night_of(night_facts(session, run, towns, now))
        key = run.id, run.ended_at, towns
        if key not in self._known:
            if len(self._known) >= MOST_KEPT:
                self._known = {}
            self._known[key] = night_of(night_facts(session, run, towns, now))
        return self._known[key]


def night_of(facts: NightFacts) -> Night:
    """What of a run stands beside others."""
    answers = sum(form.answers for form in facts.forms)
    return Night(facts.run, facts.total, answers, facts.run.worked_seconds(facts.at))


@dataclass(frozen=True, slots=True)
class Expected:
    """How long people will take for what the night left them."""

    forms: tuple[ReviewTime, ...]

    @property
    def answers(self) -> int:
        """Words that are asked of people."""
        return sum(one.answers for one in self.forms)

    @property
    def seconds(self) -> float:
        """Working time of one person."""
        return sum(one.seconds for one in self.forms)

    @property
    def people(self) -> int:
        """How many finish it within the day."""
        return math.ceil(self.seconds / SCREEN_SECONDS)

    @property
    def bases(self) -> frozenset[Basis]:
        """What the time rests on."""
        return frozenset(one.basis for one in self.forms if one.answers)


@dataclass(frozen=True, slots=True)
class MorningReport:
    """A night as a whole. ``nights`` are those before it, the newest first.

    ``pages_left`` had come before its end, and nobody has read them by now; None unless it is the last run, and over.
    """

    facts: NightFacts
    night: Night
    nights: tuple[Night, ...]
    expected: Expected
    pages_left: int | None

    @property
    def run(self) -> Run:
        """The run that is told of."""
        return self.facts.run


def morning_report(
    session: Session, run: Run, towns: Towns, now: datetime, book: NightBook | None = None
) -> MorningReport:
    """The figures of a run in some municipalities, as of ``now``; ``book`` has the nights before it, where known."""
    facts, kept = night_facts(session, run, towns, now), book or NightBook()
    measured = measured_answers(session, towns, now)
    earlier = runs(session, now, NIGHTS, before=run.started_at)
    return MorningReport(
        facts=facts,
        night=night_of(facts),
        nights=tuple(kept.night(session, one, towns, now) for one in earlier),
        expected=Expected(review_times([(form.form, form.answers) for form in facts.forms], measured)),
        pages_left=_left_by(session, run, towns, now),
    )


def _left_by(session: Session, run: Run, towns: Towns, now: datetime) -> int | None:
    """What a later run has read, or reads now, is not to be worried about."""
    is_last = runs(session, now, 1)[0].id == run.id
    return pages_left(session, towns, run.ended_at) if is_last and run.ended_at is not None else None
