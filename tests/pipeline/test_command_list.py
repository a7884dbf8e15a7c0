"""The list of commands says what each says itself, and is there without what the commands need."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from pipeline.commands.by_name import COMMANDS
from tests.pipeline.command_line import ROOT, madoguchi

HEAVY = (
    "cv2",
    "numpy",
    "sqlalchemy",
    "scipy",
    "onnxruntime",
    "paddleocr",
    "prefect",
    "alembic",
    "reportlab",
    "uvicorn",
)
LISTING = f"""
import sys
from pipeline.cli import app
app(["--help"], standalone_mode=False)
print("heavy:", *sorted(set({HEAVY}) & sys.modules.keys()))
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_the_list_says_and_says_the_same(name: str) -> None:
    loaded = COMMANDS[name].load()
    own = loaded.info.help if isinstance(loaded, typer.Typer) else inspect.getdoc(loaded)
    assert " ".join(str(own).split()) == COMMANDS[name].line


def test_the_help_of_all_waits_for_nothing_that_commands_need() -> None:
    done = subprocess.run([sys.executable, "-c", LISTING], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    *told, heavy = done.stdout.splitlines()
    assert heavy == "heavy:"
    assert [name for name in COMMANDS if not any(f" {name} " in line for line in told)] == []


def test_each_command_has_its_own_help_and_a_slip_is_told_with_what_was_meant(tmp_path: Path) -> None:
    for words, told in ((["watch"], "--once"), (["account", "add"], "--role"), (["template"], "schema")):
        done = madoguchi(tmp_path, *words, "--help", COLUMNS="120")
        assert done.returncode == 0 and told in done.stdout and " ".join(words) in done.stdout
    slip = madoguchi(tmp_path, "servv")
    assert slip.returncode == 2 and slip.stdout == "" and "Did you mean 'serve'?" in slip.stderr
    assert list(tmp_path.iterdir()) == []
