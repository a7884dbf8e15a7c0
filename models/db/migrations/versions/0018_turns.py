"""Turns at reading any scan, not only one of the counter; how urgent a scan is, beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNREAD = sa.text("digitised_at IS NULL")
HERE = ["municipality_id", "lane", "id"]
KEPT = "id, municipality_id, scan_id, token, tries, stage, pages_done, expires_at, failure, handed_over_at"


def upgrade() -> None:
    op.create_table(
        "turns",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("scan_id", ID, nullable=False),
        sa.Column("token", ID, nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tries", ID, nullable=False),
        sa.Column("lapses", ID, nullable=False, server_default="0"),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("pages_done", ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(length=32), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_turns_municipality_id"),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name="fk_turns_scan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("scan_id", name="uq_turns_scan_id"),
    )
    op.execute(f"INSERT INTO turns ({KEPT}) SELECT {KEPT} FROM counter_scans")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('turns', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM turns))")
    op.drop_table("counter_scans")
    op.create_index("ix_turns_municipality_id", "turns", ["municipality_id"])
    _tell_scans_their_lane()


def _tell_scans_their_lane() -> None:
    """The most urgent of those in which the scan was handed in."""
    op.add_column("scans", sa.Column("lane", sa.SmallInteger(), nullable=False, server_default="1"))
    op.execute(
        "UPDATE scans SET lane = 0 WHERE id IN (SELECT submissions.scan_id FROM submissions"
        " JOIN batches ON batches.id = submissions.batch_id WHERE batches.lane = 0)"
    )
    op.drop_index("ix_scans_unread", "scans")
    for name, columns in (("ix_scans_unread", ["lane", "id"]), ("ix_scans_unread_here", HERE)):
        op.create_index(name, "scans", columns, sqlite_where=UNREAD, postgresql_where=UNREAD)
