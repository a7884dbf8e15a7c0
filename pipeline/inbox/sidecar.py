"""``NAME.json`` beside ``NAME.pdf``: what scanner software knows of a scan."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from collections.abc import Set
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from models.clock import JAPAN
from models.problem import Problem, ProblemCode
from models.record import Lane

SUFFIX = ".json"
MOST_BYTES = 64_000

_AHEAD = dt.timedelta(minutes=10)
"""How far the scanner's clock may be before this machine's."""

_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=JAPAN)
"""What is said to have come before is a clock that was never set, and would be served before everybody else."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")

_NO_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
"""Several lines, and tabs, are writing; PostgreSQL keeps no NUL, and the others are seen nowhere."""


def _moment(value: object) -> object:
    """Written as a date and a time: a number would be taken for the seconds since 1970, even where it means a day."""
    if isinstance(value, dt.datetime) or (isinstance(value, str) and _DATE.match(value)):
        return value
    raise ValueError


class Sidecar(BaseModel):
    """All of it may be left out; a key that is not here is an error, for it was meant to say something."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    received_at: Annotated[AwareDatetime, BeforeValidator(_moment)] | None = None
    lane: Lane | None = None
    form: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)] | None = None
    remark: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_NO_CONTROLS)]
        | None
    ) = None


NOTHING_TOLD = Sidecar()


def sidecar_of(scan: Path) -> Path:
    """Where the metadata of a scan is expected."""
    return scan.with_suffix(SUFFIX)


def is_sidecar(path: Path) -> bool:
    """Whether a file is metadata by its name, which some machines write in capitals."""
    return path.suffix.lower() == SUFFIX


def read_sidecar(path: Path, forms: Set[str], now: dt.datetime) -> Sidecar | Problem:
    """What it says, or what is wrong with it, by the names of its keys; OSError where it cannot be read."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return wrong_at("JSON")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        told = Sidecar.model_validate_json(data)
    except ValidationError as error:
        return wrong_at(*(_key(item["type"], item["loc"]) for item in error.errors(include_input=False)))
    if twice := _said_twice(data):
        return wrong_at(*twice)
    if told.received_at is not None and not _EARLIEST <= told.received_at <= now + _AHEAD:
        return wrong_at("received_at")
    if told.form is not None and told.form not in forms:
        return wrong_at("form")
    return told


def _said_twice(data: bytes) -> list[str]:
    """The keys of a sound sidecar that it has more than once: nobody knows which of them was meant."""
    pairs = json.loads(data, object_pairs_hook=list)
    return [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def _key(kind: str, place: tuple[int | str, ...]) -> str:
    """A key of ours by its name; a strange one could be anything, a resident's name too."""
    return str(place[0]) if place and place[0] in Sidecar.model_fields and kind != "extra_forbidden" else "JSON"


def wrong_at(*keys: str) -> Problem:
    """What is told of a sidecar that says nothing to be used, by the names of its keys."""
    return Problem(ProblemCode.BAD_SIDECAR, details={"where": ", ".join(dict.fromkeys(keys))})
