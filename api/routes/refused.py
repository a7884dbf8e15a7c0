"""Files and pages that were not read, and what to do about each."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import DatabaseDep, Operator, Words
from api.faces import refused_out
from api.schemas import RefusedOut
from pipeline.store.queue import refused_pages

router = APIRouter(prefix="/refused", tags=["refused"])


@router.get("")
def list_refused(database: DatabaseDep, actor: Operator, words: Words) -> list[RefusedOut]:
    """The newest hundred."""
    with database.read() as session:
        sheets = refused_pages(session, actor)
    return [refused_out(sheet, words) for sheet in sheets]
