"""The nights, for supervisors: what each run came to in one's own municipality, and how far one is as it goes on."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response

from api.deps import Now, ServiceDep, Supervisor
from api.event_stream import stream
from api.night_news import Going, last_progress
from api.night_schemas import NightOut, NightsOut
from pipeline.report.as_json import as_keys
from pipeline.report.figures import MorningReport, Night, morning_report
from pipeline.store.runs import run_of, runs
from pipeline.store.sight import towns_in_sight

router = APIRouter(prefix="/supervisor/nights", tags=["supervisor"])

MOST_NIGHTS = 14
RunId = Annotated[int, Path(ge=1, le=2**53 - 1, description="number of the run")]


@router.get("")
def nights(service: ServiceDep, actor: Supervisor, now: Now) -> NightsOut:
    """The last runs, the newest first."""
    towns = towns_in_sight(actor)
    with service.database.read() as session:
        found = [service.nights.night(session, run, towns, now) for run in runs(session, now, MOST_NIGHTS)]
        going = last_progress(session, actor.municipality_id, now)
    return NightsOut(
        at=now,
        going=going if going is not None and going.outcome is None else None,
        nights=[_night(one) for one in found],
    )


@router.get("/events", include_in_schema=False)
async def night_events(
    service: ServiceDep, actor: Supervisor, known: Annotated[str, Header(alias="Last-Event-ID")] = ""
) -> Response:
    """A stream without an end, so the contract (OpenAPI) has no place for it."""
    return stream(service.progress, actor.municipality_id, known, "progress", _told)


@router.get("/{run_id}")
def night(run_id: RunId, service: ServiceDep, actor: Supervisor, now: Now) -> dict[str, Any]:
    """The morning report of a run under the keys of its JSON file, with the own municipality's figures."""
    return as_keys(report_of(run_id, service, actor, now))


def report_of(run_id: int, service: ServiceDep, actor: Supervisor, now: Now) -> MorningReport:
    """The figures of a run in the own municipality; NotFound where there is no such run."""
    towns = towns_in_sight(actor)
    with service.database.read() as session:
        return morning_report(session, run_of(session, run_id, now), towns, now, service.nights)


def _told(state: Going, _: Going | None) -> dict[str, Any]:
    return {"progress": state.model_dump(mode="json") if state is not None else None}


def _night(one: Night) -> NightOut:
    run, total = one.run, one.total
    return NightOut(
        run_id=run.id,
        key=run.key,
        kind=run.kind,
        started_at=run.started_at,
        ended_at=run.ended_at,
        outcome=run.outcome,
        workers=run.workers,
        worked_seconds=one.worked_seconds,
        pages=total.pages,
        refused_pages=total.refused_pages,
        refused_files=total.refused_files,
        records=total.records,
        records_without_question=total.quiet,
        fields_accepted=total.accepted,
        fields_for_people=total.asked,
        answers=one.answers,
    )
