"""``make bench-hostile``: thousands of damaged and malicious files go through the inbox; each must end with a word.

Prints, by kind, what became of them and how long the worst took. Ends with 1 where the run stumbled over one, where a
file is not accounted for, or where one was refused without a reason.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from models.db.states import PageStatus
from models.db.tables import PageRow, ProblemRow, SubmissionRow
from models.errors import Defect
from pipeline.digitise import digitise
from pipeline.evaluate.hostile import written
from pipeline.evaluate.hostile_corpus import hostile_files
from pipeline.evaluate.inbox_run import InboxRun
from pipeline.intake.open_scan import name_of
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store.turns import Turn, take_turns
from pipeline.store.unread import Sought

SEED = 20261126


@dataclass
class Kind:
    """What became of the files of one kind; seconds are of the slowest file, in taking in and in reading."""

    files: int = 0
    unaccounted: int = 0
    failed: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    taking_s: float = 0.0
    reading_s: float = 0.0


def run(share: float, seed: int, folder: Path, decode_seconds: int) -> Mapping[str, Kind]:
    """Put the corpus into an inbox, take all of it in, and read what can be read."""
    chosen = Settings(data_dir=folder / "var", decode_seconds=decode_seconds)
    site, inbox = open_site(chosen), folder / "inbox" / chosen.municipality
    inbox.mkdir(parents=True)
    names = {name_of(Path(name)): kind for name, kind in written(inbox, hostile_files(seed, share)).items()}
    took = InboxRun(folder / "inbox", site)
    took.until_nothing_is_left()
    kinds: dict[str, Kind] = {kind: Kind() for kind in names.values()}
    for name, kind in names.items():
        kinds[kind].files += 1
        kinds[kind].taking_s = max(kinds[kind].taking_s, took.seconds.get(name, 0.0))
        kinds[kind].failed += name in took.defects
    _account(site, names, kinds)
    return kinds


def _account(site: Site, names: Mapping[str, str], kinds: Mapping[str, Kind]) -> None:
    with site.database.read() as session:
        submissions = session.execute(select(SubmissionRow.file_name, SubmissionRow.id, SubmissionRow.scan_id)).all()
    left, turns = set(names), _turns(site)
    for name, submission_id, scan_id in submissions:
        left.discard(name)
        kind = kinds[names[name]]
        if scan_id is None:
            kind.refused.update(_reasons(site, ProblemRow.submission_id == submission_id) or ["NO REASON"])
        elif scan_id in turns:
            _read(site, turns.pop(scan_id), kind)
    for name in left:
        kinds[names[name]].unaccounted += 1


def _turns(site: Site) -> dict[int, Turn]:
    """The turn at each scan that is to be read."""
    turns: dict[int, Turn] = {}
    while True:
        with site.database.write() as session:
            taken = take_turns(session, Sought(), datetime.now(UTC), timedelta(hours=1), pages=1000)
        if not taken:
            return turns
        turns |= {turn.scan_id: turn for turn in taken}


def _read(site: Site, turn: Turn, kind: Kind) -> None:
    start = perf_counter()
    try:
        digitise([turn], site)
    except Defect as error:
        kind.failed += 1
        kind.pages[str(error)] += 1
        return
    kind.reading_s = max(kind.reading_s, perf_counter() - start)
    with site.database.read() as session:
        pages = session.execute(select(PageRow.id, PageRow.status).filter_by(scan_id=turn.scan_id)).all()
    for page_id, status in pages:
        if status is PageStatus.REFUSED:
            kind.pages.update(_reasons(site, ProblemRow.page_id == page_id)[:1] or ["NO REASON"])
        else:
            kind.pages[status] += 1


def _reasons(site: Site, where: object) -> list[str]:
    with site.database.read() as session:
        return [str(code) for code in session.scalars(select(ProblemRow.code).where(where).order_by(ProblemRow.id))]  # type: ignore[arg-type]


def is_sound(kinds: Mapping[str, Kind]) -> bool:
    """Whether nothing stumbled, nothing was lost, and everything refused has a reason."""
    return not any(k.unaccounted or k.failed or "NO REASON" in {*k.refused, *k.pages} for k in kinds.values())


def _show(kinds: Mapping[str, Kind], seconds: float) -> None:
    table = Table("kind", "files", "files refused", "pages", "slowest, s", "failed", box=None)
    for column in (2, 3):
        table.columns[column].overflow = "fold"
    for name, kind in kinds.items():
        slowest = f"{kind.taking_s:.1f} + {kind.reading_s:.1f}"
        table.add_row(name, str(kind.files), _counts(kind.refused), _counts(kind.pages), slowest, str(kind.failed))
    console = Console(highlight=False, markup=False, width=150)
    console.print(table)
    files, failed = (sum(getattr(kind, what) for kind in kinds.values()) for what in ("files", "failed"))
    lost = sum(kind.unaccounted for kind in kinds.values())
    console.print(f"{files} files in {seconds:.0f} s: {failed} stumbled over, {lost} not accounted for")


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(prog="bench-hostile", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the 2,200 files")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--decode-seconds", type=int, default=10, help="time that a page may take here")
    parser.add_argument("--json", type=Path, help="file to write the same to")
    chosen = parser.parse_args(arguments)
    start = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        kinds = run(chosen.share, chosen.seed, Path(folder), chosen.decode_seconds)
    _show(kinds, perf_counter() - start)
    if chosen.json:
        chosen.json.write_text(json.dumps({name: vars(kind) for name, kind in kinds.items()}, indent=2), "utf-8")
    return 0 if is_sound(kinds) else 1


if __name__ == "__main__":
    sys.exit(main())
