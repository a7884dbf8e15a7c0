"""Sheets at the counter: who reads each, how far that is; and the ways to today's sheets and to what is unread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNREAD = sa.text("digitised_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "counter_scans",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("scan_id", ID, nullable=False),
        sa.Column("token", ID, nullable=False),
        sa.Column("tries", ID, nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("pages_done", ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(length=32), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_counter_scans_municipality_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_counter_scans_scan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_counter_scans"),
        sa.UniqueConstraint("scan_id", name="uq_counter_scans_scan_id"),
    )
    op.create_index("ix_counter_scans_municipality_id", "counter_scans", ["municipality_id"])
    op.create_index("ix_submissions_municipality_id_at", "submissions", ["municipality_id", "at"])
    op.create_index("ix_scans_unread", "scans", ["municipality_id", "id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
