"""Everything that happened to a record."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Operator, RecordId, ServiceDep, Words
from api.history_faces import history_out
from api.history_schemas import HistoryOut
from pipeline.store.history import history_of

router = APIRouter(prefix="/records/{record_id}", tags=["records"])


@router.get("/history")
def record_history(record_id: RecordId, service: ServiceDep, actor: Operator, words: Words) -> HistoryOut:
    """Who did what to the record and when. Answers come with their texts once it is past review, or for supervisors."""
    with service.database.read() as session:
        history = history_of(session, actor, record_id)
    return history_out(history, actor, service, words)
