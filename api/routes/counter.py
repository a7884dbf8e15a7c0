"""The counter: a sheet comes in while its bringer waits, is read at once, and goes on to a person."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Path, Request, Response

from api.bodies import HandOverIn, SheetAsideIn
from api.counter_faces import ReceivedOut, SheetOut, SheetsOut, sheet_out
from api.deps import Now, Operator, ServiceDep, Words
from api.uploads import file_name_in, received_file
from pipeline.counter import day_begins, receive
from pipeline.standing import StandingReading
from pipeline.store.counter_acts import ask_for_reading, hand_over, put_aside
from pipeline.store.counter_sheets import sheet_of, sheets_since

router = APIRouter(prefix="/counter/sheets", tags=["counter"])

SheetId = Annotated[int, Path(ge=1, le=2**53 - 1, description="number of the sheet")]
FileName = Annotated[str, Header(alias="X-File-Name", max_length=2_000, description="percent-encoded UTF-8")]

_FILE: dict[str, Any] = {
    "requestBody": {
        "description": "the file itself: PDF, TIFF, JPEG or PNG",
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def counter_of(request: Request) -> StandingReading:
    """What reads at the counter."""
    counter = request.app.state.counter
    assert isinstance(counter, StandingReading)
    return counter


@router.get("")
def list_sheets(service: ServiceDep, actor: Operator, words: Words, now: Now) -> SheetsOut:
    """Today's sheets of the counter, the last first. What changes is told by ``GET /counter/events``, as it happens."""
    with service.database.read() as session:
        sheets = sheets_since(session, actor.municipality_id, day_begins(now), now)
    return SheetsOut(sheets=[sheet_out(sheet, service, words) for sheet in sheets])


@router.post("", status_code=HTTPStatus.CREATED, openapi_extra=_FILE)
async def take_sheet(
    request: Request,
    response: Response,
    service: ServiceDep,
    actor: Operator,
    words: Words,
    now: Now,
    file_name: FileName = "",
) -> ReceivedOut:
    """Keep a file, and have it read at once; progress is told elsewhere. 200 where the same bytes came in before.

    Refused where more bytes come than are taken in; what is no scan is kept as a refused sheet that says why.
    """
    site = service.site(actor.municipality_id)
    name = file_name_in(file_name)
    async with received_file(request, service.incoming, service.settings.max_file_bytes) as path:
        received = await to_thread.run_sync(receive, path, name, site, now)
    counter_of(request).wake()
    if received.earlier is not None:
        response.status_code = HTTPStatus.OK
    sheet = await to_thread.run_sync(_sheet, service, actor, words, now, received.sheet_id)
    return ReceivedOut(sheet=sheet, earlier=received.earlier)


@router.get("/{sheet_id}")
def read_sheet(sheet_id: SheetId, service: ServiceDep, actor: Operator, words: Words, now: Now) -> SheetOut:
    """One sheet, of whatever day."""
    return _sheet(service, actor, words, now, sheet_id)


@router.post("/{sheet_id}/aside")
def put_sheet_aside(
    sheet_id: SheetId, body: SheetAsideIn, service: ServiceDep, actor: Operator, words: Words, now: Now
) -> SheetOut:
    """Give up what could not be read of a sheet, or take that back."""
    with service.database.write() as session:
        put_aside(session, actor, sheet_id, body.kind, now)
    return _sheet(service, actor, words, now, sheet_id)


@router.post("/{sheet_id}/again")
def read_sheet_again(
    sheet_id: SheetId, request: Request, service: ServiceDep, actor: Operator, words: Words, now: Now
) -> SheetOut:
    """Have a sheet read again that the machine failed to read."""
    with service.database.write() as session:
        ask_for_reading(session, actor, sheet_id, now)
    counter_of(request).wake()
    return _sheet(service, actor, words, now, sheet_id)


@router.post("/{sheet_id}/handover")
def hand_sheet_over(
    sheet_id: SheetId, body: HandOverIn, service: ServiceDep, actor: Operator, words: Words, now: Now
) -> SheetOut:
    """Leave a sheet's records to the queue with a note; the counter's come first. The same key changes nothing."""
    with service.database.write() as session:
        hand_over(session, actor, sheet_id, body.text, key=body.key, now=now)
    return _sheet(service, actor, words, now, sheet_id)


def _sheet(service: ServiceDep, actor: Operator, words: Words, now: Now, sheet_id: int) -> SheetOut:
    with service.database.read() as session:
        sheet = sheet_of(session, actor.municipality_id, sheet_id, now)
    return sheet_out(sheet, service, words)
