"""Dask's workers as those who read: of this machine, or of others that share the database and the image store."""

from __future__ import annotations

from prefect_dask.task_runners import DaskTaskRunner

from models.errors import UsageError
from pipeline.dask_preload import PRELOAD
from pipeline.settings import Settings

LOCAL = "local"


def dask_runner(chosen: Settings) -> DaskTaskRunner:
    """Tasks go to the scheduler that the settings name; ``local`` starts one with ``workers`` workers.

    UsageError for a scheduler elsewhere without a Prefect server that its workers reach.
    """
    if chosen.dask != LOCAL:
        if chosen.prefect_url is None:
            raise UsageError("workers of other machines need a Prefect server: set MADOGUCHI_PREFECT_URL")
        return DaskTaskRunner(address=chosen.dask)
    cluster = {"n_workers": chosen.workers, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    return DaskTaskRunner(cluster_kwargs={**cluster, "preload": PRELOAD})
