"""The whole desk in one application: the doors, the pages, and the files that the pages need."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api.app import create_app as create_doors
from pipeline.charts.draw import STYLE as CHARTS
from pipeline.report.as_html import STYLE as REPORT
from pipeline.settings import Settings, settings
from review_ui import counter, night_pages, pages, supervisor_pages


def create_app(chosen: Settings) -> FastAPI:
    """Doors and desk of one municipality."""
    app = create_doors(chosen)
    app.state.error_face = pages.error_face
    app.include_router(pages.router)
    app.include_router(counter.router)
    app.include_router(supervisor_pages.router)
    app.include_router(night_pages.router)
    app.mount("/static/charts", StaticFiles(directory=CHARTS), name="charts")
    app.mount("/static/report", StaticFiles(directory=REPORT), name="report")
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    return app


def desk() -> FastAPI:
    """The desk of this process's settings: what ``madoguchi serve`` asks its server for."""
    return create_app(settings())
