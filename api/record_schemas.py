"""One record as the doors show it: its pages and its fields. Labels and words are in the account's language."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from api.schemas import NoteOut, Out, SkipOut
from models.db.states import CorrectionKind, FieldState
from models.record import Lane, Look, RecordStatus
from models.template import Sensitivity, Verification


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


class WordOut(Out):
    """What one of two people said of a field; ``by`` and ``at`` are null for the machine."""

    by: str | None
    at: datetime | None
    kind: CorrectionKind
    text: str


class CheckOut(Out):
    """How a field is verified, and what that asks of whoever looks at the record now.

    ``asked``: the present look asks for this field; ``hidden``: it is keyed unseen, and nothing of it is told;
    ``locked``: two people have settled it. ``words`` are the two that a third person decides between, else none.
    ``verified`` is, once the record is reviewed, the word by which its value counts as verified.
    """

    verification: Verification
    asked: bool
    hidden: bool
    locked: bool
    words: list[WordOut]
    verified: WordOut | None


InputKind = Literal["text", "numeric", "choice", "choices", "image"]


class FieldOut(Out):
    """A field as it stands; ``box_mm`` is [x, y, width, height] on the aligned page ``form_page`` of the form."""

    key: str
    label: str
    type: str
    input: InputKind
    required: bool
    sensitivity: Sensitivity
    form_page: int
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
    check: CheckOut
    postal_field: str | None
    """Of an address, the field with its postal code."""


class MeantOut(Out):
    """What a text means in its field: its value, a date also in the Japanese calendar, and what is odd about it."""

    value: str | list[str] | None
    japanese: str | None
    reasons: list[ReasonOut]


class AreaOut(Out):
    """A place that a postal code stands for: 都道府県, 市区町村, 町域 (empty where the code is a whole city's)."""

    prefecture: str
    city: str
    town: str


class PageOut(Out):
    """A page kept with a record: ``number`` is its place in the scan.

    ``form_page`` is the page of the form and ``page_mm`` its size; null for an attachment, which is never read.
    """

    number: int
    form_page: int | None
    page_mm: tuple[float, float] | None


class RecordOut(Out):
    """A record with everything that the desk shows; ``notices`` are words about its pages, ``notes`` people's own.

    ``pages`` are in the form's order, attachments last; a page of the form that is not among them was not scanned.
    """

    record_id: int
    form: str
    title: str
    template_version: str
    status: RecordStatus
    look: Look
    version: int
    lane: Lane
    received_at: datetime
    claimed_by: str | None
    skip: SkipOut | None
    notes: list[NoteOut]
    file_name: str
    page_number: int
    pages: list[PageOut]
    notices: list[str]
    fields: list[FieldOut]


class ClaimOut(Out):
    """``token`` goes back with every correction; an older one has lost the record."""

    token: int
    expires_at: datetime


class AheadOut(Out):
    """The record that would come next as things stand, claimed by nobody yet.

    ``field`` is the first that waits and ``page`` the place in the scan of the page that it stands on; null where it
    was not scanned. ``as_of`` is a mark that changes with the record.
    """

    record: RecordOut
    as_of: str
    field: str | None
    page: int | None


class ClaimedRecordOut(Out):
    """A record on one's desk; ``waiting`` is how many more wait."""

    claim: ClaimOut
    record: RecordOut
    waiting: int


class NextOut(Out):
    """The record on one's desk now, and its version; ``record`` is null where it is as foreseen, but for the claim.

    ``waiting`` is how many more wait.
    """

    claim: ClaimOut
    version: int
    record: RecordOut | None
    waiting: int


class FinishedOut(Out):
    """Where the record stands now; ``next`` is the record asked for with it, null where nothing waits."""

    status: RecordStatus
    next: NextOut | None
