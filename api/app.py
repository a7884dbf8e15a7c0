"""The doors, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.errors import install_error_handlers, json_face
from api.headers import OuterDoor
from api.routes import (
    asides,
    exports,
    fields,
    groups,
    health,
    history,
    images,
    lookups,
    records,
    refused,
    session,
    supervisor,
    templates,
)
from api.schemas import ErrorOut
from api.service import make_service
from models.db.migrate import migrate
from pipeline.settings import Settings
from pipeline.store.batches import ensure_municipality

PREFIX = "/api/v1"


def create_app(settings: Settings) -> FastAPI:
    """The application for one municipality. At its start the database is brought up to date."""
    service = make_service(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        migrate(service.database.engine)
        with service.database.write() as db:
            ensure_municipality(db, settings.municipality, settings.municipality_name)
        yield
        service.close()

    app = FastAPI(
        title="Madoguchi",
        version="1",
        lifespan=lifespan,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        responses={"default": {"model": ErrorOut, "description": "refused, and why"}},
    )
    app.state.service = service
    app.state.error_face = json_face
    app.add_middleware(OuterDoor)
    install_error_handlers(app)
    reviewing = (session, records, fields, groups, asides, history, lookups, images)
    for routes in (*reviewing, exports, refused, supervisor, templates, health):
        app.include_router(routes.router, prefix=PREFIX)
    return app
