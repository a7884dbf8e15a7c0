"""Programs that stand as a town hall runs them, and Prefect's own doors, through which its page works."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

from pipeline.digitise import take_in
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import PROJECT_ROOT, Settings
from pipeline.site import open_site
from tests.bench_desk.serving import environment_of

PATIENCE_S = 240.0
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def until(is_so: Callable[[], Any], what: str) -> Any:
    """What it says once that is something; an error where it never is."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        if found := is_so():
            return found
        time.sleep(0.3)
    raise AssertionError(f"not in {PATIENCE_S:.0f} s: {what}")


def words_of(process: psutil.Process) -> list[str]:
    """How a process was started; nothing where it is gone by now."""
    try:
        return [str(word) for word in process.cmdline()]
    except psutil.Error:
        return []


def bring(settings: Settings, pages: int, folder: Path, seed: int = 5) -> None:
    """Sheets that wait."""
    site = open_site(settings)
    paper = write_samples(settings.templates_dir, "residence_certificate_request", pages, Level.SCAN, seed, folder)
    take_in(paper, folder.name, site)
    site.database.close()


class Machine:
    """Programs with the same settings. What they tell of their work is in one file, what they say in another."""

    def __init__(self, settings: Settings, told: Path, **more: str) -> None:
        """Start nothing yet."""
        self._told, self._said = told, told.with_suffix(".said")
        logged = {"MADOGUCHI_LOG_FORMAT": "json", "MADOGUCHI_LOG_FILE": str(told), "MADOGUCHI_LANGUAGE": "en"}
        alike = {"MADOGUCHI_WORKERS": "1", "MADOGUCHI_ENGINE": "onnxruntime"}
        self._environment = environment_of(settings) | logged | alike | more
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """``madoguchi`` with these words, until it is ended; ``more`` settings are its own."""
        return self.start_python("-c", "from pipeline.cli import main; main()", *words, **more)

    def start_python(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """Any other program of this Python."""
        with self._said.open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, *words], env=self._environment | more, cwd=PROJECT_ROOT, stdout=said, stderr=said
            )
        self._running.append(process)
        return process

    def done(self, *words: str, **more: str) -> int:
        """The exit code of ``madoguchi`` with these words, once it has ended by itself."""
        process = self.start(*words, **more)
        code = process.wait(PATIENCE_S)
        self._running.remove(process)
        return code

    def told(self) -> list[dict[str, Any]]:
        """What was told of, line by line."""
        return [json.loads(line) for line in self._told.read_text(encoding="utf-8").splitlines()]

    def said(self) -> str:
        """What was written to the terminal."""
        return self._said.read_text(encoding="utf-8")

    def strike(self) -> None:
        """The power is cut: all are gone at once, with whatever they started."""
        for one in self._family():
            one.kill()
        self._wait()

    def end(self) -> None:
        """End all, the last one first; what does not end is killed."""
        family = self._family()
        for process in reversed(self._running):
            process.send_signal(signal.SIGTERM)
        _, alive = psutil.wait_procs(family, timeout=30)
        for one in alive:
            one.kill()
        self._wait()

    def _family(self) -> list[psutil.Process]:
        roots = [psutil.Process(process.pid) for process in self._running if process.poll() is None]
        return [one for root in roots for one in (root, *root.children(recursive=True))]

    def _wait(self) -> None:
        for process in self._running:
            process.wait(PATIENCE_S)
        self._running.clear()


class Prefect:
    """The doors of a standing server."""

    def __init__(self, url: str) -> None:
        """Nothing is asked yet."""
        self.url = url
        self._client = httpx.Client(base_url=url, timeout=30)

    def answers(self, server: subprocess.Popen[bytes]) -> bool:
        """Whether it is up by now."""
        assert server.poll() is None, "the Prefect server ended"
        try:
            return self._client.get("/health").is_success
        except httpx.HTTPError:
            return False

    def deployment(self) -> dict[str, Any]:
        """The night's."""
        (found,) = self._client.post("/deployments/filter", json={}).raise_for_status().json()
        return dict(found)

    def pool(self) -> dict[str, Any]:
        """The night's work pool."""
        return dict(self._client.get("/work_pools/madoguchi").raise_for_status().json())

    def scheduled(self) -> list[datetime]:
        """When the nights begin that wait for their time."""
        body = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        found = self._client.post("/flow_runs/filter", json=body).raise_for_status().json()
        return sorted(datetime.fromisoformat(run["expected_start_time"]) for run in found)

    def limit(self, nights: int, runs: int) -> None:
        """Limit the deployment and the pool, as earlier versions did."""
        path = f"/deployments/{self.deployment()['id']}"
        self._client.patch(path, json={"concurrency_limit": nights}).raise_for_status()
        self._client.patch("/work_pools/madoguchi", json={"concurrency_limit": runs}).raise_for_status()

    def begin(self) -> str:
        """A night asked for by hand; its run's id. A busy server says 503 at times, and is asked again."""
        body = {"parameters": {"inbox": False}, "state": {"type": "SCHEDULED"}}
        door = f"/deployments/{self.deployment()['id']}/create_flow_run"
        reply = until(lambda: _unless_busy(self._client.post(door, json=body)), "Prefect takes the run")
        return str(reply.json()["id"])

    def state(self, run: str) -> str:
        """What Prefect says of a run."""
        return str(self._client.get(f"/flow_runs/{run}").json()["state_type"])

    def running(self) -> set[str]:
        """The runs, of nights and of what they begin, that it holds for running."""
        body = {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
        return {str(run["id"]) for run in self._client.post("/flow_runs/filter", json=body).raise_for_status().json()}

    def end_of(self, run: str) -> str:
        """What it says once the run has ended, however."""
        return str(until(lambda: [said for said in [self.state(run)] if said in ENDED], "the run has ended")[0])

    def cancel(self, run: str) -> None:
        """As the page's button does."""
        body = {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": False}
        self._client.post(f"/flow_runs/{run}/set_state", json=body).raise_for_status()


def _unless_busy(reply: httpx.Response) -> httpx.Response | None:
    return None if reply.status_code == httpx.codes.SERVICE_UNAVAILABLE else reply.raise_for_status()
