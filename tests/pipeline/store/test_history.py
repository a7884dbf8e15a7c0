"""A record's life in order, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.db.session import Database
from models.db.states import CorrectionKind, RulingKind, SkipReason
from models.errors import NotFound
from models.reasons import Reason, ReasonCode
from models.record import Lane, Look, RecordStatus
from models.template import Sensitivity
from pipeline.export.export import export_records
from pipeline.export.order import ExportOrder
from pipeline.store.claims import claim
from pipeline.store.events import (
    Answered,
    Closed,
    Decided,
    Exported,
    HandedIn,
    Noted,
    PageRead,
    PageRuled,
    PutAside,
    Taken,
)
from pipeline.store.history import history_of
from pipeline.store.notes import write_note
from pipeline.store.rulings import Ruling, rule_page
from pipeline.store.skips import skip
from pipeline.store.word import Effort
from tests.pipeline.store.office import TYPED, UNDONE, Office
from tests.pipeline.store.paper import NOW, read_page, refused_page, scan_of, store
from tests.pipeline.store.verified import blind_name, looks

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)


def test_a_record_that_needed_nobody_was_handed_in_read_and_decided(office: Office) -> None:
    record_id = office.comes(NOW, Lane.COUNTER, ask=())
    history = office.ask(history_of, record_id)
    assert (history.record_id, history.form, history.template_version) == (record_id, "greeting", "2026-04")
    assert (history.status, history.received_at) == (RecordStatus.REVIEWED, NOW)
    assert history.events == (
        HandedIn(NOW, "a.jpg", "夜", Lane.COUNTER),
        PageRead(NOW, 1, 1, "2026-04", ("fake 1",), 0.5, 0.3),
        Decided(NOW, 4, {}),
    )


def test_everything_that_people_did_is_told_in_order(office: Office) -> None:
    record_id, me, colleague = office.comes(NOW), office.town.reviewer, office.town.colleague
    with office.database.write() as session:
        claim(session, me, record_id, NOW + MINUTE, 15)
        asked = write_note(session, me, record_id, "この字は？", key="note-0001", now=NOW + 2 * MINUTE, field="name")
        skip(session, me, record_id, SkipReason.OTHER, "本人に電話", key="skip-0001", now=NOW + 3 * MINUTE)
        answer = {"key": "note-0002", "now": NOW + 4 * MINUTE, "answers": asked[0].note_id}
        write_note(session, colleague, record_id, "斉です", **answer)  # type: ignore[arg-type]
    word = {"kind": TYPED, "text": "斉藤", "value": "斉藤", "effort": Effort(2.5, 4)}
    office.answers(record_id, at=NOW + 5 * MINUTE, actor=colleague, **word)  # type: ignore[arg-type]
    office.answers(record_id, at=NOW + 6 * MINUTE, actor=colleague, kind=UNDONE)
    office.answers(record_id, at=NOW + 7 * MINUTE, actor=colleague)
    office.finishes(record_id, NOW + 8 * MINUTE, actor=colleague)
    order = ExportOrder(office.town.id, "export-0001", "greeting", by=office.town.supervisor)
    export_records(office.database, order, office.folder / "out.csv", NOW + 9 * MINUTE)

    def said(
        after: int, kind: CorrectionKind, before: str, now: str, seconds: float | None, keys: int | None
    ) -> Answered:
        care, at = Sensitivity.ORDINARY, NOW + after * MINUTE
        return Answered(at, "Suzuki", "name", care, kind, before, now, seconds, keys)

    read = "斎藤 裕二"
    history = office.ask(history_of, record_id)
    assert history.status is RecordStatus.EXPORTED
    assert history.events[2] == Decided(NOW, 3, {"name": (Reason(ReasonCode.CLOSE_CANDIDATES, {"other": "別"}),)})
    assert history.events[3:] == (
        Noted(NOW + 2 * MINUTE, "Yamada", "name", False, "この字は？"),
        PutAside(NOW + 3 * MINUTE, "Yamada", SkipReason.OTHER, "本人に電話"),
        Noted(NOW + 4 * MINUTE, "Suzuki", "name", True, "斉です"),
        Taken(NOW + 5 * MINUTE, "Suzuki"),  # who held it before is not kept
        said(5, TYPED, read, "斉藤", 2.5, 4),
        said(6, UNDONE, "斉藤", read, None, None),
        said(7, CorrectionKind.CONFIRMED, read, read, None, None),
        Closed(NOW + 8 * MINUTE, "Suzuki", RecordStatus.REVIEWED, None),
        Exported(NOW + 9 * MINUTE, "Sato", "out.csv", "csv", "utf-8-sig", 1),
    )


def test_a_rejection_is_told_with_its_reason(office: Office) -> None:
    record_id = office.comes(NOW)
    office.sets_aside(record_id, NOW + MINUTE)
    assert office.ask(history_of, record_id).events[-1] == Closed(
        NOW + MINUTE, "Yamada", RecordStatus.REJECTED, "試し書き"
    )


def test_rulings_on_its_pages_belong_to_its_life(office: Office, tmp_path: Path) -> None:
    (record_id,) = store(office.database, tmp_path, office.town, read_page(scan_of(tmp_path), 1), refused_page(2))
    with office.database.write() as session:
        attachment = Ruling(RulingKind.ATTACHMENT, record_id=record_id)
        rule_page(session, office.town.reviewer, 2, attachment, NOW + MINUTE)
    assert office.ask(history_of, record_id).events[-1] == PageRuled(NOW + MINUTE, "Yamada", RulingKind.ATTACHMENT, 2)


def test_a_neighbours_record_has_no_history_here(office: Office) -> None:
    record_id = office.comes(NOW, where=office.there)
    with pytest.raises(NotFound):
        office.ask(history_of, record_id)


def test_a_field_that_is_keyed_unseen_is_told_to_nobody_until_that_is_done(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = blind_name(monkeypatch, database, tmp_path)
    looks(draft, draft.town.reviewer, "斉藤 裕二")
    with database.read() as session:
        events = history_of(session, draft.town.supervisor, draft.record_id).events
    assert [(event.look, event.unseen) for event in events if isinstance(event, Answered)] == [(Look.FIRST, True)]
    assert [dict(event.sent) for event in events if isinstance(event, Decided)] == [{"name": ()}]
    looks(draft, draft.town.colleague, "斉藤 裕二")
    with database.read() as session:
        events = history_of(session, draft.town.supervisor, draft.record_id).events
    told = [(event.look, event.unseen, event.after) for event in events if isinstance(event, Answered)]
    assert told == [(Look.FIRST, False, "斉藤 裕二"), (Look.SECOND, False, "斉藤 裕二")]
