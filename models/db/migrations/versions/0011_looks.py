"""A second person verifies some fields, a third decides where they differ."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDED = (
    ("records", "look", "first"),
    ("record_fields", "verification", "none"),
    ("record_fields", "proof", "unasked"),
    ("corrections", "look", "first"),
    ("skips", "look", "first"),
)
BLIND = (
    "UPDATE record_fields SET verification = 'blind' WHERE (type IN ('my_number', 'account_number') OR sensitivity ="
    " 'my_number' AND type NOT IN ('seal', 'signature', 'office'))"
    " AND record_id IN (SELECT id FROM records WHERE status IN ('draft', 'in_review'))"
)
"""What templates mean from now on where they say nothing, for records that nobody has finished yet."""


def upgrade() -> None:
    for table, column, default in ADDED:
        op.add_column(table, sa.Column(column, sa.String(length=32), server_default=default, nullable=False))
    op.execute(BLIND)
    own = (
        sa.Column("look", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", ID, nullable=False),
    )
    _create("looks", ("record_id", "version"), own)
    _create("barred", ("record_id", "account_id"), ())
    _refuse_updates("looks")


def _create(table: str, unique: tuple[str, str], own: tuple[sa.schema.SchemaItem, ...]) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        *own,
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=f"fk_{table}_account_id"),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipalities.id"], name=f"fk_{table}_municipality_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=f"fk_{table}_record_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint(*unique, name=f"uq_{table}_{'_'.join(unique)}"),
    )
    for column in ("municipality_id", "account_id"):
        op.create_index(f"ix_{table}_{column}", table, [column])


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
