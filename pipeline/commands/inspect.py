"""``madoguchi doctor``, ``settings`` and ``explain``: what this installation is, and how it sees a sheet."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from models.errors import EnvironmentFault, MadoguchiError, MissingPackage
from models.problem import Problem
from pipeline.debug import FolderDebug
from pipeline.files import read_scan
from pipeline.intake.decoder import socket_bar
from pipeline.intake.open_scan import caps_of, open_scan
from pipeline.read.engines import runtime_of
from pipeline.settings import Settings, settings
from pipeline.site import images_of, site
from pipeline.store.image_store import probe
from pipeline.words import told, words
from pipeline.workbench import open_workbench

LEAST_FREE_BYTES = 2_000_000_000
"""A night of 17,000 pages keeps about 10 GB; below 2 GB nothing should be started."""


def doctor() -> None:
    """Check engine, weights, templates, database, disk, image store and Debian packages."""
    say = words()
    table, broken = Table(show_header=False, box=None), 0
    for _ in ("sign", "part", "state"):
        table.add_column(overflow="fold")
    for name, check in CHECKS.items():
        try:
            table.add_row("✓", say(f"doctor.{name}"), check())
        except MadoguchiError as error:
            broken += 1
            table.add_row("✗", say(f"doctor.{name}"), told(error))
    Console(highlight=False, markup=False).print(table)
    if broken:
        raise typer.Exit(3)


def _engine() -> str:
    bench = open_workbench(settings())
    engine = bench.engine()
    white = np.full((48, 160), 255, np.uint8)
    list(engine.posteriors([white]))
    told = f"{engine.name} on {runtime_of(engine)}"
    return f"{told}, {len(engine.charset) - 1} characters, {len(bench.sheets)} templates"


def _disk() -> str:
    free = shutil.disk_usage(settings().data_dir).free
    if free < LEAST_FREE_BYTES:
        raise EnvironmentFault("disk nearly full", where=f"{settings().data_dir}: {free / 1e9:.1f} GB")
    return f"{free / 1e9:.0f} GB free in {settings().data_dir}"


def _database() -> str:
    with site().database.read() as session:
        session.execute(text("select 1"))
    return site().database.engine.dialect.name


def _images() -> str:
    """Whether the image store takes, gives and removes a small object."""
    images = images_of(settings())
    probe(images)
    return images.place


def _decoder() -> str:
    """How the processes that decode files are kept from the network."""
    caps = caps_of(settings())
    barred = words()(f"doctor.barred_{socket_bar()}")
    return f"{barred}, {caps.decode_memory_bytes / 1e9:.1f} GB, {caps.decode_seconds} s"


def _poppler() -> str:
    for program in ("pdftoppm", "pdfinfo"):
        if shutil.which(program) is None:
            raise MissingPackage("poppler-utils")
    return "pdftoppm, pdfinfo"


CHECKS: dict[str, Callable[[], str]] = {
    "engine": _engine,
    "database": _database,
    "disk": _disk,
    "images": _images,
    "poppler": _poppler,
    "decoder": _decoder,
}


def list_settings() -> None:
    """List every setting with its environment variable, present value and meaning."""
    say, now = words(), settings()
    table = Table(*(say(f"settings.{heading}") for heading in ("variable", "value", "meaning")), box=None)
    table.columns[0].no_wrap = True  # a variable that is cut off cannot be typed
    table.columns[1].overflow = "fold"
    for name, field in Settings.model_fields.items():
        value = getattr(now, name)
        shown = say("settings.set") if isinstance(value, SecretStr) else str(value)
        table.add_row(f"MADOGUCHI_{name.upper()}", shown, field.description or "")
    Console(highlight=False, markup=False).print(table)


def explain(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a scan")],
    out: Annotated[Path, typer.Option(help="folder for the pictures")] = Path("explained"),
    templates: Annotated[Path | None, typer.Option(help="folder of template folders")] = None,
) -> None:
    """Write every stage's picture of every page: matches, alignment, residual, crops and what was read."""
    bench = open_workbench(settings(), templates)
    scan = open_scan(file, bench.caps)
    results = [scan] if isinstance(scan, Problem) else read_scan(scan, bench, FolderDebug(out))
    problems = [p for result in results for p in ([result] if isinstance(result, Problem) else result.problems)]
    for problem in problems:
        typer.echo(words().problem(problem), err=True)
    if not isinstance(scan, Problem):
        typer.echo(str(out))
    if any(problem.refuses for problem in problems):
        raise typer.Exit(1)
