"""What can happen to a record, each as a frozen noun. ``by`` is a display name, None where no person did it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.db.states import CorrectionKind, RulingKind, SkipReason
from models.reasons import Reason
from models.record import Lane, Look, RecordStatus
from models.template import Sensitivity


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The file came in; the same file may come again with another batch."""

    at: datetime
    file_name: str
    batch: str
    lane: Lane


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page was laid on its template and read; ``engines`` are the readers' names.

    How long it took and how it lay is known of the last reading alone.
    """

    at: datetime
    page_number: int
    form_page: int
    template_version: str
    engines: tuple[str, ...]
    seconds: float | None
    residual_mm: float | None


@dataclass(frozen=True, slots=True)
class Decided:
    """The machine's decision: how many fields stood by themselves, and which went to a person, with reasons."""

    at: datetime
    accepted: int
    sent: Mapping[str, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class PageRuled:
    """A person's word on one of the record's pages, or one that brought a page to it."""

    at: datetime
    by: str
    kind: RulingKind
    page_number: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody took the record up; only the last time is kept."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A person's word on a field. ``before`` and ``after`` are texts as written.

    ``look`` tells whose word it was: the first one's, a second person's, or the one that decided between the two.
    ``unseen`` is said of a field that somebody has yet to key without knowing what others said.
    """

    at: datetime
    by: str
    field: str
    sensitivity: Sensitivity
    kind: CorrectionKind
    before: str
    after: str
    seconds: float | None
    keystrokes: int | None
    look: Look = Look.FIRST
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """A question about the record or a field of it, or an answer to one."""

    at: datetime
    by: str
    field: str | None
    is_answer: bool
    text: str


@dataclass(frozen=True, slots=True)
class PutAside:
    """Somebody put the record aside."""

    at: datetime
    by: str
    reason: SkipReason
    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Somebody finished or rejected the record; ``reason`` goes with a rejection."""

    at: datetime
    by: str | None
    status: RecordStatus
    reason: str | None


@dataclass(frozen=True, slots=True)
class Exported:
    """The record left the house in a file; ``by`` is None for the command line."""

    at: datetime
    by: str | None
    file_name: str
    format: str
    encoding: str
    records: int


Event = HandedIn | PageRead | Decided | PageRuled | Taken | Answered | Noted | PutAside | Closed | Exported
