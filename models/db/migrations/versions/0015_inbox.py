"""What is told of a file beside its bytes, and in which watched folder it lies until it was moved away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

LYING = "lies_in IS NOT NULL"


def upgrade() -> None:
    for column in (
        sa.Column("form_hint", sa.String(length=64), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("lies_in", sa.String(), nullable=True),
    ):
        op.add_column("submissions", column)
    op.create_index(
        "ix_submissions_lying",
        "submissions",
        ["municipality_id", "sha256"],
        sqlite_where=sa.text(LYING),
        postgresql_where=sa.text(LYING),
    )
