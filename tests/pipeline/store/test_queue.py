from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.db.session import Database
from models.errors import Refusal
from models.record import WAITING, RecordStatus
from pipeline.store.aside_views import QueuePage
from pipeline.store.queue import counts, queue
from tests.pipeline.store.paper import NOW, Draft, draft_in, read_page, scan_of, store, town


@pytest.fixture
def draft(database: Database, tmp_path: Path) -> Draft:
    return draft_in(database, tmp_path)


def look(draft: Draft, after: str | None = None, limit: int = 50, form: str | None = None) -> QueuePage:
    with draft.database.read() as session:
        return queue(session, draft.town.colleague, statuses=WAITING, now=NOW, limit=limit, after=after, form=form)


def test_an_entry_tells_what_waits(draft: Draft) -> None:
    draft.claim()
    (entry,) = look(draft).entries
    assert (entry.record_id, entry.form, entry.version) == (draft.record_id, "greeting", "2026-04")
    assert (entry.status, entry.received_at, entry.claimed_by) == (RecordStatus.IN_REVIEW, NOW, "Yamada")
    assert (entry.open_fields, entry.total_fields) == (1, 4)
    assert (entry.file_name, entry.page_number) == ("a.jpg", 1)


def test_pages_of_the_queue_follow_each_other_oldest_first(draft: Draft, tmp_path: Path) -> None:
    expected = [draft.record_id]
    for number in (3, 1, 2):  # two pages of one moment each
        content = bytes([number])
        pages = [read_page(scan_of(tmp_path, content), page) for page in (1, 2)]
        now = NOW + timedelta(microseconds=number)
        expected += store(draft.database, tmp_path, draft.town, *pages, content=content, now=now)
    expected = expected[:1] + expected[3:] + expected[1:3]
    seen: list[int] = []
    after = None
    while True:
        page = look(draft, after, limit=2)
        assert len(page.entries) <= 2
        seen += [entry.record_id for entry in page.entries]
        after = page.next_after
        if after is None:
            break
    assert seen == expected


def test_the_last_page_has_no_next(draft: Draft) -> None:
    assert look(draft, limit=1).next_after is None


def test_the_queue_keeps_to_a_form(draft: Draft) -> None:
    assert len(look(draft, form="greeting").entries) == 1
    assert look(draft, form="farewell").entries == ()


@pytest.mark.parametrize(
    "after",
    [
        "",
        "x",
        "batch~2025-04-01~1",
        f"{NOW.isoformat()}~1",
        f"soon~{NOW.isoformat()}~1",
        f"batch~{NOW.isoformat()}~x",
        f"batch~{NOW.isoformat()}~{2**70}",
    ],
)
def test_a_place_that_is_none_is_refused(draft: Draft, after: str) -> None:
    with pytest.raises(Refusal):
        look(draft, after)


def test_every_status_is_counted(draft: Draft, tmp_path: Path) -> None:
    pages = [read_page(scan_of(tmp_path, b"2"), 1, ask=()), read_page(scan_of(tmp_path, b"2"), 2)]
    store(draft.database, tmp_path, draft.town, *pages, content=b"2")
    draft.claim()
    with draft.database.read() as session:
        assert counts(session, draft.town.reviewer) == {
            RecordStatus.DRAFT: 1,
            RecordStatus.IN_REVIEW: 1,
            RecordStatus.REVIEWED: 1,
            RecordStatus.EXPORTED: 0,
            RecordStatus.REJECTED: 0,
        }


def test_another_municipality_sees_an_empty_desk(draft: Draft) -> None:
    with draft.database.write() as session:
        stranger = town(session, "131024").supervisor
    with draft.database.read() as session:
        assert queue(session, stranger, statuses=tuple(RecordStatus), now=NOW).entries == ()
        assert set(counts(session, stranger).values()) == {0}
