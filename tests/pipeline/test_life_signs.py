"""Which runs are alive on this machine: told by locks, which outlive no process."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest

from models.errors import StoreFault
from pipeline.life_signs import LifeSigns


def live(folder: Path) -> None:
    with LifeSigns(folder).shown(7):
        (folder / "begun").touch()
        time.sleep(60)


def test_a_run_is_alive_until_its_process_is_killed(tmp_path: Path) -> None:
    signs, run = LifeSigns(tmp_path), multiprocessing.get_context("spawn").Process(target=live, args=(tmp_path,))
    run.start()
    give_up = time.monotonic() + 30
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < give_up
        time.sleep(0.02)
    assert (signs.is_alive(7), signs.is_alive(8)) == (True, None)
    run.kill()
    run.join()
    assert (signs.is_alive(7), signs.is_alive(8)) == (False, None)


def test_one_that_ended_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), LifeSigns(tmp_path / "runs").shown(7):
        raise ZeroDivisionError
    assert [*(tmp_path / "runs").iterdir()] == []


def test_a_folder_that_cannot_be_made_is_trouble_with_the_store(tmp_path: Path) -> None:
    (tmp_path / "runs").touch()
    with pytest.raises(StoreFault), LifeSigns(tmp_path / "runs").shown(7):
        pass
