"""The process in which hostile bytes are decoded. ``apart`` starts it, asks it and outlives it.

It answers one message after the other on the socket that it was born with: JSON in, JSON out, and decoded pages as
memory that both processes see. What it says is checked over there, never unpickled: the bytes may have taken it over.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2

from models.errors import MissingPackage
from models.problem import Problem
from models.scan import MediaType
from pipeline.intake.caps import Caps
from pipeline.intake.confine import bar_sockets, limit
from pipeline.intake.flatten import Canvas, Raster
from pipeline.intake.images import decode_frame, measure_image
from pipeline.intake.pdf import draw_pdf, measure_pdf
from pipeline.intake.shared_pages import Shelf

MESSAGE_BYTES = 1 << 16


def serve(door: socket.socket) -> None:
    """Answer until the other side goes away."""
    cv2.setNumThreads(1)
    shelf = Shelf()
    door.sendall(_written({"barred": bar_sockets()}))
    while message := door.recv(MESSAGE_BYTES):
        reply = _answer(json.loads(message), shelf)
        memory = list(shelf.new.values())
        socket.send_fds(door, [_written({**reply, "new": list(shelf.new)})], memory)
        for handed_over in memory:
            os.close(handed_over)


def _answer(asked: Mapping[str, Any], shelf: Shelf) -> Mapping[str, object]:
    caps, path, media_type = Caps(**asked["caps"]), Path(asked["path"]), MediaType(asked["media_type"])
    limit(caps.decode_memory_bytes, caps.decode_seconds, caps.page_bytes)
    shelf.begin(asked["spare"], asked["forget"])
    try:
        if "numbers" not in asked:
            return {"measured": _told(_measured(path, media_type, caps), shelf)}
        first, last = asked["numbers"]
        pages = _decoded(path, media_type, range(first, last + 1), caps, shelf.canvas)
        return {"pages": [_told(page, shelf) for page in pages]}
    except MissingPackage as error:
        return {"missing": error.details["package"]}


def _measured(path: Path, media_type: MediaType, caps: Caps) -> int | Problem:
    return measure_pdf(path, caps) if media_type is MediaType.PDF else measure_image(path, media_type, caps)


def _decoded(
    path: Path, media_type: MediaType, numbers: range, caps: Caps, canvas: Canvas
) -> Sequence[Raster | Problem]:
    if media_type is MediaType.PDF:
        return draw_pdf(path, numbers, caps, canvas)
    return [decode_frame(path, media_type, number, caps, canvas) for number in numbers]


def _told(outcome: int | Raster | Problem, shelf: Shelf) -> object:
    if isinstance(outcome, Raster):
        return {"piece": shelf.number_of(outcome.pixels), "shape": outcome.pixels.shape[:2], "dpi": outcome.dpi}
    if isinstance(outcome, Problem):
        return {"problem": outcome.code, "page": outcome.page, "details": dict(outcome.details)}
    return outcome


def _written(reply: Mapping[str, object]) -> bytes:
    return json.dumps(reply).encode()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as own:
        serve(own)
