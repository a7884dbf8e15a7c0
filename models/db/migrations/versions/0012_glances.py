"""Answers that can be judged at a glance, among many of their kind. What was read before is answered on the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

WAITS = sa.text("state = 'open' AND glance IS NOT NULL")


def upgrade() -> None:
    op.add_column("record_fields", sa.Column("glance", sa.String(length=16), nullable=True))
    op.add_column("record_fields", sa.Column("stood_out", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_record_fields_glance",
        "record_fields",
        ["municipality_id", "glance", "stood_out", "record_id", "id"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
