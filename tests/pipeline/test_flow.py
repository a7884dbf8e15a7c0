"""The flow as Prefect really runs it, in a process of its own: rounds of shares, failures, what Prefect keeps."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import pytest
from sqlalchemy import func, select

from models.db.tables import PageRow, RecordRow, TurnRow
from models.errors import Defect, StoreFault
from pipeline.settings import Settings
from pipeline.site import open_site
from tests.pipeline.command_line import SAMPLES, started

RESIDENT = "斎藤 裕二"


@dataclass
class Night:
    """What runs of the flow gave, for which batches and runs shares were asked, and where Prefect kept its own."""

    home: Path
    pages: int = 0
    nothing: int = 0
    failed: str = ""
    stopped: bool = False
    asked: list[tuple[int, int | None]] = field(default_factory=list)


def run_night(home: Path) -> Night:
    """Run the flow with shares that are told what to do; for a fresh process, as Prefect settles on its import."""
    from pipeline.own_prefect import have_prefect

    have_prefect(Settings(data_dir=home))
    from pipeline import flow, shares

    told, lock = Night(home), Lock()
    rounds = {1: [3, 1], 2: [], 3: [2]}

    def waiting(batch_id: int) -> int:
        return rounds[batch_id].pop(0) if rounds[batch_id] else 0

    def share(batch_id: int, run_id: int | None) -> int:
        with lock:
            told.asked.append((batch_id, run_id))
        if batch_id == 3:
            try:
                raise ValueError(f"cannot read {RESIDENT}")
            except ValueError as error:
                raise Defect(error) from None
        return 10

    shares.shares_waiting = waiting  # type: ignore[assignment]
    shares.read_share = share  # type: ignore[assignment]
    told.pages = flow.run_batch(1, run_id=7)
    told.nothing = flow.run_batch(2)
    try:
        flow.run_batch(3)
    except Defect as error:
        told.failed = str(error)
    told.stopped = shares.stopping.is_set()
    return told


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PREFECT_HOME", "PREFECT_API_URL", "PREFECT_PROFILE"):
            patch.delenv(name, raising=False)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            return pool.submit(run_night, tmp_path_factory.mktemp("night")).result(timeout=200)


def test_shares_are_read_in_rounds_until_nothing_waits(night: Night) -> None:
    assert [asked for asked in night.asked if asked[0] == 1] == [(1, 7)] * 4
    assert night.pages == 40
    assert night.nothing == 0


def test_a_failure_ends_the_run_with_its_type_and_line_and_tells_the_shares(night: Night) -> None:
    assert night.failed.startswith("ValueError at test_flow.py:")
    assert night.stopped


def test_prefect_keeps_the_failure_and_nothing_personal(night: Night) -> None:
    kept = b"".join(path.read_bytes() for path in (night.home / "prefect").rglob("*") if path.is_file())
    assert b"ValueError at test_flow.py" in kept
    for encoded in (RESIDENT.encode(), RESIDENT.encode("unicode_escape"), b"cannot read"):
        assert encoded not in kept


def test_workers_of_dask_read_and_store(tmp_path: Path) -> None:
    folder = tmp_path / "scanner"
    folder.mkdir()
    for name in ("residence_certificate_request_scan.tif", "account_transfer_request_fax.png"):
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    place = tmp_path / "site"
    done = started(place, "ingest", folder, MADOGUCHI_DASK="local", MADOGUCHI_WORKERS="2")
    assert done.returncode == 0, done.stderr
    assert [line[6:] for line in done.stderr.splitlines()][-1:] == ["2 of 2 pages"] and "distributed" not in done.stderr
    site = open_site(Settings(data_dir=place))
    with site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageRow)) == 2
        assert session.scalar(select(func.count()).select_from(RecordRow)) == 2
        assert session.execute(select(TurnRow.is_held, TurnRow.failure)).all() == [(False, None)] * 2
    site.database.close()


def test_a_store_fault_crosses_processes_whole() -> None:
    import pickle

    fault = StoreFault("the disk is full", reason="ENOSPC")
    again = pickle.loads(pickle.dumps(fault))
    assert (type(again), str(again), again.details) == (StoreFault, "the disk is full", {"reason": "ENOSPC"})
