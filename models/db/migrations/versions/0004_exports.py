"""Exports and what was in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("encoding", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("record_count", ID, nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_exports_account_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_exports_municipality_id"),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sa.UniqueConstraint("municipality_id", "key", name="uq_exports_municipality_id_key"),
    )
    op.create_index("ix_exports_account_id", "exports", ["account_id"])
    op.create_index("ix_exports_municipality_id", "exports", ["municipality_id"])
    op.create_table(
        "export_records",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("export_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name="fk_export_records_export_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_export_records_municipality_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_export_records_record_id"),
        sa.PrimaryKeyConstraint("id", name="pk_export_records"),
        sa.UniqueConstraint("export_id", "record_id", name="uq_export_records_export_id_record_id"),
    )
    op.create_index("ix_export_records_municipality_id", "export_records", ["municipality_id"])
    op.create_index("ix_export_records_record_id", "export_records", ["record_id"])
