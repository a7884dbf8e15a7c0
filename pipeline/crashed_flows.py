"""Nights that died with their machine: Prefect's page shows them as running until somebody tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, FlowRunFilterParentFlowRunId
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import PrefectException
from prefect.states import Crashed


def tell_crashed(flow_run_ids: Iterable[str]) -> None:
    """Tell Prefect that these ended, and what they had begun. No night fails because Prefect does not listen."""
    ids = [UUID(one) for one in flow_run_ids]
    if not ids:
        return
    with suppress(httpx.HTTPError, PrefectException), get_client(sync_client=True) as client:
        for run in _family(client, ids):
            if run.state is None or not run.state.is_final():
                client.set_flow_run_state(run.id, Crashed(message="it died; a later night goes on"), force=True)


def _family(client: SyncPrefectClient, ids: list[UUID]) -> Iterator[FlowRun]:
    yield from client.read_flow_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=ids)))
    begun = FlowRunFilter(parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=ids))
    yield from client.read_flow_runs(flow_run_filter=begun)
