"""Prefect's standing server: where it listens, and what the schedule leaves there."""

from __future__ import annotations

import psutil

from models.clock import JAPAN
from tests.drill.conftest import Town
from tests.drill.standing import until


def test_the_server_is_this_machines_alone_knows_the_next_nights_and_limits_none(town: Town) -> None:
    doors = [one.laddr.ip for one in psutil.net_connections("tcp") if one.laddr.port == town.port and not one.raddr]
    assert doors == ["127.0.0.1"]  # though the desk is open to the whole house
    nights = [night.astimezone(JAPAN) for night in until(town.prefect.scheduled, "the next nights are entered")]
    assert len(nights) > 2 and {(night.hour, night.minute) for night in nights} == {(22, 0)}
    town.prefect.limit(nights=1, runs=2)  # as earlier versions did
    assert town.prefect.deployment()["global_concurrency_limit"]["limit"] == 1
    assert town.machine.done("night", "schedule") == 0
    assert town.prefect.deployment()["global_concurrency_limit"] is None
    assert town.prefect.pool()["concurrency_limit"] is None
