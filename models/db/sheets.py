"""What came in: batches, scans, and what became of each page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import OwnedRow
from models.db.states import PageStatus, RulingKind
from models.db.types import Sha256, Urgency, code_of
from models.problem import ProblemCode
from models.record import Lane
from models.scan import MediaType

_UNREAD = text("digitised_at IS NULL")
"""The few among all scans that are looked for all the time."""


class BatchRow(OwnedRow):
    """Sheets taken in together; ``key`` is the caller's, so that a replay finds the same batch."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("municipality_id", "key"),)

    key: Mapped[str] = mapped_column(String(128))
    name: Mapped[str]
    lane: Mapped[Lane] = mapped_column(Urgency, server_default="1")
    opened_at: Mapped[datetime]


class ScanRow(OwnedRow):
    """One file as it came, once for a municipality however often it is handed in."""

    __tablename__ = "scans"
    __table_args__ = (
        UniqueConstraint("municipality_id", "sha256"),
        Index("ix_scans_unread", "lane", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_scans_unread_here", "municipality_id", "lane", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    sha256: Mapped[str] = mapped_column(Sha256)
    media_type: Mapped[MediaType] = mapped_column(code_of(MediaType))
    size_bytes: Mapped[int]
    page_count: Mapped[int]
    lane: Mapped[Lane] = mapped_column(Urgency, server_default="1")
    """The most urgent of those in which it was handed in."""
    received_at: Mapped[datetime]
    digitised_at: Mapped[datetime | None]
    """Set in the transaction that stores the pages: the mark of a scan that is done."""


class SubmissionRow(OwnedRow):
    """A file handed in under a name; without a scan where the file is none.

    ``sha256`` is empty where the bytes could not be read; it stands for the scan in the unique key.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("batch_id", "sha256", "file_name"),
        Index(None, "municipality_id", "scan_id"),
        Index(None, "municipality_id", "at"),
        Index(
            "ix_submissions_lying",
            "municipality_id",
            "sha256",
            sqlite_where=text("lies_in IS NOT NULL"),
            postgresql_where=text("lies_in IS NOT NULL"),
        ),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scans.id"), index=True)
    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(Sha256)
    at: Mapped[datetime]
    form_hint: Mapped[str | None] = mapped_column(String(64))
    """The form that it was said to be: by its folder, or by its sidecar."""
    remark: Mapped[str | None]
    lies_in: Mapped[str | None]
    """The watched folder in which the file lies; empty once it was moved away."""


class PageRow(OwnedRow):
    """One side of paper. What alignment found is set only where the page was read.

    ``to_template`` holds the 3 × 3 matrix from page pixels to template millimetres, row by row; residuals are in
    millimetres; ``image_key`` names the aligned page in the vault.
    """

    __tablename__ = "pages"
    __table_args__ = (
        UniqueConstraint("scan_id", "number"),
        Index(None, "municipality_id", "status"),
        Index(None, "municipality_id", "stored_at"),
    )

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    number: Mapped[int]
    status: Mapped[PageStatus] = mapped_column(code_of(PageStatus))
    seconds: Mapped[float]
    form: Mapped[str | None] = mapped_column(String(64))
    template_version: Mapped[str | None] = mapped_column(String(32))
    form_page: Mapped[int | None]
    """Which page of the form it is, from 1."""
    to_template: Mapped[list[Any] | None]
    residual_median_mm: Mapped[float | None]
    residual_worst_mm: Mapped[float | None]
    image_key: Mapped[str | None] = mapped_column(Sha256)
    stored_at: Mapped[datetime]


class ProblemRow(OwnedRow):
    """Trouble with a page, or with a file that is no scan."""

    __tablename__ = "problems"
    __table_args__ = (CheckConstraint("(submission_id IS NULL) <> (page_id IS NULL)", name="one_place"),)

    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"), index=True)
    code: Mapped[ProblemCode] = mapped_column(code_of(ProblemCode))
    field: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, str]]
    at: Mapped[datetime]


class RulingRow(OwnedRow):
    """A person's word on a refused page, or on a file that is no scan. The database refuses to change such a row.

    ``form`` and ``template_version`` are what it is to be read as; ``record_id`` is the record that came of it, or that
    it is attached to.
    """

    __tablename__ = "rulings"
    __table_args__ = (
        CheckConstraint("(submission_id IS NULL) <> (page_id IS NULL)", name="one_place"),
        Index(None, "municipality_id", "kind"),
    )

    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[RulingKind] = mapped_column(code_of(RulingKind))
    form: Mapped[str | None] = mapped_column(String(64))
    template_version: Mapped[str | None] = mapped_column(String(32))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"), index=True)
