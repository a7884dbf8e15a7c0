"""``make calibration``: fits the shipped calibration on generated sheets, practice sheets and the shipped forms.

Hands that the bench's sheets are written in are kept out, and so are its seeds.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from pipeline.calibrate.examples import Example
from pipeline.calibrate.fit import TARGET_ERROR, fit
from pipeline.calibrate.report import as_text
from pipeline.decide.calibration import SHIPPED, save_calibration
from pipeline.evaluate.run import evaluate_folder
from pipeline.paper.fonts import FITTED_ON
from pipeline.paper.hands import Writers
from pipeline.paper.practice import write_practice_forms
from pipeline.paper.sample import Level, write_samples
from pipeline.paper.stroke_hands import StrokeHands
from pipeline.settings import settings
from pipeline.workbench import open_workbench

SEED = 4_101
LEVELS = (Level.SCAN, Level.PHOTO, Level.FAX)
FORMS = 10
"""Practice forms; each has some ninety fields."""

PRACTICE_PAGES, FORM_PAGES = 260, 60
"""Pages a level, of practice sheets and of shipped forms."""

_AT_A_TIME = 20
"""Pages that lie on disk at a time."""


def main() -> None:
    """Fit, print what was found, and write the shipped calibration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practice-pages", type=int, default=PRACTICE_PAGES, help="a level")
    parser.add_argument("--form-pages", type=int, default=FORM_PAGES, help="a level")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--target", type=float, default=TARGET_ERROR, help="largest error among accepted values (0..1)")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    asked = parser.parse_args()
    examples = list(_examples(asked.practice_pages, asked.form_pages, asked.seed))
    levels = ", ".join(level.value for level in LEVELS)
    provenance = (
        f"make calibration: {asked.practice_pages} practice sheets and {asked.form_pages} sheets of the shipped forms "
        f"at each of {levels}, seed {asked.seed}, hands {', '.join(Path(face.file).stem for face in FITTED_ON)}, "
        "digits and letters of most sheets from invented strokes"
    )
    calibration = fit(examples, asked.target, provenance)
    save_calibration(calibration, asked.out)
    sys.stdout.write(as_text(calibration) + "\n")


def _examples(practice_pages: int, form_pages: int, seed: int) -> Iterator[Example]:
    with tempfile.TemporaryDirectory() as folder:
        practice = Path(folder) / "practice"
        write_practice_forms(practice, range(FORMS))
        jobs = [
            (templates, level, (seed, number, first), min(_AT_A_TIME, pages - first))
            for number, level in enumerate(LEVELS)
            for templates, pages in ((practice, practice_pages), (settings().templates_dir, form_pages))
            for first in range(0, pages, _AT_A_TIME)
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
        write_samples(
            templates, None, pages, level, seed[0] * 1_000_000 + seed[1] * 100_000 + seed[2], folder, _WRITERS
        )
        bench = replace(open_workbench(settings(), templates), calibration_file=None)
        report = evaluate_folder(folder, bench, workers=1)
    finally:
        shutil.rmtree(folder)
    return [outcome.example for outcome in report.fields if outcome.example is not None]


def _one_seed(seed: tuple[int, int, int]) -> int:
    """The run's seed, level and first page as one number."""
    return (seed[0] * 10 + seed[1]) * 100_000 + seed[2]


_WRITERS = Writers(FITTED_ON, StrokeHands())


if __name__ == "__main__":
    main()
