"""What comes out of the doors. Labels and words are in the account's language; places are millimetres."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from models.catalogue import Language
from models.db.states import DeliveryState, SkipReason
from models.habits import PaperSide, TextSize
from models.record import Lane, Look, RecordStatus, Role


class Out(BaseModel):
    """Read-only."""

    model_config = ConfigDict(frozen=True)


class ErrorBody(Out):
    """``code`` is stable; ``message`` says what, why and what now."""

    code: str
    message: str
    details: dict[str, str | list[str]]


class ErrorOut(Out):
    """Every reply that is not a success."""

    error: ErrorBody


class AccountOut(Out):
    """Who is logged in; ``csrf`` goes back in the header X-CSRF-Token of every write."""

    username: str
    display_name: str
    role: Role
    language: Language
    text_size: TextSize
    paper_side: PaperSide
    csrf: str


class SkipOut(Out):
    """Who put a record aside last, and why; ``text`` is empty beside one of the usual reasons."""

    by: str
    at: datetime
    reason: SkipReason
    text: str


class NoteOut(Out):
    """A question to a colleague, or the answer to the question ``answers``; ``field`` is null for the whole record."""

    note_id: int
    by: str
    at: datetime
    text: str
    field: str | None
    answers: int | None


class QueueEntryOut(Out):
    """A record in the list; ``questions`` counts the notes that nobody has answered.

    ``open_fields`` wait in its present ``look``; ``is_barred``: that look is not for whoever asks.
    """

    record_id: int
    form: str
    title: str
    version: str
    status: RecordStatus
    look: Look
    is_barred: bool
    lane: Lane
    received_at: datetime
    open_fields: int
    total_fields: int
    file_name: str
    page_number: int
    claimed_by: str | None
    questions: int
    skip: SkipOut | None


class QueueOut(Out):
    """A stretch of the queue; ``next_after`` is the following one's ``after``."""

    counts: dict[RecordStatus, int]
    entries: list[QueueEntryOut]
    next_after: str | None


class StatusOut(Out):
    """Where a record stands now."""

    status: RecordStatus


class TemplateOut(Out):
    """A form that this installation reads."""

    form: str
    version: str
    title: str


class ExportedOut(Out):
    """The file of an export; ``name`` is its last path part under ``/api/v1/exports/``."""

    name: str
    records: int
    sha256: str


class ExportFileOut(Out):
    """An export that was ordered; ``by`` is absent for the command line, ``name`` where the file is not to be had here.

    ``why`` and ``next_try_at`` go with a file that is not written yet; ``tries`` have failed so far.
    """

    title: str
    records: int
    at: datetime
    by: str | None
    file_name: str
    name: str | None
    state: DeliveryState
    why: str | None
    tries: int
    next_try_at: datetime | None


class HealthOut(Out):
    """Whether the parts of the machine are in order."""

    ok: bool
    database: bool
    weights: bool
    disk_free_bytes: int
