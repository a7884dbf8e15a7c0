"""Batches, scans, submissions, pages, problems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_batches_municipality_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("municipality_id", "key", name="uq_batches_municipality_id_key"),
    )
    op.create_index("ix_batches_municipality_id", "batches", ["municipality_id"])
    op.create_table(
        "scans",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size_bytes", ID, nullable=False),
        sa.Column("page_count", ID, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digitised_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_scans_municipality_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
        sa.UniqueConstraint("municipality_id", "sha256", name="uq_scans_municipality_id_sha256"),
    )
    op.create_index("ix_scans_municipality_id", "scans", ["municipality_id"])
    op.create_table(
        "submissions",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("scan_id", ID, nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_submissions_batch_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_submissions_municipality_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_submissions_scan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("batch_id", "sha256", "file_name", name="uq_submissions_batch_id_sha256_file_name"),
    )
    op.create_index("ix_submissions_municipality_id", "submissions", ["municipality_id"])
    op.create_index("ix_submissions_scan_id", "submissions", ["scan_id"])
    op.create_table(
        "pages",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("scan_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("template_version", sa.String(length=32), nullable=True),
        sa.Column("to_template", sa.JSON(), nullable=True),
        sa.Column("residual_median_mm", sa.Double(), nullable=True),
        sa.Column("residual_worst_mm", sa.Double(), nullable=True),
        sa.Column("image_key", sa.String(length=64), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_pages_municipality_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_pages_scan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("scan_id", "number", name="uq_pages_scan_id_number"),
    )
    op.create_index("ix_pages_municipality_id", "pages", ["municipality_id"])
    op.create_table(
        "problems",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("submission_id", ID, nullable=True),
        sa.Column("page_id", ID, nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(submission_id IS NULL) <> (page_id IS NULL)", name="ck_problems_one_place"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_problems_municipality_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_problems_page_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_problems_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_problems"),
    )
    op.create_index("ix_problems_municipality_id", "problems", ["municipality_id"])
    op.create_index("ix_problems_page_id", "problems", ["page_id"])
    op.create_index("ix_problems_submission_id", "problems", ["submission_id"])
