"""What comes out of the doors. Labels and words are in the account's language; places are millimetres."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from models.catalogue import Language
from models.habits import PaperSide, TextSize
from models.record import RecordStatus, Role


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


class QueueEntryOut(Out):
    """A record in the list."""

    record_id: int
    form: str
    title: str
    version: str
    status: RecordStatus
    received_at: datetime
    open_fields: int
    total_fields: int
    file_name: str
    page_number: int
    claimed_by: str | None


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


class HealthOut(Out):
    """Whether the parts of the machine are in order."""

    ok: bool
    database: bool
    weights: bool
    disk_free_bytes: int
