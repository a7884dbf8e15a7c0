"""``make bench-night``: a night's pile, all in, beside what the recogniser alone takes, and as a town grows.

Everything is real: the program in processes of its own, its databases and its images on disk. Parts: ``pile`` (a long
night), ``growth`` (the same pages with more and more documents in the database), ``same`` (threads, Dask's workers,
SQLite and PostgreSQL: the same records), ``counter`` (sheets handed in meanwhile), ``crash`` (200 kills).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from pipeline.settings import Settings
from tests.api.town import desk_settings, settle_people
from tests.bench_desk.crowd import Crowd
from tests.bench_desk.figures import table
from tests.bench_desk.pour import pour
from tests.bench_night.bound import machine, recogniser_seconds_a_page
from tests.bench_night.counter import counter_times
from tests.bench_night.crash import kill_nights
from tests.bench_night.pages import pages_of
from tests.bench_night.run import Run, ingest
from tests.bench_night.same import copies, digest, everything, export_of
from tests.postgres import postgres_server

SEED = 20261126
WORKERS = 2
PEAK = 17_000
SIZES = (100, 1_000, 10_000)


def main() -> None:
    """Print each part's figures; exit with 1 where one of them is not as it should be."""
    parser = argparse.ArgumentParser(prog="make bench-night", description=__doc__)
    parser.add_argument("--part", choices=list(PARTS), action="append", help="all where absent")
    parser.add_argument("--pages", type=int, default=2000, help="of the pile")
    parser.add_argument("--few", type=int, default=48, help="pages of each run of growth and same")
    parser.add_argument("--kills", type=int, default=200, help="of crash")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, help="folder to keep the generated pages in")
    parser.add_argument("--glyphs", type=Path, help="folder with real people's digits, hiragana and marks")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        asked.keep = asked.keep or Path(scratch) / "pages"
        asked.scratch = Path(scratch)
        sound = [PARTS[part](asked) for part in asked.part or PARTS]
    sys.exit(0 if all(sound) else 1)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _paths(asked: argparse.Namespace, count: int) -> list[Path]:
    return pages_of(asked.keep, count, asked.seed, asked.glyphs)


@contextmanager
def _site(asked: argparse.Namespace, name: str, url: str | None = None) -> Iterator[Settings]:
    settings = desk_settings(asked.scratch / name)
    settings = settings.model_copy(update={"workers": WORKERS, "database_url": SecretStr(url) if url else None})
    database = Database(make_engine(settings.sqlalchemy_url))
    migrate(database.engine)
    settle_people(database, settings)
    database.close()
    yield settings


def _pile(asked: argparse.Namespace) -> bool:
    paths = _paths(asked, asked.pages)
    _say(f"\na pile of {len(paths)} pages of four forms, {WORKERS} workers, SQLite  [{machine()}]")
    best = recogniser_seconds_a_page(paths[:200], WORKERS)
    folder = copies(paths, asked.scratch / "pile")
    with _site(asked, "pile-site") as settings:
        run = ingest([folder], settings, "pile")
        share = best / run.seconds_a_page
        first, last = run.memory_of(100, len(paths) // 2), run.memory_of(len(paths) // 2, len(paths) - 1)
    _say(f"all in                      {run.seconds_a_page:.3f} s a page  ({run.seconds:.0f} s; goal 0.4)")
    _say(f"reading and storing         {run.steady_seconds_a_page:.3f} s a page")
    _say(f"the recogniser alone        {best:.3f} s a page: {share:.0%} of the run (goal 70 %)")
    _say(f"memory of all processes     {first:.0f} MB, later {last:.0f} MB: {last / max(first, 1) - 1:+.1%} (goal 5 %)")
    _say(f"{PEAK} pages, a year's peak  {PEAK * run.seconds_a_page / 3600:.1f} h")
    return run.pages == len(paths) and run.seconds_a_page <= 0.4 and share >= 0.7 and last <= 1.05 * first


def _growth(asked: argparse.Namespace) -> bool:
    paths = _paths(asked, asked.few)
    _say(f"\ncost as work grows: {len(paths)} pages with so many documents in SQLite already  [{machine()}]")
    took: dict[int, Run] = {}
    for size in SIZES:
        with _site(asked, f"growth-{size}") as settings:
            pour(Crowd(size, 40, 1, 1, asked.seed), settings.sqlalchemy_url)
            took[size] = ingest([copies(paths, asked.scratch / f"few-{size}")], settings, "few")
        ratio = took[size].steady_seconds_a_page / took[SIZES[0]].steady_seconds_a_page
        _say(f"{size:>7} documents  {took[size].steady_seconds_a_page:.3f} s a page  {ratio - 1:+.1%}")
    steady = [run.steady_seconds_a_page for run in took.values()]
    return max(steady) <= 1.1 * steady[0]


def _same(asked: argparse.Namespace) -> bool:
    paths = _paths(asked, asked.few)
    _say(f"\nthe same {len(paths)} pages  [{machine()}]")
    told: dict[str, tuple[str, str]] = {}
    with postgres_server() as server:
        server.run("CREATE DATABASE night")
        ways: Mapping[str, tuple[str | None, dict[str, str]]] = {
            "threads, SQLite": (None, {}),
            "Dask, 1 worker, SQLite": (None, {"MADOGUCHI_DASK": "local", "MADOGUCHI_WORKERS": "1"}),
            "Dask, 2 workers, SQLite": (None, {"MADOGUCHI_DASK": "local", "MADOGUCHI_WORKERS": "2"}),
            "Dask, 2 workers, PostgreSQL": (server.url("night"), {"MADOGUCHI_DASK": "local", "MADOGUCHI_WORKERS": "2"}),
        }
        for number, (name, (url, more)) in enumerate(ways.items()):
            with _site(asked, f"same-{number}", url) as settings:
                run = ingest([copies(paths, asked.scratch / f"same-pages-{number}")], settings, "same", **more)
                told[name] = digest(everything(settings)), digest(export_of(settings))
            _say(
                f"{name:<30} {run.steady_seconds_a_page:.3f} s a page  records {told[name][0]}  export {told[name][1]}"
            )
    return len(set(told.values())) == 1


def _counter(asked: argparse.Namespace) -> bool:
    paths = _paths(asked, 51 + 400)
    with _site(asked, "counter-site") as settings:
        times = counter_times(paths[:51], copies(paths[51:], asked.scratch / "counter-pile"), settings)
    _say(table("at the counter, ms", [times]))
    return times.is_reached


def _crash(asked: argparse.Namespace) -> bool:
    (asked.scratch / "crash").mkdir()
    told = kill_nights(
        asked.scratch / "crash", lambda n: f"sqlite:///{asked.scratch}/crash-{n}.sqlite3", asked.kills, asked.seed
    )
    _say(
        f"\nkill -9 at random moments, SQLite: {told.kills} kills in {told.nights} nights; {told.wrong} states that may"
    )
    _say(f"not be; {told.otherwise} exports other than the undisturbed one's  [{machine()}]")
    return told.wrong == told.otherwise == 0


PARTS: Mapping[str, Callable[[argparse.Namespace], bool]] = {
    "pile": _pile,
    "growth": _growth,
    "same": _same,
    "counter": _counter,
    "crash": _crash,
}

if __name__ == "__main__":
    main()
