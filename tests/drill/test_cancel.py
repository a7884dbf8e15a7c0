"""A night that somebody cancels on Prefect's page, and the one after it: a real server, a real worker, real reading."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import func, select

from models.db.session import Database, make_engine
from models.db.tables import PageRow, RecordRow
from pipeline.digitise import take_in
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import PROJECT_ROOT, Settings
from pipeline.site import open_site
from tests.bench_desk.serving import environment_of, free_port

PAGES = 24
"""Three groups: one reader takes some twenty seconds for them."""

PATIENCE_S = 240.0


def until(is_so: Callable[[], Any], what: str) -> Any:
    """What it says once that is something; an error where it never is."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        if found := is_so():
            return found
        time.sleep(0.3)
    raise AssertionError(f"not in {PATIENCE_S:.0f} s: {what}")


class Town:
    """Sheets that wait, and Prefect's own doors, through which its page cancels."""

    def __init__(self, settings: Settings, url: str) -> None:
        """Nothing is asked yet."""
        self._database = Database(make_engine(settings.sqlalchemy_url))
        self.prefect = httpx.Client(base_url=url, timeout=30)

    def pages(self) -> int:
        """How many are stored."""
        return self._count(PageRow)

    def records(self) -> int:
        """How many there are."""
        return self._count(RecordRow)

    def _count(self, table: type[PageRow | RecordRow]) -> int:
        with self._database.read() as session:
            return session.scalars(select(func.count()).select_from(table)).one()

    def begin(self) -> str:
        """A night asked for by hand; its run's id. A busy server says 503 at times, and is asked again."""
        (deployment,) = self.prefect.post("/deployments/filter", json={}).raise_for_status().json()
        body = {"parameters": {"inbox": False}, "state": {"type": "SCHEDULED"}}
        door = f"/deployments/{deployment['id']}/create_flow_run"
        reply = until(lambda: _unless_busy(self.prefect.post(door, json=body)), "Prefect takes the run")
        return str(reply.json()["id"])

    def state(self, run: str) -> str:
        """What Prefect says of a run."""
        return str(self.prefect.get(f"/flow_runs/{run}").json()["state_type"])

    def cancel(self, run: str) -> None:
        """As the page's button does."""
        body = {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": False}
        self.prefect.post(f"/flow_runs/{run}/set_state", json=body).raise_for_status()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    settings = Settings(data_dir=tmp_path / "var", engine="onnxruntime")
    site = open_site(settings)
    paper = write_samples(
        settings.templates_dir, "residence_certificate_request", PAGES, Level.SCAN, 5, tmp_path / "in"
    )
    take_in(paper, "pile", site)
    site.database.close()
    more = {"MADOGUCHI_PREFECT_URL": url, "MADOGUCHI_WORKERS": "1", "MADOGUCHI_ENGINE": "onnxruntime"}
    environment = environment_of(settings) | more
    server = _madoguchi(environment, "server", "--port", str(port))
    standing = [server]
    try:
        until(lambda: _answers(url, server), "the Prefect server answers")
        assert _madoguchi(environment, "schedule").wait(PATIENCE_S) == 0
        standing.append(_madoguchi(environment, "worker"))
        yield Town(settings, url)
    finally:
        for process in reversed(standing):
            _end(process)


def _madoguchi(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "night", *words]
    return subprocess.Popen(
        command, env=environment, cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _unless_busy(reply: httpx.Response) -> httpx.Response | None:
    return None if reply.status_code == httpx.codes.SERVICE_UNAVAILABLE else reply.raise_for_status()


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, "the Prefect server ended"
    try:
        return httpx.get(f"{url}/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.send_signal(signal.SIGTERM)
    _, alive = psutil.wait_procs(family, timeout=30)
    for one in alive:
        one.kill()


def _reading() -> list[psutil.Process]:
    """Reading processes of nights: children of children of this process that were spawned to read."""
    return [
        one for one in psutil.Process(os.getpid()).children(recursive=True) if "spawn_main" in " ".join(_words_of(one))
    ]


def _words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_night_that_is_cancelled_ends_soon_and_the_next_one_reads_the_rest(town: Town) -> None:
    run = town.begin()
    until(town.pages, "the first pages are stored")
    town.cancel(run)
    until(lambda: town.state(run) == "CANCELLED", "the run is cancelled")
    until(lambda: not _reading(), "its reading processes are gone")
    left = town.pages()
    assert 0 < left < PAGES
    time.sleep(3)
    assert town.pages() == left  # nobody reads on in secret
    again = town.begin()
    until(lambda: town.state(again) == "COMPLETED", "the next night is done")
    assert (town.pages(), town.records()) == (PAGES, PAGES)
