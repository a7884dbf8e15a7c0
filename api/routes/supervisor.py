"""The work as a whole, for supervisors: counts of one's own municipality, never a value."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.deps import Now, ServiceDep, Supervisor, Words
from api.supervision import FieldTroublesOut, SupervisionOut
from api.supervision_faces import Names, day_out
from pipeline.store.done import done_by_day
from pipeline.store.pace import pace_by_day, pace_by_form
from pipeline.store.people import people
from pipeline.store.rescans import rescans
from pipeline.store.sight import midnight, towns_in_sight
from pipeline.store.troubles import FieldTrouble, field_troubles
from pipeline.store.waiting import oldest_waiting, refused_count, waiting

router = APIRouter(prefix="/supervisor", tags=["supervisor"])

DAYS = 14
"""How far back the days go."""

Period = Literal["7", "28", "90"]


@router.get("")
def supervision(service: ServiceDep, actor: Supervisor, words: Words, now: Now) -> SupervisionOut:
    """What waits, what was done, and who is at work."""
    names = Names(service, words.language)
    with service.database.read() as session:
        waits, paces = waiting(session, actor, now), pace_by_form(session, actor)
        days = zip(done_by_day(session, actor, now, DAYS), pace_by_day(session, actor, now, DAYS), strict=True)
        oldest = oldest_waiting(session, actor)
        return SupervisionOut(
            at=now,
            waiting=[names.waiting(one) for one in waits],
            oldest=names.oldest(oldest) if oldest else None,
            paces=names.paces(waits, paces),
            days=[day_out(done, pace) for done, pace in days],
            people=[names.person(one) for one in people(session, actor, now)],
            refused=refused_count(session, actor),
            rescans=[names.rescan(one) for one in rescans(session, actor)],
        )


@router.get("/fields")
def troubles(
    service: ServiceDep,
    actor: Supervisor,
    words: Words,
    now: Now,
    days: Annotated[Period, Query(description="how many days back, today among them")] = "28",
) -> FieldTroublesOut:
    """The fields that people were asked about, those that they had to put right most often first."""
    names, since = Names(service, words.language), midnight(now, int(days) - 1)

    def count() -> tuple[FieldTrouble, ...]:
        with service.database.read() as session:
            return field_troubles(session, actor, since, now)

    until, found = service.troubles.told((towns_in_sight(actor), since), now, count)
    return FieldTroublesOut(since=since, until=until, fields=[names.trouble(one) for one in found])
