"""Machines that help by way of Dask: two that have something of their own, and one that shares all."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from models.db.session import Database, make_engine
from models.db.tables import TurnRow
from pipeline.settings import Settings
from tests.bench_desk.serving import free_port
from tests.drill.conftest import Town
from tests.drill.standing import Machine

PAGES = 8

RESIDENT = "斎藤 裕二"


def speak() -> None:
    """What libraries do in a worker's process."""
    logging.getLogger("some.library").warning("cannot open %s.pdf", RESIDENT)
    logging.getLogger("distributed.worker").error("cannot open %s.pdf", RESIDENT)
    warnings.warn(RESIDENT, stacklevel=1)


def turns(settings: Settings) -> int | None:
    database = Database(make_engine(settings.sqlalchemy_url))
    with database.read() as session:
        taken = session.scalar(select(func.count()).select_from(TurnRow))
    database.close()
    return taken


@pytest.mark.parametrize("town", [PAGES], indirect=True)
def test_machines_that_share_not_all_are_named_and_one_that_does_reads_the_night(town: Town, tmp_path: Path) -> None:
    port = str(free_port())
    scheduler = f"tcp://127.0.0.1:{port}"
    town.machine.start_python("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port)
    night = town.another(town.settings, tmp_path / "night.log", MADOGUCHI_DASK=scheduler)
    own = Settings(data_dir=tmp_path / "own")
    own_images = own.model_copy(update={"database_url": SecretStr(town.settings.sqlalchemy_url)})
    for settings, what in ((own, "MADOGUCHI_DATABASE_URL"), (own_images, "MADOGUCHI_IMAGE_STORE")):
        wrong = town.another(settings, tmp_path / f"{what}.log")
        wrong.start("night", "dask-worker", scheduler)
        assert night.done("night") == 3
        assert f"Set {what} there" in night.said().splitlines()[-1]
        wrong.end()
    assert turns(town.settings) == 0  # nobody blamed a scan
    right = town.another(town.settings, tmp_path / "right.log")
    right.start("night", "dask-worker", scheduler)
    assert night.done("night") == 0, night.said()
    assert town.stored.pages() == PAGES
    assert [line["event"] for line in right.told()].count("scan_read") == PAGES
    assert "scan_read" not in [line["event"] for line in night.told()]
    assert_libraries_name_nobody(right, scheduler)


def assert_libraries_name_nobody(machine: Machine, scheduler: str) -> None:
    from distributed import Client

    with Client(scheduler) as client:
        client.submit(speak).result(timeout=60)
    libraries = [line["logger"] for line in machine.told() if line["event"] == "library"]
    assert libraries[-3:] == ["some.library", "distributed.worker", "py.warnings"]
    assert "裕二" not in machine.said()
