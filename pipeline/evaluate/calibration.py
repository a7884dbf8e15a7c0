"""``make calibration``: fits the shipped calibration on generated sheets, practice sheets and the shipped forms.

Hands that the bench's sheets are written in are kept out, and so are its seeds.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.calibrate.examples import Example, kept_in, read_examples
from pipeline.calibrate.fit import TARGET_ERROR, fit
from pipeline.calibrate.report import as_text
from pipeline.decide.calibration import SHIPPED, save_calibration
from pipeline.evaluate.run import evaluate_folder
from pipeline.paper.fonts import FITTED_ON
from pipeline.paper.hands import Writers
from pipeline.paper.practice import IDENTITY_FROM, WORDY_FROM, write_practice_forms
from pipeline.paper.sample import Level, write_samples
from pipeline.paper.stroke_hands import StrokeHands
from pipeline.settings import settings
from pipeline.workbench import Workbench, open_workbench

SEED = 4_101
LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)
FORMS = 10
"""Practice forms; each has some ninety fields."""

PAGES: Mapping[str, int] = {"practice": 375, "wordy": 525, "forms": 75, "identity": 15}
"""Pages a level: practice sheets, those that ask for words more than for numbers, the shipped forms, and practice
sheets of individual numbers alone."""

_AT_A_TIME = 20
"""Pages that lie on disk at a time."""


def main() -> None:
    """Fit, print what was found, and write the shipped calibration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="share of the usual pages")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--target", type=float, default=TARGET_ERROR, help="largest error among accepted values (0..1)")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--keep", type=Path, help="write the examples to this file too, one a line")
    parser.add_argument("--kept", type=Path, help="fit on the examples in this file instead of reading an hour long")
    asked = parser.parse_args()
    pages = {name: round(asked.share * count) for name, count in PAGES.items()}
    found = read_examples(asked.kept) if asked.kept else examples(pages, asked.seed)
    calibration = fit(kept_in(asked.keep, found) if asked.keep else found, asked.target, origin(pages, asked.seed))
    save_calibration(calibration, asked.out)
    sys.stdout.write(as_text(calibration) + "\n")


def origin(pages: Mapping[str, int], seed: int) -> str:
    """Where a calibration on so many ``pages`` a level comes from."""
    return (
        f"make calibration: {pages['practice']} practice sheets, {pages['wordy']} of words rather than numbers, "
        f"{pages['identity']} of individual numbers and {pages['forms']} sheets of the shipped forms at each of "
        f"{', '.join(LEVELS)}, seed {seed}, "
        f"hands {', '.join(Path(face.file).stem for face in FITTED_ON)}, digits and letters of most sheets from "
        "invented strokes"
    )


def examples(pages: Mapping[str, int], seed: int) -> Iterator[Example]:
    """Every value of so many made ``pages`` a level of each kind of sheet, read with its truth known."""
    with tempfile.TemporaryDirectory() as folder:
        templates = {kind: Path(folder) / kind for kind in pages} | {"forms": settings().templates_dir}
        write_practice_forms(templates["practice"], range(FORMS))
        write_practice_forms(templates["wordy"], range(WORDY_FROM, WORDY_FROM + FORMS))
        write_practice_forms(templates["identity"], range(IDENTITY_FROM, IDENTITY_FROM + FORMS))
        jobs = [
            (templates[kind], level, (seed, number, first), min(_AT_A_TIME, count - first))
            for number, level in enumerate(LEVELS)
            for kind, count in pages.items()
            for first in range(0, count, _AT_A_TIME)
        ]
        with ProcessPoolExecutor(settings().workers) as pool:
            for number, found in enumerate(pool.map(_read, *zip(*jobs, strict=True)), 1):
                sys.stderr.write(f"\r{number}/{len(jobs)}")
                yield from found
        sys.stderr.write("\n")


def _read(templates: Path, level: Level, seed: tuple[int, int, int], pages: int) -> list[Example]:
    """Make some pages and read them with a program that accepts nothing."""
    folder = Path(tempfile.mkdtemp())
    try:
        write_samples(templates, None, pages, level, _one_seed(seed), folder, _WRITERS)
        report = evaluate_folder(folder, partial(_unfitted, templates), workers=1)
    finally:
        shutil.rmtree(folder)
    return [outcome.example for outcome in report.fields if outcome.example is not None]


def _unfitted(templates: Path) -> Workbench:
    return replace(open_workbench(settings(), templates), calibration_file=None)


def _one_seed(seed: tuple[int, int, int]) -> int:
    """The run's seed, level and first page as one number."""
    return (seed[0] * 10 + seed[1]) * 100_000 + seed[2]


_WRITERS = Writers(FITTED_ON, StrokeHands())


if __name__ == "__main__":
    main()
