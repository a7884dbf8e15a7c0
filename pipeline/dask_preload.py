"""What a process of Dask's workers does first: what is told in it goes where the settings say."""

from __future__ import annotations

from pipeline.logs import prepare_logs
from pipeline.settings import settings

PRELOAD = __name__


def dask_setup(_: object) -> None:
    """Dask calls this by its name."""
    prepare_logs(settings())
