"""Files of exports that are to be written, noted in the transaction that marks their records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("export_id", ID, nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("token", ID, nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", ID, nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.String(length=32), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name="fk_deliveries_export_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_deliveries_municipality_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("export_id", name="uq_deliveries_export_id"),
    )
    op.create_index("ix_deliveries_municipality_id", "deliveries", ["municipality_id"])
    op.create_index(
        "ix_deliveries_pending", "deliveries", ["municipality_id"], sqlite_where=PENDING, postgresql_where=PENDING
    )
