"""What the store tells: frozen, complete, without any tie to a database session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.catalogue import Language
from models.db.states import CorrectionKind, FieldState
from models.errors import NotAllowed
from models.geometry import BoxMm, Quad
from models.page import Residual
from models.problem import Problem, ProblemCode
from models.reading import Candidate, Decision, FieldValue
from models.reasons import Reason
from models.record import Lane, Look, RecordStatus, Role
from models.scan import MediaType
from models.template import Sensitivity
from pipeline.store.aside_views import Note, Skip
from pipeline.store.look_views import NO_CHECK, Check


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. Every function that takes an actor sees only rows of the actor's municipality."""

    account_id: int
    municipality_id: int
    username: str
    display_name: str
    role: Role
    language: Language

    def need(self, role: Role) -> None:
        """Raise NotAllowed unless the actor's role includes ``role``."""
        if not self.role.may(role):
            raise NotAllowed(f"needs role {role}", needed=role, role=self.role)


@dataclass(frozen=True, slots=True)
class RecordBefore:
    """The record before a refused page in its scan: ``has`` are its pages of the form, ``waits``: it takes others."""

    record_id: int
    form: str
    version: str
    page_number: int
    has: tuple[int, ...]
    waits: bool


@dataclass(frozen=True, slots=True)
class RefusedSheet:
    """A page that was not read, or a whole file: then ``page_id`` and ``page_number`` are None.

    ``file_id`` is the submission that brought it.
    """

    page_id: int | None
    file_id: int
    batch: str
    file_name: str
    page_number: int | None
    code: ProblemCode
    details: Mapping[str, str]
    at: datetime
    before: RecordBefore | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A record held by one account until ``expires_at`` (later with each correction).

    ``token`` grows each time that the record changes hands: whoever shows an older one has lost the record.
    ``found_version`` is the record's when the claim was asked for, ``version`` its version now.
    """

    record_id: int
    token: int
    expires_at: datetime
    found_version: int
    version: int


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What a person last decided about a field."""

    by: str
    at: datetime
    kind: CorrectionKind
    before_value: FieldValue
    before_text: str
    after_value: FieldValue
    after_text: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as it stands. ``value``, ``text`` are a person's where ``state`` is decided, else the machine's.

    On its way to a person it is as that person may see it in the look that the record is in (``seen.py``).

    ``type`` is the template's field type, ``form_page`` the page of the form (from 1) that it stands on, ``box_mm`` its
    place on that aligned page, ``quad`` its place on the scanned page in pixels, ``version`` the number to send back as
    ``expected_version``.
    """

    key: str
    type: str
    sensitivity: Sensitivity
    form_page: int
    box_mm: BoxMm
    quad: Quad
    value: FieldValue
    text: str
    confidence: float
    decision: Decision
    state: FieldState
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...]
    version: int
    last_correction: CorrectionView | None
    check: Check = NO_CHECK


@dataclass(frozen=True, slots=True)
class ScanView:
    """The file that a record came in."""

    file_name: str
    sha256: str
    media_type: MediaType
    page_count: int


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a record. ``number`` is its place in the scan, ``form_page`` its page of the form, both from 1.

    ``image_key`` opens the aligned page (``Vault.image_path``). An attachment was never read: it has neither.
    """

    number: int
    form_page: int | None
    image_key: str | None
    residual: Residual | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as the desk shows it; ``fields`` in the form's order. ``version`` changes with the status.

    ``pages`` are those that were read, in the form's order, and then the attachments. ``skip`` tells who put it aside
    last, and why; ``notes`` are in the order in which they were written.
    """

    record_id: int
    form: str
    template_version: str
    status: RecordStatus
    version: int
    received_at: datetime
    scan: ScanView
    pages: tuple[PageView, ...]
    fields: tuple[FieldView, ...]
    claimed_by: str | None
    lane: Lane
    skip: Skip | None
    notes: tuple[Note, ...]
    look: Look = Look.FIRST

    @property
    def read_pages(self) -> tuple[PageView, ...]:
        """The pages of the form."""
        return tuple(page for page in self.pages if page.form_page is not None)

    @property
    def attachments(self) -> tuple[PageView, ...]:
        """The papers kept with the record."""
        return tuple(page for page in self.pages if page.form_page is None)

    @property
    def open_fields(self) -> tuple[FieldView, ...]:
        """The fields that still wait for a person."""
        return tuple(field for field in self.fields if field.state is FieldState.OPEN)
