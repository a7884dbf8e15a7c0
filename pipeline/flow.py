"""The whole way of a batch and of a night on one screen, as Prefect runs it. No logic here: see ``shares``, ``night``.

Nothing travels through Prefect but counts and the ids of batches: file names, images and values stay in the
municipality's own database and image store. Workers of other machines get the number and the hash of one scan, by which
they know that theirs are the same. Tasks name no sheets: the database says what waits, whose turn it is, and what is
done. Waiting for a person is a record's status there, not a paused flow.
"""

from __future__ import annotations

from typing import Any, cast

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.runtime import flow_run
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from pipeline import night, shares
from pipeline.crashed_flows import tell_crashed
from pipeline.logs import prepare_logs
from pipeline.settings import Settings, settings
from pipeline.sharing import Shown, must_see, show

FRUITLESS_SECONDS = 2.0
"""To wait after a round in which nobody read anything."""


@task(task_run_name="share {share}", cache_policy=NO_CACHE, persist_result=False)
def read_share(share: int, batch_id: int | None, run_id: int | None, shown: Shown | None) -> int:
    """Read some of what waits: how many pages. NotShared on a machine that does not see what it was ``shown``."""
    must_see(shown)
    return shares.read_share(batch_id, run_id)


@flow(persist_result=False)
def read_sheets(batch_id: int | None = None, run_id: int | None = None) -> int:
    """Read all that waits, of one batch or of all, for a night's run or for whoever asks: how many pages."""
    pages = 0
    try:
        while count := shares.shares_waiting(batch_id):
            read = sum(read_share.map(range(count), unmapped(batch_id), unmapped(run_id), unmapped(show())).result())
            pages += read
            if not read:  # what waited is somebody else's by now, or seems so to clocks that differ
                shares.stopping.wait(FRUITLESS_SECONDS)
    except BaseException:
        shares.stopping.set()  # a cancelled run ends with what its shares have in hand
        raise
    return pages


@flow(name="night", persist_result=False)
def night_run(inbox: bool = True) -> int:
    """Empty the inbox, read all that waits, of all municipalities, and report in the morning: how many pages."""
    prepare_logs(settings())  # a worker starts this in a process that has none yet
    with night.kept_run(flow_run.id) as turn:
        tell_crashed(turn.died)
        if inbox:
            night.take_in_inbox()
        shares.give_another_chance(None)
        pages = run_batch(None, turn.run_id)
        night.deliver_exports()
    return pages


Runner = TaskRunner[PrefectFuture[Any]]


def runner(chosen: Settings) -> Runner:
    """Who runs the tasks: threads of this machine that wait for its reading processes, or the workers of Dask."""
    if chosen.dask is None:
        return cast(Runner, ThreadPoolTaskRunner(max_workers=chosen.workers))
    from pipeline.dask_workers import dask_runner  # noqa: PLC0415 - importing Dask takes a second

    return cast(Runner, dask_runner(chosen))


def run_batch(batch_id: int | None, run_id: int | None = None) -> int:
    """Read what waits, of one batch or of all, with what the settings name: how many pages."""
    try:
        return read_sheets.with_options(task_runner=runner(settings()))(batch_id, run_id)
    finally:
        shares.end_readers()
