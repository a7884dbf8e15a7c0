"""``madoguchi sample`` and ``madoguchi evaluate``: make synthetic paper, measure reading against a truth."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from models.errors import UsageError
from pipeline.evaluate.report import as_json, as_text
from pipeline.evaluate.run import evaluate_folder
from pipeline.paper.hands import Writers
from pipeline.paper.real_hands import load_real_hands
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import settings
from pipeline.workbench import open_workbench


def sample(
    out: Annotated[Path, typer.Option(help="folder to write to")],
    form: Annotated[str | None, typer.Option(help="key of the form; all in turn where absent")] = None,
    count: Annotated[int, typer.Option(min=1)] = 4,
    level: Annotated[Level, typer.Option()] = Level.SCAN,
    seed: Annotated[int, typer.Option(help="the same seed gives the same sheets")] = 1,
    templates: Annotated[Path | None, typer.Option(help="folder of template folders")] = None,
    glyphs: Annotated[Path | None, typer.Option(help="folder with real people's digits, hiragana and marks")] = None,
) -> None:
    """Fill blank forms with invented people and write the truth beside them."""
    writers = Writers(real=load_real_hands(glyphs) if glyphs else None)
    for path in write_samples(templates or settings().templates_dir, form, count, level, seed, out, writers):
        typer.echo(str(path))


def evaluate(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="scans with their .truth.json")],
    templates: Annotated[Path | None, typer.Option(help="folder of template folders")] = None,
    json_: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """Read a folder whose truth is known and print what was right."""
    report = evaluate_folder(folder, partial(open_workbench, settings(), templates), settings().workers)
    if not report.pages:
        raise UsageError(f"no scan with a truth file beside it in {folder}")
    typer.echo(json.dumps(as_json(report), ensure_ascii=False) if json_ else as_text(report))
