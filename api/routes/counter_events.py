"""What happens at the counter, as server-sent events: stages and numbers, never a name or a value.

Each event ``sheets`` holds the sheets that stand otherwise than before; its id is a mark of how all of them stand. A
browser that comes back shows the mark it knows: where nothing changed meanwhile it is told nothing, else everything.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Header, Response
from fastapi.responses import StreamingResponse

from api.counter_news import CounterNews, News
from api.deps import Operator, ServiceDep
from models.errors import StoreFault

router = APIRouter(prefix="/counter/events", tags=["counter"])

LOOK_SECONDS = 0.4
BEAT_SECONDS = 15
"""A comment now and then: proxies end connections on which nothing is said."""

MOST_SECONDS = 600
"""Then the stream ends and the browser comes back: whoever has logged out since is not let in again."""

_BUFFER_NOTHING = {"X-Accel-Buffering": "no"}


@router.get("", include_in_schema=False)
async def counter_events(
    service: ServiceDep, actor: Operator, known: Annotated[str, Header(alias="Last-Event-ID")] = ""
) -> Response:
    """A stream without an end, so the contract (OpenAPI) has no place for it."""
    stream = _told(service.news, actor.municipality_id, known)
    return StreamingResponse(stream, media_type="text/event-stream", headers=_BUFFER_NOTHING)


async def _told(news: CounterNews, municipality_id: int, known: str) -> AsyncIterator[str]:
    begun = spoken = time.monotonic()
    yield "retry: 2000\n\n"
    before: News | None = None
    while (now := time.monotonic()) - begun < MOST_SECONDS and not news.has_ended:
        try:
            latest = await to_thread.run_sync(news.now, municipality_id)
        except StoreFault:  # the browser comes back, and is told then
            return
        if latest.mark != (before.mark if before is not None else known):
            yield _event(latest, before)
            spoken = now
        elif now - spoken > BEAT_SECONDS:
            yield ": still here\n\n"
            spoken = now
        before = latest
        await asyncio.sleep(LOOK_SECONDS)


def _event(latest: News, before: News | None) -> str:
    states = [state.model_dump(mode="json") for state in latest.since(before)]
    listed = [state.sheet_id for state in latest.states]
    data = json.dumps({"sheets": states, "listed": listed}, separators=(",", ":"))
    return f"event: sheets\nid: {latest.mark}\ndata: {data}\n\n"
