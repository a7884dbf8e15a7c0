"""``madoguchi template``: check a folder of templates, print the schema that they follow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.identify.check_templates import check_templates
from pipeline.identify.schema import template_schema
from pipeline.identify.sheets import load_sheets

app = typer.Typer(no_args_is_help=True, help="check templates, print their schema")


@app.command("check")
def check(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="folder of templates")]) -> None:
    """Say what is wrong with each template: file, field, reason."""
    errors = check_templates(folder)
    for error in errors:
        typer.echo(str(error), err=True)
    if errors:
        raise typer.Exit(2)
    for sheet in load_sheets(folder):
        template = sheet.template
        page = f" page {template.page}" if template.page > 1 else ""
        typer.echo(f"{template.form} {template.version}{page}: {len(template.all_fields())} fields")


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of template.yaml."""
    typer.echo(json.dumps(template_schema(), ensure_ascii=False, indent=2))
