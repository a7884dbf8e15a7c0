"""How each account likes the desk: size of its words, side of the paper."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("text_size", sa.String(length=32), nullable=False, server_default="usual"))
    op.add_column("accounts", sa.Column("paper_side", sa.String(length=32), nullable=False, server_default="left"))
