"""``make bench``: 200 generated pages a level from a stated seed, read on this machine, counted against the truth."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pipeline.evaluate.report import as_text
from pipeline.evaluate.run import evaluate_folder
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import settings
from pipeline.workbench import open_workbench

PAGES = 200
SEED = 20261122
LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)


def main() -> None:
    """Print one table a level."""
    bench = open_workbench(settings())
    for level in LEVELS:
        with tempfile.TemporaryDirectory() as folder:
            write_samples(settings().templates_dir, None, PAGES, level, SEED, Path(folder))
            report = evaluate_folder(Path(folder), bench, settings().workers)
        sys.stdout.write(f"\nlevel {level}, seed {SEED}\n{as_text(report)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
