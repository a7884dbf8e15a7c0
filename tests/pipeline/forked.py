"""What a forked process does that is to be ``madoguchi``."""

from __future__ import annotations

import atexit
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(line: list[str], environment: dict[str, str], streams: tuple[Path, Path]) -> None:
    """Become the command: its words, its surroundings, its output; ends with its exit code."""
    from pipeline.cli import main

    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams, start=1):
        os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT, 0o600), number)
    sys.argv = line
    try:
        main()
    finally:
        atexit._run_exitfuncs()  # a forked process ends without: Prefect's temporary server would stay
