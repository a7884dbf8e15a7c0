"""Alembic's entry: runs inside the transaction that ``models.db.migrate`` opened."""

from __future__ import annotations

from alembic import context

from models.db.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,  # SQLite can undo table changes too, since we send BEGIN ourselves
)
with context.begin_transaction():
    context.run_migrations()
