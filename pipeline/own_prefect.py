"""Prefect's server for one command alone, where the settings name no standing one.

Prefect would start one itself. But that one ends first at the terminal's Ctrl-C, under a run that needs it to end in
order; it outlives a run that is killed; and its troubles reach the terminal as pages of Python's.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import sys
from threading import Thread
from time import sleep

import httpx

from models.errors import DiskFull, EnvironmentFault
from pipeline.prefect_environment import prepare_prefect
from pipeline.settings import Settings
from pipeline.store.whole import disk_fault

START_SECONDS = 180.0
"""Its first start in a new home takes about 12 s, on a slow machine several times that."""

END_SECONDS = 5.0

LITTLE_ROOM = 16_000_000
"""Its database takes a few megabytes, and so does the journal of its first start (bytes)."""


def have_prefect(chosen: Settings) -> None:
    """See to Prefect's environment and to a server, until this process ends; call before Prefect is imported.

    DiskFull or EnvironmentFault where the server does not start.
    """
    try:
        prepare_prefect(chosen)
    except OSError as error:
        raise disk_fault(error) from error
    if "PREFECT_API_URL" in os.environ:
        return
    with socket.create_server(("127.0.0.1", 0)) as door:  # whoever comes before the server is up waits at its door
        server = _start(door)
        url = os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{door.getsockname()[1]}/api"
    atexit.register(_end, server)  # before Prefect's own, so that it is done after them
    import prefect.main  # noqa: F401, PLC0415 - takes seconds, in which the server starts

    try:
        httpx.get(f"{url}/health", timeout=START_SECONDS, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        if shutil.disk_usage(os.environ["PREFECT_HOME"]).free < LITTLE_ROOM:
            raise DiskFull("Prefect's server does not start: no room on the disk", reason="no room") from None
        raise EnvironmentFault(f"Prefect's server does not start: {type(error).__name__}") from None


def _start(door: socket.socket) -> subprocess.Popen[bytes]:
    own = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", __name__, str(door.fileno())],
        env=os.environ | own,
        pass_fds=[door.fileno()],
        stdin=subprocess.PIPE,  # nothing is ever written: its end is the end of this process, however that comes
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # out of reach of the terminal's Ctrl-C
    )


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.stdin is not None:
        server.stdin.close()
    try:
        server.wait(2 * END_SECONDS)
    except subprocess.TimeoutExpired:  # it ends itself in half of that, unless the machine stands still
        server.kill()


def _serve(door: int) -> None:
    """Be the server, until whoever started it is gone."""
    import uvicorn  # noqa: PLC0415 - the one that starts it has no use for this

    app = "prefect.server.api.server:create_app"
    config = uvicorn.Config(app, factory=True, log_level="error", lifespan="on", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    Thread(target=_end_with_starter, args=(server,), daemon=True).start()
    server.run(sockets=[socket.socket(fileno=door)])


def _end_with_starter(server: object) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True  # type: ignore[attr-defined]
    sleep(END_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
