"""What people say about a record: why it is put aside, and notes to each other."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from api.bodies import NoteIn, SkipIn
from api.deps import Now, RecordId, Reviewer, ServiceDep
from api.faces import notes_out
from api.schemas import NoteOut
from pipeline.store.notes import write_note
from pipeline.store.skips import skip

router = APIRouter(prefix="/records/{record_id}", tags=["records"])


@router.post("/skip", status_code=HTTPStatus.NO_CONTENT)
def skip_record(record_id: RecordId, body: SkipIn, service: ServiceDep, actor: Reviewer, now: Now) -> None:
    """Put a record back with a reason; others come first."""
    with service.database.write() as session:
        skip(session, actor, record_id, body.reason, body.text, key=body.key, now=now)


@router.post("/notes")
def write_note_on(record_id: RecordId, body: NoteIn, service: ServiceDep, actor: Reviewer, now: Now) -> list[NoteOut]:
    """Ask a colleague, or answer; all notes of the record come back."""
    with service.database.write() as session:
        notes = write_note(
            session,
            actor,
            record_id,
            body.text.strip(),
            key=body.key,
            now=now,
            field=body.field,
            answers=body.answers,
        )
    return notes_out(notes)
