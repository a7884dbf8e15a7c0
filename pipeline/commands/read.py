"""``madoguchi read``: read scans and print what stands there, storing nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.catalogue import Catalogue, Titles, names_in, titles_of
from models.form import forms_of
from models.problem import Problem
from models.reading import DecidedField, Decision
from models.record import PageResult, ReadPage, RefusedPage
from models.template import ImageField
from pipeline.digitise import files_in
from pipeline.files import Readers
from pipeline.intake.open_scan import name_of
from pipeline.settings import settings
from pipeline.words import words
from pipeline.workbench import Workbench, open_workbench
from pipeline.workers import worth_starting

Files = Annotated[list[Path], typer.Argument(exists=True, help="scans (PDF, TIFF, JPEG, PNG) or folders of them")]
Templates = Annotated[Path | None, typer.Option(help="folder of template folders, instead of the installed one")]


def read(
    files: Files,
    templates: Templates = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a page")] = False,
) -> None:
    """Read scans without storing anything."""
    scans, refused = list(files_in(files)), False
    workers = worth_starting(len(scans), settings().workers)
    with Readers(partial(open_workbench, settings(), templates), workers) as readers:
        for was_read, shown in readers.each(scans, _as_line if as_json else _as_table):
            refused |= not was_read
            typer.echo(shown)
    raise typer.Exit(1 if refused else 0)


def _titles(bench: Workbench) -> Titles:
    return titles_of(forms_of(sheet.template for sheet in bench.sheets).values(), words().language)


def _as_line(path: Path, result: PageResult, bench: Workbench) -> tuple[bool, str]:
    return isinstance(result, ReadPage), json.dumps(page_as_json(_titles(bench), path, result), ensure_ascii=False)


def page_as_json(titles: Titles, path: Path, result: PageResult) -> dict[str, Any]:
    """One page in the shape that the README documents; ``page`` is null where the whole file was refused."""
    read_page = result if isinstance(result, ReadPage) else None
    template = read_page.aligned.blank.template if read_page else None
    return {
        "file": str(path),
        "page": result.number or None,
        "status": "read" if read_page else "refused",
        "template": template.form if template else None,
        "version": template.version if template else None,
        "page_of_form": template.page if template else None,
        "residual_mm": round(read_page.aligned.residual.worst_mm, 3) if read_page else None,
        "seconds": round(result.seconds, 3),
        "problems": [_problem_as_json(titles, problem) for problem in result.problems],
        "fields": {field.checked.field.key: _field_as_json(field) for field in read_page.fields} if read_page else {},
    }


def _problem_as_json(titles: Titles, problem: Problem) -> dict[str, Any]:
    return {"code": str(problem.code), "field": problem.field, "message": words().problem(problem, titles)}


def _field_as_json(decided: DecidedField) -> dict[str, Any]:
    checked = decided.checked
    return {
        "value": list(checked.value) if isinstance(checked.value, tuple) else checked.value,
        "text": checked.text,
        "confidence": round(decided.confidence, 4),
        "decision": str(decided.decision),
        "reasons": [str(reason.code) for reason in decided.reasons],
        "candidates": [{"text": c.text, "score": round(c.score, 4)} for c in checked.reading.candidates],
        "box_px": [[round(x, 1), round(y, 1)] for x, y in checked.reading.quad],
    }


def _as_table(path: Path, result: PageResult, bench: Workbench) -> tuple[bool, str]:
    say, console = words(), Console(highlight=False, markup=False)
    with console.capture() as shown:
        _print(_titles(bench), path, result, say, console)
    return isinstance(result, ReadPage), shown.get().rstrip("\n")


def _print(titles: Titles, path: Path, result: PageResult, say: Catalogue, console: Console) -> None:
    where = f"{name_of(path)} p.{result.number}" if result.number else name_of(path)
    if isinstance(result, RefusedPage):
        console.print(f"{where}  ✗ {say.problem(result.problems[0], titles)}")
        return
    template = result.aligned.blank.template
    console.print(f"{where}  {template.title.in_language(say.language)} {template.version}")
    table = Table(*(say(f"read.{heading}") for heading in ("field", "value", "score", "review")), box=None)
    for column in table.columns:
        column.overflow = "fold"
    for row in _rows(result, say):
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    for problem in result.problems:
        console.print(f"  ! {say.problem(problem)}")


def _rows(result: ReadPage, say: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    names = names_in(result.aligned.blank.template.all_fields(), say.language)
    for decided in result.fields:
        field, value = decided.checked.field, decided.checked.value
        if isinstance(field, ImageField):
            continue
        shown = "、".join(value) if isinstance(value, tuple) else (value or "")
        asked = decided.reasons if decided.decision is Decision.REVIEW else ()
        why = " / ".join(say.reason(reason, names) for reason in asked)
        yield names[field.key], shown, f"{decided.confidence:.2f}", why
