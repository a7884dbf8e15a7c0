"""What people said to each other about a record, and the queue in which some of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.db.states import SkipReason
from models.record import Lane, Look, RecordStatus


@dataclass(frozen=True, slots=True)
class Skip:
    """Who put a record aside, and why; ``text`` is empty beside one of the usual reasons."""

    by: str
    at: datetime
    reason: SkipReason
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A question to a colleague, or the answer to the question ``answers``; ``field`` is None for the whole record."""

    note_id: int
    by: str
    at: datetime
    text: str
    field: str | None
    answers: int | None


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One record in a list; ``claimed_by`` is the display name of whoever holds it now.

    ``open_fields`` wait in the record's present ``look``; ``is_barred`` says that this look is not for whoever asks.
    ``skip`` is why it was put aside last; ``questions`` counts the notes that nobody has answered.
    """

    record_id: int
    form: str
    version: str
    status: RecordStatus
    lane: Lane
    received_at: datetime
    open_fields: int
    total_fields: int
    file_name: str
    page_number: int
    claimed_by: str | None
    questions: int
    look: Look
    is_barred: bool
    skip: Skip | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some entries, most urgent first; pass ``next_after`` as ``after`` for the following ones (None at the end)."""

    entries: tuple[QueueEntry, ...]
    next_after: str | None
