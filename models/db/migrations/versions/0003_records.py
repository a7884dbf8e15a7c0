"""Readings, records, fields, corrections, claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("page_id", ID, nullable=False),
        sa.Column("field_key", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=128), nullable=False),
        sa.Column("template_version", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("ink", sa.Double(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("quad", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_readings_municipality_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_readings_page_id"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.UniqueConstraint(
            "page_id",
            "field_key",
            "engine",
            "template_version",
            name="uq_readings_page_id_field_key_engine_template_version",
        ),
    )
    op.create_index("ix_readings_municipality_id", "readings", ["municipality_id"])
    op.create_table(
        "records",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("page_id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("template_version", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", ID, nullable=True),
        sa.Column("reject_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by_id"], ["accounts.id"], name="fk_records_closed_by_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_records_municipality_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_records_page_id"),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
        sa.UniqueConstraint("page_id", name="uq_records_page_id"),
    )
    op.create_index("ix_records_municipality_id", "records", ["municipality_id"])
    op.create_index(
        "ix_records_municipality_id_status_received_at_id",
        "records",
        ["municipality_id", "status", "received_at", "id"],
    )
    op.create_table(
        "record_fields",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("reading_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("sensitivity", sa.String(length=32), nullable=False),
        sa.Column("box_mm", sa.JSON(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_record_fields_municipality_id"),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.id"], name="fk_record_fields_reading_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_record_fields_record_id"),
        sa.PrimaryKeyConstraint("id", name="pk_record_fields"),
        sa.UniqueConstraint("record_id", "key", name="uq_record_fields_record_id_key"),
    )
    op.create_index("ix_record_fields_municipality_id", "record_fields", ["municipality_id"])
    op.create_index("ix_record_fields_reading_id", "record_fields", ["reading_id"])
    op.create_table(
        "corrections",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("record_field_id", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("before_value", sa.JSON(), nullable=True),
        sa.Column("before_text", sa.String(), nullable=False),
        sa.Column("after_value", sa.JSON(), nullable=True),
        sa.Column("after_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_corrections_account_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_corrections_municipality_id"),
        sa.ForeignKeyConstraint(["record_field_id"], ["record_fields.id"], name="fk_corrections_record_field_id"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.UniqueConstraint("record_field_id", "version", name="uq_corrections_record_field_id_version"),
    )
    op.create_index("ix_corrections_account_id", "corrections", ["account_id"])
    op.create_index("ix_corrections_municipality_id", "corrections", ["municipality_id"])
    op.create_table(
        "claims",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("token", ID, nullable=False),
        sa.Column("minutes", ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_claims_account_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_claims_municipality_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_claims_record_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("record_id", name="uq_claims_record_id"),
    )
    op.create_index("ix_claims_account_id", "claims", ["account_id"])
    op.create_index("ix_claims_municipality_id", "claims", ["municipality_id"])
