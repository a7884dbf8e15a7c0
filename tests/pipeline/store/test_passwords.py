"""What keeps passwords: the hash that is shipped, which the other tests replace by a light one."""

from __future__ import annotations

import pytest

from pipeline.store import passwords
from pipeline.store.passwords import hash_password, is_password
from tests.passwords import SHIPPED

PASSWORD = "正しい馬の電池 staple"


@pytest.fixture
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", SHIPPED)


@pytest.mark.usefixtures("_as_shipped")
def test_a_copied_database_costs_a_guesser_memory_and_time() -> None:
    stored = hash_password(PASSWORD)
    algorithm, version, costs, *_ = stored.lstrip("$").split("$")
    assert (algorithm, version) == ("argon2id", "v=19")
    asked = {name: int(value) for name, value in (cost.split("=") for cost in costs.split(","))}
    assert asked["m"] >= 19 * 1024 and asked["t"] >= 2  # KiB and rounds, as OWASP wants at least
    assert is_password(PASSWORD, stored) and not is_password(PASSWORD + " ", stored)
    assert hash_password(PASSWORD) != stored  # salted
