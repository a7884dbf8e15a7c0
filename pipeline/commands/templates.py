"""``madoguchi template``: check a folder of templates, write their QR codes, print the schema that they follow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from models.template import Template
from pipeline.align.near_twins import NearTwins, near_twins
from pipeline.identify.check_templates import check_templates
from pipeline.identify.known import load_known
from pipeline.identify.schema import template_schema
from pipeline.identify.sheets import load_templates
from pipeline.identify.write_codes import write_codes
from pipeline.settings import settings
from pipeline.words import words

app = typer.Typer(no_args_is_help=True, help="check templates, write their QR codes, print their schema")

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="folder of templates")]

_PLACES = 5
"""Places named of two near twins; the others are counted."""


@app.command("check")
def check(folder: Folder) -> None:
    """Say what is wrong with each template (file, field, reason), and which are hard to tell apart."""
    errors = check_templates(folder)
    for error in errors:
        typer.echo(str(error), err=True)
    if errors:
        raise typer.Exit(2)
    known = load_known(folder, settings().data_dir / "templates")
    for template in (sheet.template for sheet in known):
        page = f" page {template.page}" if template.page > 1 else ""
        typer.echo(f"{template.form} {template.version}{page}: {len(template.all_fields())} fields")
    for pair in near_twins(known):
        typer.echo(_warned(pair))


@app.command("qr")
def qr(
    folder: Folder,
    out: Annotated[Path, typer.Option(file_okay=False, help="folder for the pictures")] = Path("qr"),
) -> None:
    """Write the QR code that each template's sheet may carry, at 300 dpi, half a millimetre a module."""
    for path in write_codes(load_templates(folder).values(), out):
        typer.echo(str(path))


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of template.yaml."""
    typer.echo(json.dumps(template_schema(), ensure_ascii=False, indent=2))


def _warned(pair: NearTwins) -> str:
    say, one, other = words(), _named(pair.one), _named(pair.other)
    if not pair.can_be_told:
        return say("template.same_print", one=one, other=other)
    sides = ({side: f"{getattr(box, side):.0f}" for side in "xywh"} for box in pair.places[:_PLACES])
    places = say("template.between").join(say("template.place", **place) for place in sides)
    more = len(pair.places) - _PLACES
    if more > 0:
        places += say("template.more", count=str(more))
    return say("template.near_twins", one=one, other=other, places=places)


def _named(template: Template) -> str:
    key = "template.later_page" if template.page > 1 else "template.first_page"
    return words()(key, form=template.form, version=template.version, page=str(template.page))
