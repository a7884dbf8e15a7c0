"""A town hall whose nights are run by Prefect: a real server, a real worker, real reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.bench_desk.serving import free_port
from tests.drill.standing import Machine, Prefect, bring, until
from tests.drill.stored import Stored

PAGES = 24
"""Three groups: one reader takes some twenty seconds for them."""


@dataclass(frozen=True)
class Town:
    """Its machine, the sheets that wait there, Prefect's doors, and machines beside the first one."""

    settings: Settings
    machine: Machine
    prefect: Prefect
    stored: Stored
    port: int
    others: list[Machine] = field(default_factory=list)

    def another(self, settings: Settings, told: Path, **more: str) -> Machine:
        """A machine that knows Prefect's server, ended with the town."""
        self.others.append(Machine(settings, told, MADOGUCHI_PREFECT_URL=self.prefect.url, **more))
        return self.others[-1]

    def start_server(self) -> None:
        """Prefect's server, until it answers."""
        server = self.machine.start("night", "server", "--port", str(self.port))
        until(lambda: self.prefect.answers(server), "the Prefect server answers")

    def start_worker(self) -> None:
        """The worker that runs nights."""
        self.machine.start("night", "worker")


@pytest.fixture
def town(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    """Its server stands, and knows the schedule; nobody works yet. The desk is open to the whole house."""
    port = free_port()
    prefect = Prefect(f"http://127.0.0.1:{port}/api")
    settings = Settings(data_dir=tmp_path / "var", engine="onnxruntime")
    open_desk = {"MADOGUCHI_PREFECT_URL": prefect.url, "MADOGUCHI_HOST": "0.0.0.0"}
    machine = Machine(settings, tmp_path / "town.log", **open_desk)
    bring(settings, getattr(request, "param", PAGES), tmp_path / "pile")
    town = Town(settings, machine, prefect, Stored(settings), port)
    try:
        town.start_server()
        assert machine.done("night", "schedule") == 0
        yield town
    finally:
        for each in (*town.others, machine):
            each.end()
