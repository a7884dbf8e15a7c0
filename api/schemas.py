"""What comes out of the doors. Labels and words are in the account's language; places are millimetres."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.catalogue import Language
from models.db.states import CorrectionKind, FieldState
from models.record import RecordStatus, Role
from models.template import Sensitivity


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


class ReasonOut(Out):
    """Why a field is shown to a person."""

    code: str
    words: str


class CandidateOut(Out):
    """One possible answer of the reader; for a choice, ``text`` is the option's value."""

    text: str
    score: float


class OptionOut(Out):
    """One printed choice."""

    value: str
    label: str


class CorrectionOut(Out):
    """What a person last decided."""

    by: str
    at: datetime
    kind: CorrectionKind
    before_text: str
    after_text: str


InputKind = Literal["text", "numeric", "choice", "choices", "image"]


class FieldOut(Out):
    """A field as it stands; ``box_mm`` is [x, y, width, height] on the aligned page."""

    key: str
    label: str
    type: str
    input: InputKind
    required: bool
    sensitivity: Sensitivity
    box_mm: tuple[float, float, float, float]
    options: list[OptionOut]
    state: FieldState
    text: str
    value: str | list[str] | None
    confidence: float
    reasons: list[ReasonOut]
    candidates: list[CandidateOut]
    version: int
    correction: CorrectionOut | None


class RecordOut(Out):
    """A record with everything that the desk shows; ``notices`` are words about the page."""

    record_id: int
    form: str
    title: str
    template_version: str
    status: RecordStatus
    version: int
    received_at: datetime
    claimed_by: str | None
    page_mm: tuple[float, float]
    file_name: str
    page_number: int
    notices: list[str]
    fields: list[FieldOut]


class ClaimOut(Out):
    """``token`` goes back with every correction; an older one has lost the record."""

    token: int
    expires_at: datetime


class ClaimedRecordOut(Out):
    """A record on one's desk; ``waiting`` is how many more wait."""

    claim: ClaimOut
    record: RecordOut
    waiting: int


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
