"""A file on its way in: written to disk piece by piece, never whole in memory, and gone again once it is taken in."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote
from uuid import uuid4

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request

from api.errors import NotWhole, TooLarge
from pipeline.intake.open_scan import name_of
from pipeline.store.whole import disk_fault

PIECE_BYTES = 1 << 20
MOST_NAME = 120
"""Characters of a file's name that are kept."""

STALE_SECONDS = 3_600
"""No file is on its way for so long: a server that stopped left it."""


@asynccontextmanager
async def received_file(request: Request, folder: Path, most_bytes: int) -> AsyncIterator[Path]:
    """The request's body as a file in ``folder``, removed at the end of the block.

    TooLarge as soon as that is known, NotWhole where the line broke, StoreFault where the disk does not take it.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most_bytes:
        raise _too_large(most_bytes)
    path = folder / f"{uuid4().hex}.part"
    try:
        with await to_thread.run_sync(_opened, path) as file:
            received = await _written(request, file, most_bytes)
        if announced.isdecimal() and received != int(announced):
            raise NotWhole("fewer bytes came than were announced")
        yield path
    except ClientDisconnect:
        raise NotWhole("the line broke") from None
    finally:
        with suppress(OSError):
            await to_thread.run_sync(path.unlink)


def file_name_in(header: str) -> str:
    """The name that a browser sends percent-encoded, without folders and without what a terminal would obey."""
    name = name_of(Path(unquote(header, errors="replace").replace("\\", "/").replace("\0", "")))
    return name[-MOST_NAME:].strip(".") or "scan"


def forget_incoming(folder: Path) -> None:
    """Remove what a server that stopped had begun to receive: its sender was told nothing, and sends it again."""
    for path in folder.glob("*.part"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink()


async def _written(request: Request, file: BinaryIO, most_bytes: int) -> int:
    """Write the body as it comes; how many bytes it had."""
    received, piece = 0, bytearray()
    async for chunk in request.stream():
        received += len(chunk)
        if received > most_bytes:
            raise _too_large(most_bytes)
        piece += chunk
        if len(piece) >= PIECE_BYTES:
            await to_thread.run_sync(_write, file, bytes(piece))
            piece.clear()
    await to_thread.run_sync(_write, file, bytes(piece))
    return received


def _opened(path: Path) -> BinaryIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
    except OSError as error:
        raise disk_fault(error) from error


def _write(file: BinaryIO, piece: bytes) -> None:
    try:
        file.write(piece)
        file.flush()  # a full disk speaks up here, not when the file is closed
    except OSError as error:
        raise disk_fault(error) from error


def _too_large(most_bytes: int) -> TooLarge:
    return TooLarge("the file is too large", limit_mb=f"{most_bytes / 1_000_000:.0f}")
