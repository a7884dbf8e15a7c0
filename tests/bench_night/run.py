"""One run of ``madoguchi ingest`` in a process of its own, watched from outside: time, pages, memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import func, select

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.tables import PageRow
from pipeline.settings import PROJECT_ROOT, Settings
from tests.bench_desk.serving import environment_of

LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Look:
    """At ``seconds`` after the start: pages stored, and the memory of all processes of the run together (MB)."""

    seconds: float
    pages: int
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Run:
    """``first`` is when the first page was stored: what came before is starting, and taking the files in."""

    seconds: float
    pages: int
    looks: tuple[Look, ...]

    @property
    def seconds_a_page(self) -> float:
        """All in: start, taking in, reading, storing."""
        return self.seconds / max(1, self.pages)

    @property
    def steady_seconds_a_page(self) -> float:
        """From the first page that was stored to the last."""
        going = [look for look in self.looks if look.pages]
        first, last = going[0], going[-1]
        return (last.seconds - first.seconds) / max(1, last.pages - first.pages)

    def memory_of(self, first: int, last: int) -> float:
        """The median memory (MB) while pages ``first`` to ``last`` were stored."""
        own = sorted(look.memory_mb for look in self.looks if first <= look.pages <= last)
        return own[len(own) // 2] if own else 0.0


def ingest(paths: Sequence[Path], settings: Settings, batch: str, **more: str) -> Run:
    """Take the files in and read them; an error where the run fails."""
    engine = make_engine(settings.sqlalchemy_url)
    migrate(engine)
    database = Database(engine)
    before = pages_in(database)
    environment = environment_of(settings) | {"MADOGUCHI_LANGUAGE": "en"} | more
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "ingest", "--batch", batch]
    start, looks = time.perf_counter(), []
    process = subprocess.Popen(
        [*command, *map(str, paths)], env=environment, cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL
    )
    whole = psutil.Process(process.pid)
    while process.poll() is None:
        time.sleep(LOOK_SECONDS)
        looks.append(Look(time.perf_counter() - start, pages_in(database) - before, _memory(whole)))
    seconds, pages = time.perf_counter() - start, pages_in(database) - before
    database.close()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"madoguchi ingest ended with {process.returncode}")
    return Run(seconds, pages, tuple(looks))


def pages_in(database: Database) -> int:
    """How many pages are stored."""
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(PageRow)).one()


def _memory(process: psutil.Process) -> float:
    """Memory that is its own or shared in parts (PSS), of the process and all that it started, in MB."""
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0.0
    for one in family:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 1e6
