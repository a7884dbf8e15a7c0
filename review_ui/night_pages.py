"""The nights on the desk: the list with the run that goes on, and each run's report to read and to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.deps import Now, ServiceDep, Supervisor
from api.night_schemas import NightOut, NightsOut, ProgressOut
from api.routes.nights import RunId, nights, report_of
from models.clock import JAPAN
from pipeline.charts.draw import draw_columns
from pipeline.report.as_html import middle_of
from pipeline.report.charts import nights_chart
from pipeline.report.write import newest_titles
from pipeline.words import words_in
from review_ui.pages import VisitorDep, rendered
from review_ui.supervisor_contexts import CountsPage

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class NightsPage(CountsPage):
    """All runs, and how far the one is that goes on."""

    template: ClassVar[str] = "nights.html"
    state: NightsOut

    @property
    def picture(self) -> Markup:
        """Pages night by night."""
        points = [
            (one.started_at, one.pages - one.refused_pages, one.refused_pages + one.refused_files)
            for one in self.state.nights
        ]
        return Markup(draw_columns(nights_chart(points, words_in(self.words.language))))

    def outcome(self, one: NightOut | ProgressOut) -> str:
        """How a run ended."""
        return self.words(f"nights.outcome.{one.outcome or 'running'}")

    def share(self, one: NightOut) -> str:
        """Of its fields, those that the machine accepted."""
        fields = one.fields_accepted + one.fields_for_people
        return f"{one.fields_accepted / fields * 100:.1f} %" if fields else "–"


@dataclass(frozen=True, kw_only=True)
class NightPage(CountsPage):
    """One run's report."""

    template: ClassVar[str] = "night.html"
    begun: datetime
    middle: Markup

    @property
    def day(self) -> str:
        """The day on which it began, at the counter."""
        return self.begun.astimezone(JAPAN).strftime("%Y-%m-%d")


@router.get("/supervisor/nights")
def nights_page(visitor: VisitorDep, service: ServiceDep, actor: Supervisor, now: Now) -> HTMLResponse:
    """Every run with the own municipality's figures."""
    return rendered(NightsPage(**vars(visitor), state=nights(service, actor, now)))


@router.get("/supervisor/nights/{run_id}")
def night_page(run_id: RunId, visitor: VisitorDep, service: ServiceDep, actor: Supervisor, now: Now) -> HTMLResponse:
    """The morning report of a run, as it is printed."""
    report, language = report_of(run_id, service, actor, now), actor.language
    middle = middle_of(report, newest_titles(service.forms.values(), language), language)
    return rendered(NightPage(**vars(visitor), begun=report.run.started_at, middle=middle))
