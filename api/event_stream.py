"""Server-sent events of one thing that changes: asked of the database once for all who listen, told as a whole.

The id of an event is a mark of how everything stands. A browser that comes back shows the mark it knows: where nothing
changed meanwhile it is told nothing, else everything; so a restart or a second server changes nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from anyio import to_thread
from fastapi.responses import StreamingResponse

from models.errors import StoreFault

LOOK_SECONDS = 0.4
BEAT_SECONDS = 15
"""A comment now and then: proxies end connections on which nothing is said."""

MOST_SECONDS = 600
"""Then the stream ends and the browser comes back: whoever has logged out since is not let in again."""

_BUFFER_NOTHING = {"X-Accel-Buffering": "no"}

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class News(Generic[State]):
    """How things stand; ``mark`` is the same for the same, on every server."""

    mark: str
    state: State


def mark_of(plain: Any) -> str:
    """The mark of something that JSON can hold."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


class NewsRoom(Generic[State]):
    """Asks for each municipality how things stand, once for all who listen. Threads may share it."""

    def __init__(self, ask: Callable[[int], News[State]], fresh_seconds: float) -> None:
        """Ask nothing yet; those who ask within ``fresh_seconds`` are told the same."""
        self._ask, self._fresh_seconds = ask, fresh_seconds
        self._lock = threading.Lock()
        self._known: dict[int, tuple[float, News[State]]] = {}
        self.has_ended = False

    def end(self) -> None:
        """The server stops: whoever listens is let go, and comes back to the next one."""
        self.has_ended = True

    def now(self, municipality_id: int) -> News[State]:
        """How things stand in a municipality."""
        with self._lock:
            asked, news = self._known.get(municipality_id, (0.0, None))
            if news is None or time.monotonic() - asked > self._fresh_seconds:
                news = self._ask(municipality_id)
                self._known[municipality_id] = time.monotonic(), news
            return news


def stream(
    room: NewsRoom[State], municipality_id: int, known: str, name: str, tell: Callable[[State, State | None], Any]
) -> StreamingResponse:
    """Events called ``name`` with what ``tell`` makes of how things stand and how they stood when last told."""
    told = _told(room, municipality_id, known, name, tell)
    return StreamingResponse(told, media_type="text/event-stream", headers=_BUFFER_NOTHING)


async def _told(
    room: NewsRoom[State], municipality_id: int, known: str, name: str, tell: Callable[[State, State | None], Any]
) -> AsyncIterator[str]:
    begun = spoken = time.monotonic()
    yield "retry: 2000\n\n"
    before: News[State] | None = None
    while (now := time.monotonic()) - begun < MOST_SECONDS and not room.has_ended:
        try:
            latest = await to_thread.run_sync(room.now, municipality_id)
        except StoreFault:  # the browser comes back, and is told then
            return
        if latest.mark != (before.mark if before is not None else known):
            data = json.dumps(tell(latest.state, before.state if before else None), separators=(",", ":"))
            yield f"event: {name}\nid: {latest.mark}\ndata: {data}\n\n"
            spoken = now
        elif now - spoken > BEAT_SECONDS:
            yield ": still here\n\n"
            spoken = now
        before = latest
        await asyncio.sleep(LOOK_SECONDS)
