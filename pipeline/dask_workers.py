"""Dask's workers as those who read: of this machine, or of others that share the database and the image store."""

from __future__ import annotations

import dask
from prefect_dask.task_runners import DaskTaskRunner

from pipeline.settings import Settings

LOCAL = "local"


def dask_runner(chosen: Settings) -> DaskTaskRunner:
    """Tasks go to the scheduler that the settings name; ``local`` starts one with ``workers`` workers."""
    let_workers_read()
    if chosen.dask != LOCAL:
        return DaskTaskRunner(address=chosen.dask)
    cluster = {"n_workers": chosen.workers, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs=cluster)


def let_workers_read() -> None:
    """A worker has a reading process of its own, which may die without it: daemons may have none."""
    dask.config.set({"distributed.worker.daemon": False})
