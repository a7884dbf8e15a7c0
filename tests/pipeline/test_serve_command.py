"""``madoguchi serve``: the desk really answers on its port, or says in one line why it cannot."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.bench_desk.serving import free_port
from tests.pipeline.command_line import ROOT, command, environment, madoguchi
from tests.readiness import furnish

HOST = "127.0.0.1"


def get(port: int, path: str) -> tuple[HTTPResponse, str]:
    with closing(HTTPConnection(HOST, port, timeout=20)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response, response.read().decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The desk of a fresh house, in its own process; ended by its own id."""
    port, data_dir = free_port(), furnish(tmp_path_factory.mktemp("served"), unpacked)
    assert madoguchi(data_dir, "setup").returncode == 0
    log = data_dir / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            command("serve"),
            env=environment(data_dir, MADOGUCHI_PORT=str(port), MADOGUCHI_MUNICIPALITY_NAME="窓見市"),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        )
    try:
        wait_until_it_answers(process, port, log)
        yield process, port
    finally:
        process.kill()  # that it ends when asked to is a test of its own
        process.communicate(timeout=30)


def wait_until_it_answers(process: subprocess.Popen[str], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            get(port, "/api/v1/health")
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    pytest.fail("no answer in a minute")


def test_the_house_is_healthy(server: tuple[subprocess.Popen[str], int]) -> None:
    response, body = get(server[1], "/api/v1/health")
    assert response.status == 200
    told = json.loads(body)
    assert told["ok"] and told["database"] and told["weights"] and told["disk_free_bytes"] > 0
    assert response.getheader("server") is None  # what serves is nobody's business


def test_the_door_shows_whose_desk_it_is(server: tuple[subprocess.Popen[str], int]) -> None:
    response, body = get(server[1], "/login")
    assert response.status == 200 and "text/html" in str(response.getheader("content-type"))
    assert "窓見市" in body and 'type="password"' in body
    script, _ = get(server[1], "/static/js/login.js")
    assert script.status == 200 and "javascript" in str(script.getheader("content-type"))


def test_strangers_are_led_to_the_door(server: tuple[subprocess.Popen[str], int]) -> None:
    page, _ = get(server[1], "/queue")
    assert (page.status, page.getheader("location")) == (303, "/login")
    reply, _ = get(server[1], "/api/v1/records")
    assert reply.status == 401


def test_a_port_in_use_is_told_in_one_line(server: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    done = madoguchi(tmp_path, "serve", MADOGUCHI_PORT=str(server[1]))
    assert done.returncode == 3 and done.stdout == ""
    assert done.stderr.startswith("madoguchi: environment: ") and done.stderr.count("\n") == 1


def test_the_desk_says_where_it_is_and_ends_when_asked_to(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server  # the last test: the others need it running
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=30)
    assert f"http://{HOST}:{port}" in told
    with pytest.raises(ConnectionRefusedError):
        get(port, "/login")
