"""Readings, records, and what people made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import OwnedRow
from models.db.states import CorrectionKind, FieldState, Proof
from models.db.types import Urgency, Value, code_of
from models.reading import Decision, FieldValue
from models.record import Lane, Look, RecordStatus
from models.template import Sensitivity, Verification

WAITS_FOR_A_GLANCE = "state = 'open' AND glance IS NOT NULL"
"""The few fields that an index of their own is kept for."""


class ReadingRow(OwnedRow):
    """What an engine saw in one field. The database itself refuses to change such a row.

    ``candidates`` are [text, score] pairs, ``quad`` four [x, y] corners in page pixels.
    """

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("page_id", "field_key", "engine", "template_version"),)

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    field_key: Mapped[str] = mapped_column(String(64))
    engine: Mapped[str] = mapped_column(String(128))
    template_version: Mapped[str] = mapped_column(String(32))
    text: Mapped[str]
    score: Mapped[float]
    candidates: Mapped[list[Any]]
    ink: Mapped[float]
    doubts: Mapped[list[Any]]
    quad: Mapped[list[Any]]
    at: Mapped[datetime]


class RecordRow(OwnedRow):
    """The values of one form. ``version`` grows with each change of status; ``page_id`` is page 1 of the form."""

    __tablename__ = "records"
    __table_args__ = (
        Index(None, "municipality_id", "status", "lane", "received_at", "id"),
        Index(None, "municipality_id", "status", "form", "lane", "received_at"),
        Index(None, "municipality_id", "closed_at", "received_at"),
    )

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), unique=True)
    form: Mapped[str] = mapped_column(String(64))
    template_version: Mapped[str] = mapped_column(String(32))
    status: Mapped[RecordStatus] = mapped_column(code_of(RecordStatus))
    look: Mapped[Look] = mapped_column(code_of(Look), server_default="first")
    """The look that it waits for or is in; once reviewed, the last that it had."""
    version: Mapped[int]
    lane: Mapped[Lane] = mapped_column(Urgency, server_default="1")
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """When a person finished or rejected it; absent where the machine's values stood without one."""
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reject_reason: Mapped[str | None]


class RecordPageRow(OwnedRow):
    """A page of a record: read pages in the form's order, then attachments; ``position`` counts from 0."""

    __tablename__ = "record_pages"
    __table_args__ = (UniqueConstraint("record_id", "position"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), unique=True)
    position: Mapped[int]


class RecordFieldRow(OwnedRow):
    """One field as it stands, with its place and kind, so that a record can be exported without its template's file.

    ``position`` counts in the form's order from 0; ``form_page`` is the page of the form on which it stands, from 1;
    ``version`` grows with each correction; ``reasons`` are [code, details] pairs; ``box_mm`` is [x, y, width, height];
    ``signs`` are the numbers by name that the machine's ``confidence`` was computed from. ``glance`` is the kind of
    answer as which the machine's can be judged among many; a person has seen of one that ``stood_out`` that it cannot.
    """

    __tablename__ = "record_fields"
    __table_args__ = (
        UniqueConstraint("record_id", "key"),
        Index(
            "ix_record_fields_glance",
            *("municipality_id", "glance", "stood_out", "record_id", "id"),
            sqlite_where=sql(WAITS_FOR_A_GLANCE),
            postgresql_where=sql(WAITS_FOR_A_GLANCE),
        ),
    )

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    reading_id: Mapped[int] = mapped_column(ForeignKey("readings.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    form_page: Mapped[int] = mapped_column(server_default="1")
    type: Mapped[str] = mapped_column(String(32))
    sensitivity: Mapped[Sensitivity] = mapped_column(code_of(Sensitivity))
    verification: Mapped[Verification] = mapped_column(code_of(Verification), server_default="none")
    proof: Mapped[Proof] = mapped_column(code_of(Proof), server_default="unasked")
    box_mm: Mapped[list[Any]]
    value: Mapped[FieldValue] = mapped_column(Value, nullable=True)
    text: Mapped[str]
    confidence: Mapped[float]
    decision: Mapped[Decision] = mapped_column(code_of(Decision))
    reasons: Mapped[list[Any]]
    signs: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    glance: Mapped[str | None] = mapped_column(String(16))
    stood_out: Mapped[bool] = mapped_column(server_default=false())
    state: Mapped[FieldState] = mapped_column(code_of(FieldState))
    version: Mapped[int]


class CorrectionRow(OwnedRow):
    """A person's word on a field: who, when, before, after. The database itself refuses to change such a row.

    A second word (``look``) stands beside the value that it verifies and does not change it.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        UniqueConstraint("record_field_id", "version"),
        Index(None, "municipality_id", "at", "seconds"),
    )

    record_field_id: Mapped[int] = mapped_column(ForeignKey("record_fields.id"))
    version: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[CorrectionKind] = mapped_column(code_of(CorrectionKind))
    look: Mapped[Look] = mapped_column(code_of(Look), server_default="first")
    before_value: Mapped[FieldValue] = mapped_column(Value, nullable=True)
    before_text: Mapped[str]
    after_value: Mapped[FieldValue] = mapped_column(Value, nullable=True)
    after_text: Mapped[str]
    seconds: Mapped[float | None]
    """How long a person was at it, pauses cut short; absent where nobody measured."""
    keystrokes: Mapped[int | None]


class ClaimRow(OwnedRow):
    """Who holds a record. The row stays when the claim ends, so that ``token`` never falls back."""

    __tablename__ = "claims"
    __table_args__ = (Index(None, "municipality_id", "expires_at"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    token: Mapped[int]
    minutes: Mapped[int]
    expires_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    """Since when its account holds the record without a break; absent for claims of older releases."""


class ExportRow(OwnedRow):
    """A file that left the house; ``key`` is the caller's, so that a replay gives the same export."""

    __tablename__ = "exports"
    __table_args__ = (UniqueConstraint("municipality_id", "key"),)

    key: Mapped[str] = mapped_column(String(128))
    form: Mapped[str] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(16))
    encoding: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    record_count: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    """Who ordered it; absent for the command line."""
    at: Mapped[datetime]


class ExportRecordRow(OwnedRow):
    """A record's place in an export, counted from 0."""

    __tablename__ = "export_records"
    __table_args__ = (UniqueConstraint("export_id", "record_id"),)

    export_id: Mapped[int] = mapped_column(ForeignKey("exports.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), index=True)
    position: Mapped[int]
