"""The night as a deployment of Prefect: one at a time, begun by a schedule, run by a worker of its own pool."""

from __future__ import annotations

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from pipeline.flow import night_run
from pipeline.settings import PROJECT_ROOT, Settings

POOL = "madoguchi"
NAME = "every night"
RUNS_AT_ONCE = 2
"""A night, and one asked for by hand; what both would read is read once, for each sheet has one turn."""


def deploy(chosen: Settings) -> None:
    """Register pool, deployment and schedule with the standing server; again brings them up to date."""
    _make_pool()
    one_at_a_time = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    deployment = RunnerDeployment.from_flow(
        night_run,
        name=NAME,
        schedule=Cron(chosen.night_cron, timezone="Asia/Tokyo"),
        concurrency_limit=one_at_a_time,
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
            client.update_work_pool(POOL, WorkPoolUpdate(concurrency_limit=RUNS_AT_ONCE))
        except ObjectNotFound:
            client.create_work_pool(WorkPoolCreate(name=POOL, type="process", concurrency_limit=RUNS_AT_ONCE))
