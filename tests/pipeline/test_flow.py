"""The flow as Prefect really runs it, in a process of its own: what is tried again, what is not, what is told."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.errors import StoreFault
from pipeline.digitise import digitise, digitise_here
from pipeline.settings import Settings

GOOD, BUSY, FULL, BROKEN, LAST = 11, 12, 13, 14, 15
"""Scans: fine; fails once for its surroundings; fails always for them; meets a defect; fine, and after the others."""

RESIDENT = "斎藤 裕二"


@dataclass
class Night:
    """What a batch of misbehaving scans gave, how often each was tried, and where Prefect kept its own."""

    home: Path
    failed: dict[int, str] = field(default_factory=dict)
    nothing_left: dict[int, str] = field(default_factory=dict)
    tries: Counter[int] = field(default_factory=Counter)

    def run(self, work: object, scan_id: int) -> None:
        """In place of the processes that read; the real work is asked only for the defect."""
        assert work is digitise_here
        self.tries[scan_id] += 1
        if scan_id == FULL or (scan_id == BUSY and self.tries[scan_id] == 1):
            raise StoreFault("the disk is full", path="vault")
        if scan_id == BROKEN:
            digitise(scan_id, SimpleNamespace(database=SimpleNamespace(read=_stumble)))  # type: ignore[arg-type]


def _stumble() -> AbstractContextManager[Any]:
    raise ValueError(f"cannot read {RESIDENT}")


def run_night(home: Path) -> Night:
    """Run the flow with everything around it replaced; for a fresh process, as Prefect settles on its import."""
    from pipeline.prefect_environment import prepare_prefect

    prepare_prefect(Settings(data_dir=home))
    from pipeline import flow

    night, batches = Night(home), {1: (GOOD, BUSY, FULL, BROKEN, LAST), 2: ()}
    flow.waiting_scans = lambda batch_id, _site: batches[batch_id]
    flow.site = lambda: SimpleNamespace(readers=night)  # type: ignore[assignment,return-value]
    flow.digitise_scan = flow.digitise_scan.with_options(retry_delay_seconds=[0, 0])
    night.failed = flow.run_batch(1, workers=2)
    night.nothing_left = flow.run_batch(2, workers=2)
    return night


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PREFECT_HOME", "PREFECT_API_URL", "PREFECT_PROFILE"):
            patch.delenv(name, raising=False)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            return pool.submit(run_night, tmp_path_factory.mktemp("night")).result(timeout=200)


def test_a_scan_that_met_a_busy_machine_is_tried_again_and_then_done(night: Night) -> None:
    assert night.tries[BUSY] == 2
    assert BUSY not in night.failed


def test_a_machine_that_stays_broken_is_given_up_after_two_more_tries(night: Night) -> None:
    assert night.tries[FULL] == 3
    assert night.failed[FULL] == "the disk is full"


def test_a_defect_is_not_tried_again_and_comes_back_as_type_and_line(night: Night) -> None:
    assert night.tries[BROKEN] == 1
    assert night.failed[BROKEN].startswith("ValueError at test_flow.py:")
    assert RESIDENT not in night.failed[BROKEN]


def test_the_other_scans_of_the_batch_go_on(night: Night) -> None:
    assert night.tries[GOOD] == night.tries[LAST] == 1
    assert set(night.failed) == {FULL, BROKEN}


def test_a_batch_with_nothing_left_has_nothing_to_tell(night: Night) -> None:
    assert night.nothing_left == {}


def test_prefect_keeps_the_failure_and_nothing_personal(night: Night) -> None:
    kept = b"".join(path.read_bytes() for path in (night.home / "prefect").rglob("*") if path.is_file())
    assert b"ValueError at test_flow.py" in kept
    for encoded in (RESIDENT.encode(), RESIDENT.encode("unicode_escape"), b"cannot read"):
        assert encoded not in kept
