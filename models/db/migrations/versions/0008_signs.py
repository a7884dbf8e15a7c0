"""What each confidence was computed from, so that it can be fitted anew to what people found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("record_fields", sa.Column("signs", sa.JSON(), nullable=True))
