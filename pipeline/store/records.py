"""One record, whole, as the desk shows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.store.views import Actor, RecordView


def open_record(session: Session, actor: Actor, record_id: int, now: datetime) -> RecordView:
    """The record with its page and fields; NotFound in another municipality. Opening does not claim."""
    raise NotImplementedError
