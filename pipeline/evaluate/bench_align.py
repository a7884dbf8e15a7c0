"""``make bench-align``: made pages laid by the program, held against the truth they were made with. One table.

Pages are made and laid one at a time in two processes, each with one thread; timings come last, alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.evaluate.bench_align_cases import Group, Row, defect_rows, level_rows
from pipeline.evaluate.bench_align_judge import Judged, Said, judge
from pipeline.evaluate.bench_align_pictures import write_picture
from pipeline.evaluate.bench_align_speed import Speed, measure
from pipeline.evaluate.bench_align_strangers import stranger_rows, twin_rows
from pipeline.evaluate.bench_align_table import HEAD, as_json, as_text, line_of, reached, speed_as_text
from pipeline.threads import one_thread_inside

SEED = 20261125
_PROCESSES = 2
_PAGES_A_JOB = 8
_TIMED_PAGES = 80
_SAVE_ABOVE_MM = 0.8


@dataclass(frozen=True, slots=True)
class Job:
    """Some pages of one row, made and laid by one process."""

    row: str
    seed: int
    numbers: tuple[int, ...]
    save: Path | None


def rows() -> tuple[Row, ...]:
    """Every row of the table, in its order."""
    return (*level_rows(), *defect_rows(), *stranger_rows(), *twin_rows())


def run_job(job: Job) -> list[Judged]:
    """Make and lay the job's pages, one in memory at a time."""
    row = next(row for row in rows() if row.name == job.row)
    judged = []
    for number in job.numbers:
        case = row.make(job.seed, number)
        page, outcome = judge(row.name, number, case)
        judged.append(page)
        if job.save is not None and _is_bad(row, page):
            write_picture(job.save, page, case, outcome)
    return judged


def _is_bad(row: Row, page: Judged) -> bool:
    """Whether people want to look at it: wrong, or a form of ours that was refused or lies badly."""
    if row.group in {Group.LEVEL, Group.DEFECT}:
        return page.said is not Said.RIGHT or bool((page.errors_mm > _SAVE_ABOVE_MM).any())
    return page.said not in {Said.RIGHT, Said.REFUSED}


def bench(chosen: Sequence[Row], seed: int, pages: int | None, save: Path | None) -> Iterator[tuple[Row, list[Judged]]]:
    """Each row with its pages judged, in order."""
    with ProcessPoolExecutor(_PROCESSES, initializer=one_thread_inside) as pool:
        waiting = []
        for row in chosen:
            numbers = range(row.pages if pages is None else pages)
            jobs = [
                Job(row.name, seed, tuple(numbers[i : i + _PAGES_A_JOB]), save)
                for i in range(0, len(numbers), _PAGES_A_JOB)
            ]
            waiting.append((row, [pool.submit(run_job, job) for job in jobs]))
        for row, futures in waiting:
            yield row, [page for future in futures for page in future.result()]


def main() -> None:
    """Print the table; 1 where a figure is missed."""
    options = _options()
    chosen = [row for row in rows() if options.only is None or options.only in row.name]
    _say(f"seed {options.seed}\n{HEAD}")
    lines = []
    for row, judged in bench(chosen, options.seed, options.pages, options.save):
        lines.append(line_of(row, judged))
        _say(as_text(lines[-1]))
    speeds = _timings(options) if options.only in {None, "speed"} else ()
    if options.json is not None:
        told = {"seed": options.seed, "rows": [*map(as_json, lines)], "speeds": [*map(as_json, speeds)]}
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(0 if all(line.reached for line in lines) and all(map(reached, speeds)) else 1)


def _timings(options: argparse.Namespace) -> tuple[Speed, ...]:
    pages = _TIMED_PAGES if options.pages is None else options.pages
    with tempfile.TemporaryDirectory() as folder:
        speeds = measure(Path(folder), options.forms, pages, options.seed)
    for speed in speeds:
        _say(speed_as_text(speed))
    return speeds


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-align", description=__doc__)
    parser.add_argument("--pages", type=int, help="pages a row, instead of each row's own number")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same pages")
    parser.add_argument("--only", help="rows whose name holds these words; `speed` for the timings")
    parser.add_argument("--forms", type=int, default=500, help="forms in the second timing")
    parser.add_argument("--json", type=Path, help="write the table as JSON, too")
    parser.add_argument("--save", type=Path, help="write pictures of the bad pages to this folder")
    return parser.parse_args()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
