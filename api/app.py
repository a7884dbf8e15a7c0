"""The doors, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.errors import install_error_handlers, json_face
from api.headers import OuterDoor
from api.routes import (
    asides,
    counter,
    counter_events,
    exports,
    fields,
    groups,
    health,
    history,
    images,
    lookups,
    metrics,
    nights,
    records,
    refused,
    session,
    supervisor,
    templates,
)
from api.schemas import ErrorOut
from api.service import Service, make_service
from api.stopping import before_stopping
from api.uploads import forget_incoming
from models.db.migrate import migrate
from models.record import Lane
from pipeline.export.deliver import Courier, Rounds
from pipeline.settings import Settings
from pipeline.standing import LEASE, StandingReading
from pipeline.store.batches import ensure_municipality
from pipeline.store.unread import Sought
from pipeline.turns import TurnTaker

PREFIX = "/api/v1"


def create_app(settings: Settings) -> FastAPI:
    """The application for one municipality. At its start the database is brought up to date."""
    service = make_service(settings)

    app = FastAPI(
        title="Madoguchi",
        version="1",
        lifespan=_opened,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        responses={"default": {"model": ErrorOut, "description": "refused, and why"}},
    )
    app.state.service = service
    app.state.error_face = json_face
    app.add_middleware(OuterDoor, uploads=frozenset({f"{PREFIX}/counter/sheets"}))
    install_error_handlers(app)
    reviewing = (session, records, fields, groups, asides, history, lookups, images)
    for routes in (*reviewing, exports, refused, counter, counter_events, supervisor, nights, templates, health):
        app.include_router(routes.router, prefix=PREFIX)
    app.include_router(metrics.router)
    return app


@asynccontextmanager
async def _opened(app: FastAPI) -> AsyncIterator[None]:
    """From the first request to the last: a database up to date, sheets of the counter read, exports delivered."""
    service: Service = app.state.service
    settings = service.settings
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(service.database.engine)
    with service.database.write() as db:
        here = ensure_municipality(db, settings.municipality, settings.municipality_name)
    forget_incoming(service.incoming)
    sought = Sought(municipality_id=here, lane=Lane.COUNTER)
    taker = TurnTaker(service.database, service.reader.workers, sought, LEASE, pages=1)
    counter = StandingReading(taker, settings.counter_readers)
    app.state.counter = counter
    counter.start()
    before_stopping(service.end_streams)
    service.exports.mkdir(parents=True, exist_ok=True)
    deliveries = Rounds(Courier(service.database), here)
    deliveries.start()
    yield
    deliveries.close()
    counter.close()
    service.close()
