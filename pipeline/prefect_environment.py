"""How Prefect runs in a town hall: on this machine alone, quiet, with nothing personal kept."""

from __future__ import annotations

import os

from pipeline.settings import Settings


def prepare_prefect(settings: Settings) -> None:
    """Set the environment of Prefect and Dask; call before they are imported. What the site has set itself stays."""
    home = settings.data_dir / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    wanted = {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # what failed is told by the summary, in words
        "PREFECT_LOGGING_TO_API_ENABLED": "false",  # messages could name a file, and file names name residents
        "DASK_DISTRIBUTED__WORKER__DAEMON": "False",  # a worker has a reading process, and daemons may have none
        "DASK_LOGGING__VERSION": "1",  # with it Dask speaks by way of our own logs alone
        "DASK_LOGGING__DISABLE_EXISTING_LOGGERS": "False",
        "DASK_LOGGING__LOGGERS__DISTRIBUTED__LEVEL": "ERROR",
    }
    if settings.prefect_url is not None:
        wanted["PREFECT_API_URL"] = settings.prefect_url
    for name, value in wanted.items():
        os.environ.setdefault(name, value)
