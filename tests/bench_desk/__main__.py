"""``make bench-desk``: how quickly the desk answers a key, and the server a page, in a database of a large town.

Everything is real: the program in a process of its own, its database on disk, Debian's Chromium. Times mean something
on a quiet machine only, so every table tells how busy it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.tables import AccountRow
from pipeline.settings import Settings
from tests.api.town import desk_settings, settle_people
from tests.bench_desk.crowd import Crowd
from tests.bench_desk.doors import door_times
from tests.bench_desk.figures import Times, as_json, load_of_the_machine, table
from tests.bench_desk.pour import pour
from tests.bench_desk.serving import serving
from tests.bench_desk.sheets import front_pages
from tests.bench_desk.stops import hand_in_whole, stop_times
from tests.postgres import postgres_server

SEED = 20261126
PARTS = ("stops", "sqlite", "postgresql")


def main() -> None:
    """Print a table for each part; exit with 1 where a goal is missed."""
    asked = _asked()
    told: list[dict[str, object]] = []
    reached = True
    for part in asked.part or PARTS:
        title, rows = MEASURED[part](asked)
        reached = reached and all(row.is_reached for row in rows)
        told.append({"part": part, "title": title, "machine": load_of_the_machine(), "rows": [*map(as_json, rows)]})
        sys.stdout.write(table(title, rows) + "\n")
        sys.stdout.flush()
    if asked.json:
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if reached else 1)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-desk", description=__doc__)
    parser.add_argument("--part", choices=PARTS, action="append", help="all where absent")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--fields", type=int, default=10, help="fields a record")
    parser.add_argument("--requests", type=int, default=200, help="times that each door is asked")
    parser.add_argument("--whole", type=int, default=44, help="records that are gone through on the desk")
    parser.add_argument("--latency", type=float, default=20.0, help="ms added to each request")
    parser.add_argument("--pause", type=float, default=300.0, help="ms from a stop's picture to the next key")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    return parser.parse_args()


def _stops(asked: argparse.Namespace) -> tuple[str, Sequence[Times]]:
    with _town(asked, None) as (settings, database, here):
        hand_in_whole(database, settings, here, asked.whole + 1, asked.seed)  # the last one is only come to
        rows = stop_times(settings, asked.whole, asked.latency, asked.pause)
    title = (
        f"From key to next stop painted, {asked.records:,} records in SQLite, {asked.latency:.0f} ms added to each "
        f"request, a key {asked.pause:.0f} ms after each picture (ms)"
    )
    return title, rows


def _doors(asked: argparse.Namespace, name: str, url: str | None) -> tuple[str, Sequence[Times]]:
    forms = tuple(template.form for template in front_pages())
    with _town(asked, url) as (settings, _, _), serving(settings) as port:
        rows = door_times(port, asked.requests, forms)
    return f"Server, {asked.records * asked.fields:,} fields in {name}, loopback included (ms)", rows


def _sqlite(asked: argparse.Namespace) -> tuple[str, Sequence[Times]]:
    return _doors(asked, "SQLite", None)


def _postgresql(asked: argparse.Namespace) -> tuple[str, Sequence[Times]]:
    with postgres_server() as server:
        server.run("CREATE DATABASE bench")
        return _doors(asked, "PostgreSQL", server.url("bench"))


MEASURED = {"stops": _stops, "sqlite": _sqlite, "postgresql": _postgresql}


@contextmanager
def _town(asked: argparse.Namespace, url: str | None) -> Iterator[tuple[Settings, Database, int]]:
    """A full town in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = desk_settings(Path(folder), SecretStr(url) if url else None)  # type: ignore[arg-type]
        settings.data_dir.mkdir(parents=True)
        engine = make_engine(settings.sqlalchemy_url)
        migrate(engine)
        database = Database(engine)
        here = settle_people(database, settings)
        with database.read() as session:
            account = session.scalars(select(AccountRow.id).filter_by(username="suzuki")).one()
        start = time.perf_counter()
        pour(Crowd(asked.records, asked.fields, here, account, asked.seed), settings.sqlalchemy_url)
        sys.stderr.write(f"{asked.records:,} records poured in {time.perf_counter() - start:.0f} s\n")
        yield settings, database, here
        database.close()


if __name__ == "__main__":
    main()
