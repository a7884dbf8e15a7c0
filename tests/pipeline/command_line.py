"""Runs ``madoguchi`` as a person would: its own process, its own data folder."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.pipeline.forked import run

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "form_templates" / "samples"
PATIENCE = 280  # s

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.pipeline.imported"])


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The caller's environment without its own settings, with a data folder of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MADOGUCHI_", "PREFECT_"))}
    own = {"MADOGUCHI_DATA_DIR": str(data_dir), "MADOGUCHI_LANGUAGE": "en", "MADOGUCHI_ENGINE": "onnxruntime"}
    return kept | own | more


def command(*arguments: str | Path) -> list[str]:
    """The command line that starts ``madoguchi`` in this Python."""
    return [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, arguments)]


def started(data_dir: Path, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end from the first import on; nothing is asserted about its exit code."""
    return subprocess.run(
        command(*arguments),
        env=environment(data_dir, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=ROOT,
        check=False,
    )


def madoguchi(data_dir: Path, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """As ``started``, in a process forked from one that has imported everything: that saves one to three seconds."""
    line = ["madoguchi", *map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder:
        streams = Path(folder, "out"), Path(folder, "err")
        process = _forks.Process(target=run, args=(line, environment(data_dir, **more), streams))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(line, PATIENCE)
        out, err = (stream.read_text(encoding="utf-8") for stream in streams)
    return subprocess.CompletedProcess(line, process.exitcode, out, err)
