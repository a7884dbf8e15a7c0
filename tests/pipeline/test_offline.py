"""What libraries would tell their makers is never told: proven beside what they do when left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.read.weights import ensure_weights
from tests.pipeline.command_line import ROOT

LISTENING = """
import sys

def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"):
        sys.stderr.write(f"heard {event} {arguments}\\n")
        raise OSError("no network here")

sys.addaudithook(heard)
"""
READING = """
from pathlib import Path
import numpy as np
from pipeline.read.engines import open_engine
for runtime in ("onnxruntime", "openvino"):
    engine = open_engine(Path(sys.argv[1]), 1, runtime)
    ((_, steps),) = engine.posteriors([np.full((48, 160), 255, np.uint8)])
    print(engine.name.split("/")[-1], steps.shape[1] == len(engine.charset), sys.modules["openvino_telemetry"])
"""


def alone(code: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a process that says on stderr what Python tries to reach, and reaches nothing by it.

    Nothing of the tests' own environment is there to keep it silent.
    """
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LD_LIBRARY_PATH")}
    return subprocess.run(
        [sys.executable, "-c", LISTENING + code, *arguments],
        env=kept | {"HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=250,
        cwd=ROOT,
        check=False,
    )


def test_reading_tells_nobody(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = alone(READING, tmp_path, str(ensure_weights(tmp_path_factory.mktemp("data"))))
    assert done.returncode == 0, done.stderr
    (first, *one), (second, *other) = (row.split() for row in done.stdout.splitlines())
    assert first == "6f327246" and second.startswith("openvino-") and one == other == ["True", "None"]
    assert "heard" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {".paddlex"}  # no number that tells this machine from others


def test_openvino_left_alone_is_heard(tmp_path: Path) -> None:
    done = alone("import openvino", tmp_path)
    assert "heard" in done.stderr and "google-analytics" in done.stderr


def test_what_is_switched_off_stays_so_in_processes_that_this_one_starts(tmp_path: Path) -> None:
    code = "import pipeline, os, subprocess; subprocess.run([sys.executable, '-c', 'import onnxruntime'], check=True)"
    done = alone(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.rglob("deviceid")) == []
