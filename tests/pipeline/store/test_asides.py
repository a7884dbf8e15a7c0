"""Put aside with a reason, asked of a colleague: kept, told to whoever comes next, never doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.db.states import SkipReason
from models.db.tables import NoteRow, SkipRow
from models.errors import Conflict, NotFound, Refusal, StoreFault
from models.record import RecordStatus
from pipeline.store.aside_views import Note, QueueEntry
from pipeline.store.claims import prolong, take_next
from pipeline.store.notes import write_note
from pipeline.store.queue import queue
from pipeline.store.skips import skip
from pipeline.store.views import Actor
from tests.pipeline.store.paper import NOW, Draft, town

LATER = NOW + timedelta(minutes=5)


def put_aside(
    draft: Draft,
    reason: SkipReason = SkipReason.RESIDENT,
    text: str = "",
    *,
    key: str = "skip-0001",
    actor: Actor | None = None,
) -> None:
    with draft.database.write() as session:
        skip(session, actor or draft.town.reviewer, draft.record_id, reason, text, key=key, now=LATER)


def note(draft: Draft, text: str, *, key: str, actor: Actor | None = None, **more: object) -> tuple[Note, ...]:
    with draft.database.write() as session:
        who = actor or draft.town.reviewer
        return write_note(session, who, draft.record_id, text, key=key, now=LATER, **more)  # type: ignore[arg-type]


def entry(draft: Draft) -> QueueEntry:
    with draft.database.read() as session:
        (only,) = queue(session, draft.town.colleague, statuses=tuple(RecordStatus), now=LATER).entries
    return only


def test_a_record_put_aside_is_free_and_tells_why(draft: Draft) -> None:
    draft.claim()
    put_aside(draft)
    told = entry(draft).skip
    assert told is not None and told == draft.look().skip
    assert (told.by, told.at, told.reason, told.text) == ("Yamada", LATER, SkipReason.RESIDENT, "")
    assert draft.look(LATER).claimed_by is None
    with draft.database.write() as session:
        held = take_next(session, draft.town.colleague, LATER, 15)
    assert held is not None and held.record_id == draft.record_id


def test_the_last_reason_is_told_and_words_only_with_another(draft: Draft) -> None:
    draft.claim()
    put_aside(draft, SkipReason.UNSURE, "dropped")
    draft.claim(draft.town.colleague, LATER)
    put_aside(draft, SkipReason.OTHER, " 係長に聞く ", key="skip-0002", actor=draft.town.colleague)
    told = draft.look().skip
    assert told is not None
    assert (told.by, told.reason, told.text) == ("Suzuki", SkipReason.OTHER, "係長に聞く")
    draft.claim(now=LATER)
    with pytest.raises(Refusal):
        put_aside(draft, SkipReason.OTHER, "  ", key="skip-0003")


def test_the_same_skip_again_does_not_take_a_record_from_who_has_it_now(draft: Draft) -> None:
    draft.claim()
    put_aside(draft)
    draft.claim(draft.town.colleague, LATER)
    put_aside(draft)
    assert draft.look(LATER).claimed_by == "Suzuki"
    with pytest.raises(Conflict) as conflict:
        put_aside(draft, key="skip-0002")
    assert conflict.value.details == {"holder": "Suzuki"}


def test_a_record_past_review_is_neither_put_aside_nor_held_on_to(draft: Draft) -> None:
    draft.settle("name", "斎藤")
    token = draft.claim().token
    draft.finish()
    with pytest.raises(Refusal) as refusal:
        put_aside(draft)
    assert refusal.value.details == {"status": "reviewed"}
    with pytest.raises(Refusal), draft.database.write() as session:
        prolong(session, draft.town.reviewer, draft.record_id, token, LATER, 15)
    assert draft.look(LATER).claimed_by is None


def test_a_question_marks_the_record_until_it_is_answered(draft: Draft) -> None:
    assert entry(draft).questions == 0
    note(draft, "この字は何ですか", key="note-0001", field="name")
    (question,) = note(draft, "この字は何ですか", key="note-0001", field="name")  # sent twice
    assert (question.by, question.at, question.field, question.answers) == ("Yamada", LATER, "name", None)
    assert entry(draft).questions == 1
    notes = note(draft, "齋です", key="note-0002", actor=draft.town.colleague, answers=question.note_id)
    assert notes == draft.look().notes
    assert (notes[1].by, notes[1].text, notes[1].field, notes[1].answers) == (
        "Suzuki", "齋です", "name", question.note_id,
    )  # fmt: skip
    assert entry(draft).questions == 0


def test_a_note_hangs_on_what_is_there(draft: Draft) -> None:
    (question,) = note(draft, "全体に薄い", key="note-0001")
    assert question.field is None
    with pytest.raises(NotFound):
        note(draft, "?", key="note-0002", field="nothing")
    with pytest.raises(NotFound):
        note(draft, "!", key="note-0003", answers=question.note_id + 9)
    (_, answer) = note(draft, "確かに", key="note-0004", answers=question.note_id)
    with pytest.raises(NotFound):
        note(draft, "!", key="note-0005", answers=answer.note_id)  # an answer is no question
    with draft.database.write() as session:
        stranger = town(session, "131024").supervisor
    with pytest.raises(NotFound):
        note(draft, "?", key="note-0006", actor=stranger)
    draft.settle("name", "斎藤")
    draft.finish()
    with pytest.raises(Refusal):
        note(draft, "too late", key="note-0007")


@pytest.mark.parametrize("table", [NoteRow, SkipRow])
def test_what_was_said_cannot_be_changed(draft: Draft, table: type[NoteRow] | type[SkipRow]) -> None:
    draft.claim()
    note(draft, "この字は何ですか", key="note-0001")
    put_aside(draft)
    with pytest.raises(StoreFault), draft.database.write() as session:
        session.execute(update(table).values(text="x"))
