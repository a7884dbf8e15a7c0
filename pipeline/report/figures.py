"""Every figure of a morning report, with nothing drawn and nothing worded yet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.run import RunOutcome
from pipeline.store.night_facts import NightFacts, Sums, night_facts
from pipeline.store.night_pages import Towns
from pipeline.store.review_time import Basis, ReviewTime, measured_answers, review_times
from pipeline.store.run_progress import pages_left
from pipeline.store.runs import Run, runs

NIGHTS = 7
"""With how many nights before it one is compared."""

SCREEN_SECONDS = 6 * 3600.0
"""How long a person sits at the desk in a day of work."""


@dataclass(frozen=True, slots=True)
class Night:
    """One night beside others; ``answers`` are words asked of people."""

    key: str
    started_at: datetime
    outcome: RunOutcome | None
    total: Sums
    answers: int
    worked_seconds: float

    @property
    def seconds_a_page(self) -> float | None:
        """Of the whole machine, from start to end; None where it read nothing."""
        return self.worked_seconds / self.total.pages if self.total.pages else None


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
    """A night as a whole. ``nights`` are those before it, the newest first; ``pages_left`` nobody has read by now."""

    facts: NightFacts
    night: Night
    nights: tuple[Night, ...]
    expected: Expected
    pages_left: int

    @property
    def run(self) -> Run:
        """The run that is told of."""
        return self.facts.run

    @property
    def bound_share(self) -> float | None:
        """What the recogniser alone would have taken, of what the run took: 0 to 1 and better; None if not measured."""
        bound = self.run.bound_seconds
        return bound / self.night.worked_seconds if bound is not None and self.night.worked_seconds else None


def morning_report(session: Session, run: Run, towns: Towns, now: datetime) -> MorningReport:
    """The figures of a run in some municipalities, as of ``now``."""
    facts = night_facts(session, run, towns, now)
    measured = measured_answers(session, towns, now)
    earlier = runs(session, now, NIGHTS, before=run.started_at)
    return MorningReport(
        facts=facts,
        night=_night(facts, now),
        nights=tuple(_night(night_facts(session, one, towns, now), now) for one in earlier),
        expected=Expected(review_times([(form.form, form.answers) for form in facts.forms], measured)),
        pages_left=pages_left(session, towns),
    )


def nights_of(session: Session, found: tuple[Run, ...], towns: Towns, now: datetime) -> tuple[Night, ...]:
    """Each run beside the others."""
    return tuple(_night(night_facts(session, run, towns, now), now) for run in found)


def _night(facts: NightFacts, now: datetime) -> Night:
    run = facts.run
    answers = sum(form.answers for form in facts.forms)
    return Night(run.key, run.started_at, run.outcome, facts.total, answers, run.worked_seconds(now))
