"""The night as a deployment of Prefect: begun by a schedule, run by a worker of its own pool.

Prefect counts no runs here: its limits would count one that died with its machine for good, and no night would begin
again. Each worker runs one at a time; nights of two workers do each other no harm.
"""

from __future__ import annotations

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from pipeline.flow import night_run
from pipeline.settings import PROJECT_ROOT, Settings

POOL = "madoguchi"
NAME = "every night"


def deploy(chosen: Settings) -> None:
    """Register pool, deployment and schedule with the standing server; again brings them up to date."""
    _make_pool()
    deployment = RunnerDeployment.from_flow(
        night_run,
        name=NAME,
        schedule=Cron(chosen.night_cron, timezone="Asia/Tokyo"),
        concurrency_limit=None,  # said, so that one of an earlier version is taken away
        parameters={"inbox": True},
        work_pool_name=POOL,
        job_variables={"working_dir": str(PROJECT_ROOT)},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    deployment.apply()


def _make_pool() -> None:
    """Runs of the pool are processes beside its worker."""
    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(POOL)
            client.update_work_pool(POOL, WorkPoolUpdate(concurrency_limit=None))
        except ObjectNotFound:
            client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
