"""A record's life as the doors show it: each event by its kind, labels and words in the account's language."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.record_schemas import ReasonOut
from api.schemas import Out
from models.db.states import CorrectionKind, RulingKind, SkipReason
from models.record import Lane, Look, RecordStatus


class HandedInOut(Out):
    """The file came in with a batch."""

    kind: Literal["handed_in"] = "handed_in"
    at: datetime
    file_name: str
    batch: str
    lane: Lane


class PageReadOut(Out):
    """A page was read; ``engines`` are the readers' names, ``residual_mm`` how far print lies off at worst.

    Of a page that was read more than once, seconds and residual are those of the last time.
    """

    kind: Literal["page_read"] = "page_read"
    at: datetime
    page_number: int
    form_page: int
    template_version: str
    engines: list[str]
    seconds: float | None
    residual_mm: float | None


class SentFieldOut(Out):
    """A field that the machine sent to a person, and why."""

    field: str
    label: str
    reasons: list[ReasonOut]


class DecidedOut(Out):
    """The machine's decision: fields accepted, and those sent to a person."""

    kind: Literal["decided"] = "decided"
    at: datetime
    accepted: int
    sent: list[SentFieldOut]


class PageRuledOut(Out):
    """A person's word on a page."""

    kind: Literal["page_ruled"] = "page_ruled"
    at: datetime
    by: str
    ruling: RulingKind
    page_number: int


class TakenOut(Out):
    """Somebody took the record up (the last time)."""

    kind: Literal["taken"] = "taken"
    at: datetime
    by: str


class AnsweredOut(Out):
    """A person's word on a field.

    ``before`` and ``after`` are null where values are not shown, ``seconds`` and ``keystrokes`` where nobody measured
    or for whom they are not.
    """

    kind: Literal["answered"] = "answered"
    at: datetime
    by: str
    field: str
    label: str
    answer: CorrectionKind
    look: Look
    before: str | None
    after: str | None
    seconds: float | None
    keystrokes: int | None


class NotedOut(Out):
    """A question to colleagues, or an answer to one."""

    kind: Literal["noted"] = "noted"
    at: datetime
    by: str
    label: str | None
    is_answer: bool
    text: str


class PutAsideOut(Out):
    """Somebody put the record aside."""

    kind: Literal["put_aside"] = "put_aside"
    at: datetime
    by: str
    reason: SkipReason
    text: str


class ClosedOut(Out):
    """Somebody finished or rejected the record."""

    kind: Literal["closed"] = "closed"
    at: datetime
    by: str | None
    status: RecordStatus
    reason: str | None


class LeftOut(Out):
    """The record left the house in a file; ``by`` is null for the command line."""

    kind: Literal["exported"] = "exported"
    at: datetime
    by: str | None
    file_name: str
    format: str
    encoding: str
    records: int


EventOut = Annotated[
    HandedInOut
    | PageReadOut
    | DecidedOut
    | PageRuledOut
    | TakenOut
    | AnsweredOut
    | NotedOut
    | PutAsideOut
    | ClosedOut
    | LeftOut,
    Field(discriminator="kind"),
]


class HistoryOut(Out):
    """Everything that happened to a record, in order; ``values_shown``: whether answers are told with their texts."""

    record_id: int
    form: str
    title: str
    template_version: str
    status: RecordStatus
    received_at: datetime
    values_shown: bool
    events: list[EventOut]
