"""``madoguchi setup`` and ``madoguchi serve``: prepare the house, open the desk."""

from __future__ import annotations

import socket

import typer
import uvicorn

from models.errors import EnvironmentFault
from pipeline.identify.known import load_known
from pipeline.settings import settings
from pipeline.site import site
from pipeline.store.accounts import first_admin
from pipeline.words import words

DESK = "review_ui.app:desk"
"""Named, not imported: the desk stands on the pipeline, and imports point one way."""

STREAMS_END_SECONDS = 3
"""Streams end by themselves when the server stops; one that does not is not waited for longer."""


def setup() -> None:
    """Prepare database, weights and templates; make the first account and print its password once."""
    place = site()
    _ = place.workbench.lexicon  # unpacks the weights, reads every template, lists places and people
    with place.database.write() as session:
        password = first_admin(session, place.municipality_id, settings().language)
    if password is not None:
        say = words()
        typer.echo(say("summary.first_admin", username="admin", password=password))


def serve() -> None:
    """Serve the desk on this machine until stopped."""
    chosen = settings()
    site()  # a database out of reach is told in one line, before any address
    load_known(chosen.templates_dir, chosen.data_dir / "templates")  # else each sheet fails, with somebody waiting
    with socket.socket(socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as error:
            where = f"{chosen.host}:{chosen.port}"
            raise EnvironmentFault(f"cannot listen on {where}: {error.strerror}", where=where) from error
    typer.echo(words()("summary.serving", url=f"http://{chosen.host}:{chosen.port}"))
    uvicorn.run(
        DESK,
        factory=True,
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        log_config=None,  # told in the way of everything else
        server_header=False,
        timeout_graceful_shutdown=STREAMS_END_SECONDS,
    )
