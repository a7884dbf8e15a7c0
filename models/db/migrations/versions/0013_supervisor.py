"""What the supervisor's pages count by, and since when a record is held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

INDEXES = (
    ("records", ("municipality_id", "status", "form", "lane", "received_at")),
    ("records", ("municipality_id", "closed_at", "received_at")),
    ("corrections", ("municipality_id", "at", "seconds")),
    ("claims", ("municipality_id", "expires_at")),
    ("pages", ("municipality_id", "status")),
    ("submissions", ("municipality_id", "scan_id")),
    ("rulings", ("municipality_id", "kind")),
)


def upgrade() -> None:
    op.add_column("claims", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
