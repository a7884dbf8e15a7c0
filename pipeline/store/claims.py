"""Who works on a record now. A claim lapses by itself; its token then loses to the next one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.store.views import Actor, Claim


def claim(session: Session, actor: Actor, record_id: int, now: datetime, minutes: int) -> Claim:
    """Hold a record for ``minutes`` from now; holding it already only moves the end. A draft becomes in review.

    Needs a reviewer. Conflict (details: holder) while another account holds it; Refusal (details: status) when the
    record is past review.
    """
    raise NotImplementedError


def release(session: Session, actor: Actor, record_id: int, now: datetime) -> None:
    """Give a record back; nothing happens where the actor does not hold it."""
    raise NotImplementedError


def take_next(session: Session, actor: Actor, now: datetime, claim_minutes: int, form: str | None = None) -> int | None:
    """Claim the oldest record that waits and that nobody else holds: fresh drafts first, then those put back.

    None when nothing waits. Two reviewers at the same time get two records.
    """
    raise NotImplementedError
