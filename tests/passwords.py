"""Passwords of the tests are hashed lightly: the five accounts of each of hundreds of towns would take a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from pipeline.store import passwords

SHIPPED = passwords._HASHER
"""What a town hall's passwords are hashed with; a test of its own looks at its strength."""


@pytest.fixture(scope="session", autouse=True)
def _light_hashes() -> Iterator[None]:
    """The same argon2id with the least memory and fewest rounds that it knows. Processes started hash as shipped."""
    passwords._HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    yield
    passwords._HASHER = SHIPPED
