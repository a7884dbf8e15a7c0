"""Who goes on with a run shows a token; what the recogniser alone would have taken was never measured."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("runs", sa.Column("token", ID, nullable=False, server_default="1"))
    op.drop_column("runs", "bound_seconds")
