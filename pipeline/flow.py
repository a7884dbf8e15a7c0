"""The whole way of a batch on one screen, as Prefect runs it. No logic here: the steps are in their folders.

Only ids travel through Prefect: file names, images and values stay in the municipality's own database and vault.
Waiting for a person is a record's status in the database, not a paused flow.
"""

from __future__ import annotations

from typing import Any, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task
from rich.progress import track

from models.errors import EnvironmentFault
from pipeline.digitise import digitise_here, waiting_scans
from pipeline.site import site
from pipeline.words import words


def _is_environment_fault(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    """Trying again helps against a full disk or a busy database, never against paper."""
    return isinstance(state.result(raise_on_failure=False), EnvironmentFault)


@task(
    name="digitise scan",
    task_run_name="scan {scan_id}",
    retries=2,
    retry_delay_seconds=[2, 15],
    retry_condition_fn=_is_environment_fault,
    cache_policy=NO_CACHE,  # the database knows what is done
    persist_result=False,
)
def digitise_scan(scan_id: int) -> int:
    """Have one scan read and its pages stored by a process that reads; the id comes back."""
    site().readers.run(digitise_here, scan_id)
    return scan_id


@flow(name="digitise batch", flow_run_name="batch {batch_id}", persist_result=False)
def digitise_batch(batch_id: int) -> dict[int, str]:
    """Digitise every scan of the batch that is not done yet; those that failed come back with the reason."""
    futures = {digitise_scan.submit(scan_id): scan_id for scan_id in waiting_scans(batch_id, site())}
    bar = track(as_completed(list(futures)), total=len(futures), description=words()("summary.reading"))
    outcomes = {futures[future]: future.result(raise_on_failure=False) for future in bar}
    return {scan_id: str(outcome) for scan_id, outcome in outcomes.items() if isinstance(outcome, Exception)}


def run_batch(batch_id: int, workers: int) -> dict[int, str]:
    """Run the flow on this machine, ``workers`` scans at a time: tasks wait in threads for the processes that read."""
    threads = cast(TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=workers))
    return digitise_batch.with_options(task_runner=threads)(batch_id)
