"""A private PostgreSQL server for the tests: its own folder, its own socket, no port, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

DURABILITY_OFF = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""The tests' server may forget everything in a power cut; that makes it quick."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server, reached through the socket in ``folder``."""

    folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        where = URL.create("postgresql+psycopg", username="postgres", database=database)
        return where.update_query_dict({"host": str(self.folder)}).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        """Run one statement of administration, such as CREATE DATABASE."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def start(self) -> None:
        """Begin to serve; it stays until ``crash``, or the end."""
        settings = "".join(f" -c {setting}" for setting in DURABILITY_OFF)
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'{settings}"
        data, log = self.folder / "data", self.folder / "log"
        _run([_programs() / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"])

    def crash(self) -> None:
        """End at once, in the middle of everything."""
        _run([_programs() / "pg_ctl", "-D", self.folder / "data", "-w", "-m", "immediate", "stop"])


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server of Debian's PostgreSQL and stop it at the end.

    As root it runs as the user ``postgres``: the server itself refuses root.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-pg-"))  # short: a socket's path has at most 107 bytes
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _run(
            [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]
        )
        server = PostgresServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("the tests need PostgreSQL: apt-get install postgresql")
    return found[-1].parent


def _run(command: Sequence[str | Path]) -> None:
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_owner, *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        cwd="/",
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout}")
