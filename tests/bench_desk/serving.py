"""The program as a town hall runs it, in a process of its own, and one person's way to its doors."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.settings import PROJECT_ROOT, Settings
from tests.api.town import PASSWORD

COOKIE = "madoguchi_session"
_PATIENCE_S = 300.0


def environment_of(settings: Settings) -> dict[str, str]:
    """This machine's environment, with the data folder and database of ``settings`` and no other setting of ours."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
    own = {"MADOGUCHI_DATA_DIR": str(settings.data_dir), "MADOGUCHI_DATABASE_URL": settings.sqlalchemy_url}
    return usual | own


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """``madoguchi serve`` on a free port of loopback, which is told; stopped at the end."""
    port = free_port()
    environment = environment_of(settings) | {"MADOGUCHI_PORT": str(port)}
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "serve"]
    process = subprocess.Popen(command, env=environment, cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("madoguchi serve did not come up")


@dataclass
class Reply:
    """What came back, and how long it took in milliseconds, loopback included."""

    status: int
    body: bytes
    ms: float

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class Doors:
    """One person, logged in, on one connection that stays open as a browser's does."""

    def __init__(self, port: int, username: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Content-Type": "application/json"}
        reply = self.ask("POST", "/api/v1/session", {"username": username, "password": PASSWORD}, cookies=True)
        self._headers["X-CSRF-Token"] = reply.json["csrf"]

    def ask(self, method: str, path: str, body: object = None, *, cookies: bool = False) -> Reply:
        """One request; an error where it is refused: a bench measures what works."""
        content = None if body is None else json.dumps(body)
        start = time.perf_counter()
        self._line.request(method, path, content, self._headers)
        reply = self._line.getresponse()
        told = Reply(reply.status, reply.read(), (time.perf_counter() - start) * 1000)
        if cookies:
            self.cookie = (reply.getheader("Set-Cookie") or "").split(";")[0].partition("=")[2]
            self._headers["Cookie"] = f"{COOKIE}={self.cookie}"
        if told.status >= 400:
            raise RuntimeError(f"{method} {path.split('?', maxsplit=1)[0]}: {told.status} {told.body[:200]!r}")
        return told
