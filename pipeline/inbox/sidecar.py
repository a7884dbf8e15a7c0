"""``NAME.json`` beside ``NAME.pdf``: what scanner software knows of a scan."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Set
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from models.problem import Problem, ProblemCode
from models.record import Lane

SUFFIX = ".json"
MOST_BYTES = 64_000

_AHEAD = dt.timedelta(minutes=10)
"""How far the scanner's clock may be before this machine's."""


class Sidecar(BaseModel):
    """All of it may be left out; a key that is not here is an error, for it was meant to say something."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    received_at: AwareDatetime | None = None
    lane: Lane | None = None
    form: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)] | None = None
    remark: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] | None = None


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
    try:
        told = Sidecar.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return wrong_at(*(_key(item["type"], item["loc"]) for item in error.errors(include_input=False)))
    if told.received_at is not None and told.received_at > now + _AHEAD:
        return wrong_at("received_at")
    if told.form is not None and told.form not in forms:
        return wrong_at("form")
    return told


def _key(kind: str, place: tuple[int | str, ...]) -> str:
    """A key of ours by its name; a strange one could be anything, a resident's name too."""
    return str(place[0]) if place and place[0] in Sidecar.model_fields and kind != "extra_forbidden" else "JSON"


def wrong_at(*keys: str) -> Problem:
    """What is told of a sidecar that says nothing to be used, by the names of its keys."""
    return Problem(ProblemCode.BAD_SIDECAR, details={"where": ", ".join(dict.fromkeys(keys))})
