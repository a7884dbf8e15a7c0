"""What people say of refused pages and files; insert-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rulings",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("submission_id", ID, nullable=True),
        sa.Column("page_id", ID, nullable=True),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("template_version", sa.String(length=32), nullable=True),
        sa.Column("record_id", ID, nullable=True),
        sa.CheckConstraint("(submission_id IS NULL) <> (page_id IS NULL)", name="ck_rulings_one_place"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_rulings_account_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name="fk_rulings_municipality_id"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_rulings_page_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_rulings_record_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_rulings_submission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rulings"),
    )
    for column in ("municipality_id", "submission_id", "page_id", "account_id", "record_id"):
        op.create_index(f"ix_rulings_{column}", "rulings", [column])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER rulings_insert_only BEFORE UPDATE ON rulings "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()"
        )
    else:
        op.execute(
            "CREATE TRIGGER rulings_insert_only BEFORE UPDATE ON rulings "
            "BEGIN SELECT RAISE(ABORT, 'rulings is insert-only'); END"
        )
