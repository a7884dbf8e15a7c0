"""``madoguchi``: the command line. Exit codes: 0 done, 1 done with refused pages, 2 wrong usage, 3 broken machine."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from models.errors import Defect, MadoguchiError, UsageError
from pipeline.commands.by_name import ByName
from pipeline.logs import LogEvent, frames_of, log, prepare_logs
from pipeline.settings import settings
from pipeline.words import told

app = typer.Typer(cls=ByName, no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)


@app.callback(help=__doc__)
def _madoguchi() -> None:
    """Take what is before the command's name: nothing but a wish for help."""


def main() -> None:
    """Run a command; every error is one line on stderr with its code."""
    os.umask(0o077)  # what is kept of residents is for this account of the machine alone
    try:
        prepare_logs(settings())
        sys.exit(app(standalone_mode=False))
    except MadoguchiError as error:
        _fail(error)
    except TyperException as error:
        if message := " ".join(error.format_message().split()):
            _fail(UsageError(message))
        sys.exit(UsageError.exit_code)  # no command was named, and the help is shown
    except Exception as error:  # its message could name a resident, and this line may end up in a log
        log(LogEvent.UNEXPECTED, error=type(error).__name__, frames=frames_of(error))
        _fail(Defect(error))


def _fail(error: MadoguchiError) -> NoReturn:
    log(LogEvent.FAILED, code=error.code)
    sys.stderr.write(f"madoguchi: {error.code}: {told(error)}\n")
    sys.exit(error.exit_code)
