"""A counter at which nothing is read unless a test says so: sheets stay as they came in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from fastapi.testclient import TestClient

from pipeline.settings import PROJECT_ROOT
from tests.api.conftest import API, Desk, House

SAMPLES = PROJECT_ROOT / "form_templates" / "samples"
SHEET = SAMPLES / "resident_transfer_scan.jpg"
MOST_BYTES = 3_000_000
DOOR = f"{API}/counter/sheets"


@dataclass
class Counter(House):
    """A town's house whose people are logged in already: hashing passwords is slow."""

    logins: dict[str, tuple[str, str]] = field(default_factory=dict)

    def login(self, username: str) -> Desk:
        client = TestClient(self.client.app, raise_server_exceptions=False)
        token, csrf = self.logins.get(username, ("", ""))
        client.cookies.set("madoguchi_session", token)
        return Desk(client, csrf)

    @property
    def app(self) -> Any:
        return self.client.app


def bring(desk: Desk, content: bytes, name: str = "用紙.jpg", **headers: str) -> Any:
    every = {"X-CSRF-Token": desk.csrf, "X-File-Name": quote(name), "Content-Type": "application/octet-stream"}
    return desk.client.post(DOOR, content=content, headers=every | headers)


def sheets(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.ok("GET", "/counter/sheets")["sheets"]
    return found


@contextmanager
def listening(
    url: str, desk: Desk, known: str = "", where: str = "/counter/events"
) -> Iterator[Iterator[dict[str, Any]]]:
    """What a browser with the desk's login hears from a served counter, or from another stream."""
    cookies = dict(desk.client.cookies)
    with httpx.Client(transport=httpx.HTTPTransport(retries=9), cookies=cookies, timeout=60) as client:
        headers = {"Last-Event-ID": known} if known else {}
        with client.stream("GET", f"{url}{API}{where}", headers=headers) as reply:
            assert reply.status_code == 200, reply.read()
            assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
            yield events_in(reply.iter_lines())


def events_in(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    for line in lines:
        if line.startswith(":"):
            yield {"comment": line}
        elif not line and "data" in event:
            yield event
            event = {}
        elif line:
            name, value = line.split(": ", 1)
            event[name] = json.loads(value) if name == "data" else value
