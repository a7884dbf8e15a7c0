"""Ctrl-C at the terminal of a night, and a kill: real processes, a real Prefect server, real reading."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import psutil
import pytest

from pipeline.settings import Settings
from tests.drill.standing import PATIENCE_S, bring, until, words_of
from tests.drill.stored import Stored
from tests.pipeline.command_line import ROOT, command, environment
from tests.readiness import furnish

PAGES = 24
"""Three groups, one after another: the last two have not begun when the first is stored."""


@pytest.fixture
def town(tmp_path: Path, unpacked: Path) -> Settings:
    """Sheets wait in it."""
    settings = Settings(data_dir=furnish(tmp_path / "house", unpacked), engine="onnxruntime")
    bring(settings, PAGES, tmp_path / "pile")
    return settings


@contextmanager
def night(town: Settings, said: Path) -> Iterator[tuple[Popen[bytes], list[psutil.Process]]]:
    """A night at a terminal of its own, once it has stored pages, and all that it has started."""
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)  # as a shell's foreground has it
    with said.open("wb") as terminal:
        process = subprocess.Popen(
            command("night"),
            env=environment(town.data_dir, MADOGUCHI_WORKERS="1"),
            cwd=ROOT,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
    signal.signal(signal.SIGINT, heard)
    family = [psutil.Process(process.pid)]
    try:
        stored = Stored(town)
        until(lambda: stored.pages() or process.poll() is not None, "the first pages are stored")
        family += psutil.Process(process.pid).children(recursive=True)
        assert any("pipeline.own_prefect" in words_of(one) for one in family)
        yield process, family[1:]
    finally:
        for one in family:
            if one.is_running():
                one.kill()
        process.wait()


def test_ctrl_c_ends_a_night_in_order(town: Settings, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with night(town, said) as (process, family):
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE_S / 4) == 128 + signal.SIGINT
        _, alive = psutil.wait_procs(family, timeout=5)
        assert not alive
    line, *progress = [line for line in said.read_text("utf-8").splitlines() if line]
    assert line.startswith("Ending: what is being read now is stored")
    assert all(" pages done, " in line for line in progress)
    stored = Stored(town)
    assert stored.outcomes() == ["cancelled"]
    assert stored.held() == 0
    assert 0 < stored.pages() < PAGES
    assert [path.suffix for path in sorted((town.data_dir / "reports").iterdir())] == [".html", ".json"]


def test_prefects_server_does_not_outlive_a_killed_night(town: Settings, tmp_path: Path) -> None:
    with night(town, tmp_path / "said") as (process, family):
        process.kill()
        _, alive = psutil.wait_procs(family, timeout=30)
        assert not alive
