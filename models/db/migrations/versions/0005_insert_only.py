"""Readings and corrections cannot be changed, by the database's own hand."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = ("readings", "corrections")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$"
        )
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()"
            )
    else:
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_insert_only BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
            )
