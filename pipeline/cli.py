"""``madoguchi``: the command line. Exit codes: 0 done, 1 done with refused pages, 2 wrong usage, 3 broken machine."""

from __future__ import annotations

import sys

import typer

from models.errors import MadoguchiError
from pipeline.commands import batch, inspect, paper, read, serve, templates
from pipeline.words import words

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False, help=__doc__)
app.command("read")(read.read)
app.command("ingest")(batch.ingest)
app.command("export")(batch.export)
app.command("serve")(serve.serve)
app.command("setup")(serve.setup)
app.command("explain")(inspect.explain)
app.command("doctor")(inspect.doctor)
app.command("settings")(inspect.list_settings)
app.command("sample")(paper.sample)
app.command("evaluate")(paper.evaluate)
app.add_typer(templates.app, name="template")


def main() -> None:
    """Run a command; an expected error is one line on stderr with its code, anything else a traceback."""
    try:
        app()
    except MadoguchiError as error:
        say = words()
        sys.stderr.write(f"madoguchi: {error.code}: {say(f'error.{error.code}', **error.details)}\n")
        sys.exit(error.exit_code)
