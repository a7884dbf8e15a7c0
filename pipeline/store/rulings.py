"""A person's word on what was refused: rows of their own. What they are about is locked while they are made.

Two people at once: the second gets ``Ruled``. The same ruling again by the same person (its answer was lost on the way)
changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.db.states import PageStatus, RulingKind
from models.db.tables import PageRow, RecordPageRow, RecordRow, RulingRow, SubmissionRow
from models.errors import NotFound, Refusal, Ruled
from models.record import Role
from pipeline.store.documents import place_page
from pipeline.store.rows import display_name, own_row
from pipeline.store.views import Actor

FileRuling = Literal[RulingKind.DROP, RulingKind.RESCAN, RulingKind.RESCANNED, RulingKind.RESTORE]
"""What can be said of a file that is no scan."""

_BECOMES = {
    RulingKind.FORM: PageStatus.READ,
    RulingKind.PAGE: PageStatus.READ,
    RulingKind.ATTACHMENT: PageStatus.ATTACHED,
    RulingKind.DROP: PageStatus.DROPPED,
    RulingKind.RESCAN: PageStatus.DROPPED,
    RulingKind.RESCANNED: PageStatus.DROPPED,
    RulingKind.RESTORE: PageStatus.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody says of a page.

    ``form`` and ``version`` go with kind form, ``record_id`` with attachment and page.
    """

    kind: RulingKind
    form: str | None = None
    version: str | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where the pixels of a page are: its scan, and its number there (1-based)."""

    scan_id: int
    number: int


def page_place(session: Session, actor: Actor, page_id: int) -> PagePlace:
    """Where to look a page up, whatever became of it; NotFound in another municipality."""
    page = own_row(session, PageRow, page_id, actor.municipality_id)
    return PagePlace(page.scan_id, page.number)


def standing_record(session: Session, actor: Actor, page_id: int, ruling: Ruling) -> int | None:
    """The record that this very ruling made already, None where the page waits for it: asked before the long work.

    Ruled where somebody was faster.
    """
    _, again = ready_page(session, actor, page_id, ruling, lock=False)
    return again.record_id if again else None


def rule_page(session: Session, actor: Actor, page_id: int, ruling: Ruling, now: datetime) -> None:
    """Attach a page to a record of its scan, drop it, or ask for a new scan; say that this came; take such words back.

    NotFound for a record that is not of the page's scan.
    """
    page, again = ready_page(session, actor, page_id, ruling, lock=True)
    if again is not None:
        return
    if ruling.kind is RulingKind.ATTACHMENT:
        place_page(session, record_of(session, page, ruling.record_id), page)
    else:
        session.execute(delete(RecordPageRow).where(RecordPageRow.page_id == page.id))
    page.status = _BECOMES[ruling.kind]
    session.add(ruling_row(actor, ruling, now, page_id=page.id, record_id=ruling.record_id))


def rule_file(session: Session, actor: Actor, file_id: int, kind: FileRuling, now: datetime) -> None:
    """Drop a file that is no scan, ask for a new one, say that this has come, or take it back."""
    actor.need(Role.REVIEWER)
    file = own_row(session, SubmissionRow, file_id, actor.municipality_id, lock=True)
    if file.scan_id is not None:
        raise NotFound(f"file {file_id} is a scan", what="submissions", id=str(file_id))
    last = session.scalar(select(RulingRow).filter_by(submission_id=file_id).order_by(RulingRow.id.desc()).limit(1))
    if last is not None and _is_same(last, actor, Ruling(kind)):
        return
    waits = last is None or last.kind is RulingKind.RESTORE
    if not _follows(kind, last, waits=waits, aside=not waits):
        raise _too_late(session, last)
    session.add(ruling_row(actor, Ruling(kind), now, submission_id=file_id))


def ready_page(
    session: Session, actor: Actor, page_id: int, ruling: Ruling, *, lock: bool
) -> tuple[PageRow, RulingRow | None]:
    """The page, with the ruling that stands where it is this very one; else the page must be ready for it."""
    actor.need(Role.REVIEWER)
    page = own_row(session, PageRow, page_id, actor.municipality_id, lock=lock)
    last = session.scalar(select(RulingRow).filter_by(page_id=page_id).order_by(RulingRow.id.desc()).limit(1))
    if last is not None and _is_same(last, actor, ruling):
        return page, last
    aside = page.status in (PageStatus.ATTACHED, PageStatus.DROPPED)
    if not _follows(ruling.kind, last, waits=page.status is PageStatus.REFUSED, aside=aside):
        raise _too_late(session, last)
    return page, None


def _follows(kind: RulingKind, last: RulingRow | None, *, waits: bool, aside: bool) -> bool:
    """Whether a ruling may come after the last one, on what is on the list now or was taken off it by a ruling."""
    match kind:
        case RulingKind.RESTORE:
            return aside
        case RulingKind.RESCANNED:
            return last is not None and last.kind is RulingKind.RESCAN
        case _:
            return waits


def record_of(session: Session, page: PageRow, record_id: int | None) -> RecordRow:
    """A record of the page's own scan, locked; NotFound for any other."""
    record = own_row(session, RecordRow, record_id or 0, page.municipality_id, lock=True)
    if session.get_one(PageRow, record.page_id).scan_id != page.scan_id:
        raise NotFound(f"no record {record_id} in the scan of the page", what="records", id=str(record_id))
    return record


def _is_same(last: RulingRow, actor: Actor, ruling: Ruling) -> bool:
    said = (last.account_id, last.kind, last.form, last.template_version)
    meant = (actor.account_id, ruling.kind, ruling.form, ruling.version)
    return said == meant and (ruling.record_id is None or ruling.record_id == last.record_id)


def _too_late(session: Session, last: RulingRow | None) -> Refusal:
    if last is None:
        return Refusal("the page or file does not wait for a ruling")
    return Ruled(display_name(session, last.account_id), last.kind)


def ruling_row(
    actor: Actor,
    ruling: Ruling,
    now: datetime,
    *,
    page_id: int | None = None,
    submission_id: int | None = None,
    record_id: int | None = None,
) -> RulingRow:
    """The row that says who said what, when, of which page or file."""
    return RulingRow(
        municipality_id=actor.municipality_id,
        page_id=page_id,
        submission_id=submission_id,
        account_id=actor.account_id,
        at=now,
        kind=ruling.kind,
        form=ruling.form,
        template_version=ruling.version,
        record_id=record_id,
    )
