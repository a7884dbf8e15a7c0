"""How a supervisor sees the nights: runs with the figures of the own municipality, and how far one is."""

from __future__ import annotations

from datetime import datetime

from api.schemas import Out
from models.run import RunKind, RunOutcome


class NightOut(Out):
    """A run and what it came to here; ``answers`` are words asked of people. ``outcome`` is null while it goes on."""

    run_id: int
    key: str
    kind: RunKind
    started_at: datetime
    ended_at: datetime | None
    outcome: RunOutcome | None
    workers: int
    worked_seconds: float
    pages: int
    refused_pages: int
    refused_files: int
    records: int
    records_without_question: int
    fields_accepted: int
    fields_for_people: int
    answers: int


class ProgressOut(Out):
    """How far a run is here. ``expected_end`` is of the whole run; null until there is a pace, and once it ended."""

    run_id: int
    started_at: datetime
    outcome: RunOutcome | None
    pages_done: int
    pages_left: int
    pages_a_minute: float
    expected_end: datetime | None
    records_waiting: int


class NightsOut(Out):
    """The last runs, the newest first, and the one that goes on, where one does."""

    at: datetime
    going: ProgressOut | None
    nights: list[NightOut]
