"""A line of a town hall: a relay on loopback that hands on every byte a while later, in both directions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress


@contextmanager
def slow_line(port: int, added_ms: float) -> Iterator[int]:
    """The port of a relay to ``port``: a request and its reply take ``added_ms`` longer, and so does connecting.

    Chromium's own throttling only holds a reply back until that much time has passed since the request, so that a
    server's work would hide in it.
    """
    up: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        down = asyncio.Event()
        server = await asyncio.start_server(lambda *ends: _relay(*ends, port, added_ms / 2000), "127.0.0.1", 0)
        up.set_result((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), down))
        await down.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    near, loop, down = up.result(timeout=10)  # s
    yield near
    loop.call_soon_threadsafe(down.set)
    thread.join(timeout=10)  # s


async def _relay(near: asyncio.StreamReader, near_out: asyncio.StreamWriter, port: int, one_way_s: float) -> None:
    await asyncio.sleep(2 * one_way_s)  # there and back, before the first byte may be sent
    with suppress(OSError, asyncio.CancelledError):  # hung up at one end, or the bench is over
        far, far_out = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_later(near, far_out, one_way_s), _later(far, near_out, one_way_s))


async def _later(source: asyncio.StreamReader, out: asyncio.StreamWriter, one_way_s: float) -> None:
    """Hand on what comes, each piece ``one_way_s`` after it came; pieces may be on their way at the same time."""
    loop = asyncio.get_running_loop()
    try:
        while piece := await source.read(1 << 16):
            loop.call_later(one_way_s, out.write, piece)
    finally:
        loop.call_later(one_way_s, out.close)
