"""``make bench``: generated pages from a stated seed, read by stock PaddleOCR in two ways and by the program.

The sheets are written in hands that nothing was fitted to. The readers see the same pages and run one after the other,
each in processes of its own, so that none finds warm what another has loaded.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from pipeline.evaluate.baselines import plain_crops, whole_page
from pipeline.evaluate.report import as_json, as_text
from pipeline.evaluate.run import Report, evaluate_folder
from pipeline.files import FileReader, read_file
from pipeline.paper.fonts import KEPT_BACK
from pipeline.paper.hands import Writers
from pipeline.paper.real_hands import load_real_hands
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import settings
from pipeline.workbench import open_workbench

PAGES = 200
SEED = 20261122
LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)

READERS: Mapping[str, FileReader] = {"whole-page": whole_page, "plain-crops": plain_crops, "madoguchi": read_file}
"""In the order in which they run."""


def main() -> None:
    """Print a table for each level and reader, and of all levels; or with ``--json`` one object a line."""
    asked = _asked()
    levels, readers = asked.level or LEVELS, asked.reader or READERS
    together: dict[str, Report] = {}
    writers = Writers(KEPT_BACK, load_real_hands(asked.glyphs) if asked.glyphs else None)
    for level in levels:
        with tempfile.TemporaryDirectory() as folder:
            write_samples(settings().templates_dir, None, asked.pages, level, asked.seed, Path(folder), writers)
            for reader in readers:
                report = _measured(reader, Path(folder))
                together[reader] = together[reader].with_more(report) if reader in together else report
                _print(asked.seed, level, reader, writers, report, as_object=asked.json)
    for reader in readers if len(levels) > 1 else ():
        _print(asked.seed, "all", reader, writers, together[reader], as_object=asked.json)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="pages a level")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--level", type=Level, action="append", help="scan, photo or fax; all where absent")
    parser.add_argument("--reader", choices=list(READERS), action="append", help="all where absent")
    parser.add_argument("--glyphs", type=Path, help="folder with real people's digits, hiragana and marks")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser.parse_args()


def _measured(reader: str, folder: Path) -> Report:
    return evaluate_folder(folder, partial(open_workbench, settings()), settings().workers, READERS[reader])


def _print(seed: int, level: str, reader: str, writers: Writers, report: Report, *, as_object: bool) -> None:
    if as_object:
        case = {"reader": reader, "level": str(level), "seed": seed, "glyphs": writers.real is not None}
        sys.stdout.write(json.dumps(case | as_json(report)) + "\n")
    else:
        glyphs = ", real glyphs mixed in" if writers.real else ""
        sys.stdout.write(f"\n{reader}, level {level}, seed {seed}{glyphs}\n{as_text(report)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
