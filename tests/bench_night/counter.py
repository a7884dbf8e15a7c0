"""Sheets at the counter while a pile is read: from handing in to the first reading on the desk."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import httpx

from models.db.session import Database, make_engine
from pipeline.settings import PROJECT_ROOT, Settings
from tests.api.town import PASSWORD
from tests.bench_desk.figures import Times
from tests.bench_desk.serving import environment_of, serving
from tests.bench_night.run import pages_in

GOAL_MS = 1500.0
_POLL_S = 0.02
_PATIENCE_S = 120.0
_PAGES_STORED = 8
_DONE = {"done", "refused", "failed"}


def counter_times(sheets: Sequence[Path], pile: Path, settings: Settings) -> Times:
    """Hand the sheets in one after another while ``madoguchi ingest`` reads the pile; ms of each.

    The first, for which the reading process starts, is not counted: somebody who opens the counter's page warms it.
    """
    with serving(settings) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=60) as client:
        csrf = client.post("/session", json={"username": "yamada", "password": PASSWORD}).json()["csrf"]
        _hand_in(client, csrf, sheets[0])
        command = [sys.executable, "-c", "from pipeline.cli import main; main()", "ingest", str(pile)]
        batch = subprocess.Popen(command, env=environment_of(settings), cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL)
        try:
            _until_reading(settings)
            ms = [_hand_in(client, csrf, sheet) for sheet in sheets[1:]]
            is_beside = batch.poll() is None
        finally:
            batch.terminate()
            batch.wait(timeout=60)
    name = "handing in to first reading, beside a pile" if is_beside else "handing in (the pile ended before)"
    return Times(name, tuple(ms), GOAL_MS)


def _hand_in(client: httpx.Client, csrf: str, sheet: Path) -> float:
    headers = {"X-CSRF-Token": csrf, "X-File-Name": quote(sheet.name), "Content-Type": "application/octet-stream"}
    content = sheet.read_bytes()
    start = time.perf_counter()
    reply = client.post("/counter/sheets", content=content, headers=headers)
    reply.raise_for_status()
    sheet_id = reply.json()["sheet"]["sheet_id"]
    while time.perf_counter() - start < _PATIENCE_S:
        if client.get(f"/counter/sheets/{sheet_id}").json()["stage"] in _DONE:
            return (time.perf_counter() - start) * 1000
        time.sleep(_POLL_S)
    raise RuntimeError("a sheet of the counter was not read")


def _until_reading(settings: Settings) -> None:
    """Wait until the pile's own processes have begun to store pages."""
    database = Database(make_engine(settings.sqlalchemy_url))
    give_up = time.perf_counter() + _PATIENCE_S
    while pages_in(database) < _PAGES_STORED and time.perf_counter() < give_up:
        time.sleep(0.5)
    database.close()
