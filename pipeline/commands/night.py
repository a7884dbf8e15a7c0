"""``madoguchi night``: empty the inbox and read all that waits; and the same by a schedule, every night."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import Annotated, NoReturn

import httpx
import typer

from models.errors import EnvironmentFault, UsageError
from pipeline import shares
from pipeline.dask_preload import PRELOAD
from pipeline.interrupt import end_in_order
from pipeline.own_prefect import have_prefect
from pipeline.prefect_environment import prepare_prefect
from pipeline.settings import settings
from pipeline.sharing import must_share_with
from pipeline.site import site
from pipeline.store.refused import refused_since
from pipeline.words import words

app = typer.Typer(invoke_without_command=True, help="read all that waits, now or every night")


@app.callback()
def run(
    context: typer.Context,
    inbox: Annotated[bool, typer.Option(help="empty the inbox first, where one is set")] = True,
) -> None:
    """Empty the inbox and read all that waits, now. Begun again after a crash, it goes on where it was."""
    if context.invoked_subcommand is not None:
        return
    end_in_order()
    site()
    have_prefect(settings())
    from pipeline.flow import night_run  # noqa: PLC0415 - Prefect reads its environment on import

    begun = datetime.now(UTC)
    pages = night_run(inbox)
    failed = shares.given_up(None)
    with site().database.read() as session:
        refused = refused_since(session, begun)
    typer.echo(words()("night.done", pages=str(pages), refused=str(refused), failed=str(len(failed))))
    for scan_id, reason in failed:
        typer.echo(words()("summary.failed", scan=str(scan_id), reason=reason), err=True)
    raise typer.Exit(3 if failed else 1 if refused else 0)


@app.command()
def schedule() -> None:
    """Have the standing Prefect server begin a night as MADOGUCHI_NIGHT_CRON says; again brings it up to date."""
    _need_server()
    from pipeline.deployment import deploy  # noqa: PLC0415

    deploy(settings())
    typer.echo(words()("night.scheduled", cron=settings().night_cron))


@app.command()
def server(
    port: Annotated[int, typer.Option(min=1, max=65535, help="port on this machine")] = 4200,
) -> None:
    """Run the standing Prefect server, whose page shows the nights, until stopped."""
    prepare_prefect(settings())
    _become("pipeline.prefect_server", "server", "start", "--host", settings().prefect_host, "--port", str(port))


@app.command()
def worker() -> None:
    """Run nights as the standing Prefect server asks for them, until stopped."""
    must_share_with(_need_server())
    from pipeline.deployment import POOL  # noqa: PLC0415

    _become("prefect", "worker", "start", "--pool", POOL, "--type", "process", "--limit", "1")


@app.command("dask-worker")
def dask_worker(
    scheduler: Annotated[str, typer.Argument(help="address of the Dask scheduler, as tcp://host:8786")],
    count: Annotated[int | None, typer.Option(min=1, help="workers; MADOGUCHI_WORKERS where absent")] = None,
) -> None:
    """Help a Dask scheduler with this machine's processors, until stopped."""
    must_share_with(scheduler)
    site()
    prepare_prefect(settings())
    ready = ("--preload", PRELOAD, "--preload-nanny", PRELOAD)
    many = ("--nworkers", str(count or settings().workers), "--nthreads", "1")
    _become("distributed.cli.dask_worker", scheduler, *many, "--no-dashboard", *ready)


def _need_server() -> str:
    """Where the standing server answers."""
    url = settings().prefect_url
    if url is None:
        raise UsageError("no Prefect server is named: set MADOGUCHI_PREFECT_URL")
    try:
        httpx.get(f"{url}/health", timeout=10).raise_for_status()
    except httpx.HTTPError as error:
        raise EnvironmentFault(f"no Prefect server answers at {url}: {type(error).__name__}", where=url) from None
    prepare_prefect(settings())
    return url


def _become(module: str, *arguments: str) -> NoReturn:
    """Go on as another program of this environment: signals and exit codes are its own."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])
