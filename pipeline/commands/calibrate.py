"""``madoguchi calibrate``: fit how sure the program is to what people found on a municipality's own paper."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from models.errors import UsageError
from pipeline.calibrate.examples import Example
from pipeline.calibrate.fit import TARGET_ERROR, fit
from pipeline.calibrate.keep import with_kept
from pipeline.calibrate.report import as_text
from pipeline.decide.calibration import FILE_NAME, calibration_file, load_calibration, save_calibration
from pipeline.evaluate.run import evaluate_folder
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.reviewed import reviewed_examples
from pipeline.words import words
from pipeline.workbench import open_workbench


def calibrate(
    truth: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="scans with their .truth.json, instead of reviewed records"),
    ] = None,
    target: Annotated[
        float, typer.Option(min=1e-6, max=0.5, help="largest share of wrong values among those accepted")
    ] = TARGET_ERROR,
    write: Annotated[bool, typer.Option("--write", help="use it from now on")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="go back to the shipped calibration")] = False,
) -> None:
    """Fit confidence and thresholds to reviewed records, print what was found, and with --write use it."""
    own = settings().data_dir / FILE_NAME
    if forget:
        own.unlink(missing_ok=True)
        typer.echo(words()("calibrate.forgotten"))
        return
    examples, origin = _of_folder(truth) if truth is not None else _of_records()
    if not examples:
        raise UsageError(words()("calibrate.nothing"))
    day = dt.datetime.now(dt.UTC).date()
    fitted = fit(examples, target, f"{origin}, {len(examples)} values, fitted on {day}")
    in_force = load_calibration(calibration_file(settings().data_dir))
    calibration = with_kept(fitted, in_force, examples)
    typer.echo(as_text(calibration))
    if write:
        save_calibration(calibration, own)
        typer.echo(words()("calibrate.written", path=str(own)))
    else:
        typer.echo(words()("calibrate.not_written"))


def _of_records() -> tuple[list[Example], str]:
    with site().database.read() as session:
        return list(reviewed_examples(session, site().municipality_id)), "reviewed records"


def _of_folder(folder: Path) -> tuple[list[Example], str]:
    report = evaluate_folder(folder, partial(open_workbench, settings()), settings().workers)
    return [outcome.example for outcome in report.fields if outcome.example is not None], f"scans in {folder.name}"
