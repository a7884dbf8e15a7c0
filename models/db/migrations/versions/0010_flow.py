"""Urgent records first; why records were put aside, notes on them; how long answers took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
QUEUE = ("municipality_id", "status", "lane", "received_at", "id")


def upgrade() -> None:
    for table in ("batches", "records"):
        op.add_column(table, sa.Column("lane", sa.SmallInteger(), server_default="1", nullable=False))
    op.drop_index("ix_records_municipality_id_status_received_at_id", "records")
    op.create_index(f"ix_records_{'_'.join(QUEUE)}", "records", list(QUEUE))
    op.add_column("corrections", sa.Column("seconds", sa.Double(), nullable=True))
    op.add_column("corrections", sa.Column("keystrokes", ID, nullable=True))
    said: tuple[tuple[str, list[sa.schema.SchemaItem], tuple[str, ...]], ...] = (
        ("skips", [sa.Column("reason", sa.String(length=32), nullable=False)], ()),
        (
            "notes",
            [
                sa.Column("field_key", sa.String(length=64), nullable=True),
                sa.Column("answers_id", ID, nullable=True),
                sa.ForeignKeyConstraint(["answers_id"], ["notes.id"], name="fk_notes_answers_id"),
            ],
            ("answers_id",),
        ),
    )
    for table, own, indexed in said:
        _create(table, own)
        for column in ("municipality_id", "account_id", *indexed):
            op.create_index(f"ix_{table}_{column}", table, [column])
        _refuse_updates(table)


def _create(table: str, own: list[sa.schema.SchemaItem]) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        *own,
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=f"fk_{table}_account_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name=f"fk_{table}_municipality_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=f"fk_{table}_record_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("record_id", "key", name=f"uq_{table}_record_id_key"),
    )


def _refuse_updates(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
        )
