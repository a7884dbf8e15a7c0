"""What a snapshot says of itself, with a seal that breaks when any of it is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Data):
    """A file of the snapshot's own."""

    sha256: str
    bytes: int


class Manifest(_Data):
    """What a snapshot holds. ``lacking`` counts files that rows name and the image store could not give."""

    format: Literal[1] = 1
    snapshot: str
    taken_at: datetime
    program: str
    revision: str
    origin: str
    tables: Mapping[str, int]
    parts: Mapping[str, Part]
    files: int
    file_bytes: int
    lacking: int


def sealed(manifest: Manifest) -> bytes:
    """The manifest as a JSON file; its last key, ``seal``, is the sha256 of the rest."""
    told = manifest.model_dump(mode="json")
    return (json.dumps({**told, "seal": _seal(told)}, indent=1) + "\n").encode()


def unsealed(text: bytes) -> Manifest:
    """The manifest in a file; ValueError where it is none, or not as it was written."""
    told = json.loads(text)
    if not isinstance(told, dict) or told.pop("seal", None) != _seal(told):
        raise ValueError("the seal is broken")
    return Manifest.model_validate(told)


def _seal(told: Mapping[str, object]) -> str:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
