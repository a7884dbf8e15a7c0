"""What happens at the counter, as server-sent events: stages and numbers, never a name or a value.

Each event ``sheets`` holds the sheets that stand otherwise than before, and the numbers of all.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from api.counter_news import States
from api.deps import Operator, ServiceDep
from api.event_stream import stream

router = APIRouter(prefix="/counter/events", tags=["counter"])


@router.get("", include_in_schema=False)
async def counter_events(
    service: ServiceDep, actor: Operator, known: Annotated[str, Header(alias="Last-Event-ID")] = ""
) -> Response:
    """A stream without an end, so the contract (OpenAPI) has no place for it."""
    return stream(service.news, actor.municipality_id, known, "sheets", _changed)


def _changed(states: States, before: States | None) -> dict[str, Any]:
    known = {state.sheet_id: state for state in before or ()}
    changed = [state.model_dump(mode="json") for state in states if known.get(state.sheet_id) != state]
    return {"sheets": changed, "listed": [state.sheet_id for state in states]}
