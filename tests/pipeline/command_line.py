"""Runs ``madoguchi`` as a person would: its own process, its own data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "form_templates" / "samples"


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The caller's environment without its own settings, with a data folder of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MADOGUCHI_", "PREFECT_"))}
    own = {"MADOGUCHI_DATA_DIR": str(data_dir), "MADOGUCHI_LANGUAGE": "en", "MADOGUCHI_ENGINE": "onnxruntime"}
    return kept | own | more


def command(*arguments: str | Path) -> list[str]:
    """The command line that starts ``madoguchi`` in this Python."""
    return [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, arguments)]


def madoguchi(data_dir: Path, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; nothing is asserted about its exit code."""
    return subprocess.run(
        command(*arguments),
        env=environment(data_dir, **more),
        capture_output=True,
        text=True,
        timeout=280,
        cwd=ROOT,
        check=False,
    )
