"""Records of several pages: which pages belong to a record, and on which page of its form a field stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("pages", sa.Column("form_page", ID, nullable=True))
    op.execute("UPDATE pages SET form_page = 1 WHERE status = 'read'")
    op.add_column("record_fields", sa.Column("form_page", ID, nullable=False, server_default="1"))
    op.create_table(
        "record_pages",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("page_id", ID, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_record_pages_municipality_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_record_pages_page_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_record_pages_record_id"),
        sa.PrimaryKeyConstraint("id", name="pk_record_pages"),
        sa.UniqueConstraint("page_id", name="uq_record_pages_page_id"),
        sa.UniqueConstraint("record_id", "position", name="uq_record_pages_record_id_position"),
    )
    op.create_index("ix_record_pages_municipality_id", "record_pages", ["municipality_id"])
    op.execute(
        "INSERT INTO record_pages (municipality_id, record_id, page_id, position)"
        " SELECT municipality_id, id, page_id, 0 FROM records ORDER BY id"
    )
