"""Bringing a database to the newest tables; safe when several processes start at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from models.errors import StoreFault

LOCK = 0x4D41444F
"""Number of the PostgreSQL advisory lock that lets one process migrate at a time."""

_ONE_THREAD = Lock()  # Alembic keeps its context in a module


def migrate(engine: Engine) -> None:
    """Run every missing migration in one transaction; a second process waits for the first and then does nothing.

    StoreFault where the database is out of reach or refuses a migration; nothing is changed then.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _told(), _ONE_THREAD, engine.begin() as connection:  # on SQLite this takes the write lock
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _told() -> Iterator[None]:
    """The driver's own words as StoreFault: no row is touched here, so they name no resident."""
    try:
        yield
    except DBAPIError as error:
        raise StoreFault(f"the database cannot be opened: {str(error.orig).splitlines()[0]}") from None
