"""The list of commands: each is imported when it is run, so that help and small commands are there at once."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is, as ``module.name`` in this package, and its line in the list of all."""

    where: str
    line: str

    def load(self) -> Any:
        """The function, or the group of commands where it has some of its own; imports its module."""
        module, name = self.where.split(".")
        return getattr(import_module(f"pipeline.commands.{module}"), name)


COMMANDS = {
    "read": Place("read.read", "Read scans without storing anything."),
    "ingest": Place(
        "batch.ingest", "Take scans in, read them and store the drafts. The same command again changes nothing."
    ),
    "watch": Place(
        "watch.watch", "Look into an inbox until stopped, take in what is whole, read it, and move the files away."
    ),
    "night": Place("night.app", "read all that waits, now or every night"),
    "report": Place(
        "report.report", "Write the report of a run: one HTML file to read and to print, and the same figures as JSON."
    ),
    "reread": Place(
        "reread.reread",
        "Read records again that no person has begun, with the engine, weights and program that are installed now.",
    ),
    "export": Place("export.export", "Write every reviewed record of a form to a file and mark them exported."),
    "deliver": Place(
        "export.deliver",
        "Write the files of exports that could not be written when they were ordered, whatever their next time.",
    ),
    "serve": Place("serve.serve", "Serve the desk on this machine until stopped."),
    "setup": Place(
        "serve.setup", "Prepare database, weights and templates; make the first account and print its password once."
    ),
    "sanity": Place(
        "sanity.sanity",
        "Hold files against rows, and check the database, of all municipalities; also while the program runs.",
    ),
    "backup": Place(
        "safekeeping.backup",
        "Copy the database of this moment, and every file that it names, into a folder; also while the program runs. "
        "What the folder has already is not copied again.",
    ),
    "restore": Place(
        "safekeeping.restore",
        "Bring a backup back, into SQLite or PostgreSQL and the image store of the settings. Stop the program first.",
    ),
    "explain": Place(
        "inspect.explain",
        "Write every stage's picture of every page: matches, alignment, residual, crops and what was read.",
    ),
    "doctor": Place(
        "inspect.doctor", "Check engine, weights, templates, database, disk, image store and Debian packages."
    ),
    "settings": Place(
        "inspect.list_settings", "List every setting with its environment variable, present value and meaning."
    ),
    "sample": Place("paper.sample", "Fill blank forms with invented people and write the truth beside them."),
    "evaluate": Place("paper.evaluate", "Read a folder whose truth is known and print what was right."),
    "calibrate": Place(
        "calibrate.calibrate",
        "Fit confidence and thresholds to reviewed records, print what was found, and with --write use it.",
    ),
    "template": Place("templates.app", "check templates, write their QR codes, print their schema"),
    "account": Place("accounts.app", "add, list, switch off and on the accounts of staff"),
}


class ByName(TyperGroup):
    """The commands of ``COMMANDS``; the one that is named is put in the place of its line."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=place.line) for name, place in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first argument names, and what is left for it."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, _command(COMMANDS[str(name)].load(), str(name)), rest


def _command(loaded: Any, name: str) -> Any:
    if isinstance(loaded, typer.Typer):
        return typer.main.get_command(loaded)
    alone = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
    alone.command(name)(loaded)
    return typer.main.get_command(alone)
