"""Taking one's own last answer back, and how long answers took, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.db.states import CorrectionKind, FieldState
from models.db.tables import CorrectionRow
from models.errors import Conflict, NotAllowed, Refusal
from pipeline.store.claims import prolong
from pipeline.store.corrections import correct
from pipeline.store.effort import EffortSum, effort_sums
from pipeline.store.views import Actor, FieldView
from pipeline.store.word import Effort
from tests.pipeline.store.paper import NOW, Draft

LATER = NOW + timedelta(minutes=16)


def undo(draft: Draft, key: str = "name", *, actor: Actor | None = None, expected: int | None = None) -> FieldView:
    return draft.settle(key, "", kind=CorrectionKind.UNDONE, actor=actor, expected_version=expected)


def test_the_machine_s_field_waits_again_and_the_history_keeps_both_rows(draft: Draft) -> None:
    draft.settle("name", "斉藤")
    view = undo(draft)
    assert (view.text, view.value, view.state, view.version) == ("斎藤 裕二", "斎藤 裕二", FieldState.OPEN, 3)
    with draft.database.read() as session:
        rows = session.scalars(select(CorrectionRow).order_by(CorrectionRow.version)).all()
    assert [(str(row.kind), row.before_text, row.after_text) for row in rows] == [
        ("typed", "斎藤 裕二", "斉藤"),
        ("undone", "斉藤", "斎藤 裕二"),
    ]
    with pytest.raises(Refusal) as refusal:
        draft.finish()
    assert refusal.value.details == {"open": "1"}


def test_an_accepted_field_is_accepted_again(draft: Draft) -> None:
    draft.settle("day", "2025-04-02")
    assert undo(draft, "day").state is FieldState.ACCEPTED


def test_undoing_again_goes_further_back_and_not_beyond_a_colleague_s_word(draft: Draft) -> None:
    draft.settle("name", "斉藤", now=NOW - timedelta(hours=1), actor=draft.town.colleague)
    draft.settle("name", "齋藤")
    draft.settle("name", "齊藤")
    assert (undo(draft).text, undo(draft).text) == ("齋藤", "斉藤")
    assert draft.field("name").state is FieldState.DECIDED
    with pytest.raises(Refusal) as refusal:
        undo(draft)
    assert refusal.value.details == {"field": "name"}
    assert draft.field("name").text == "斉藤"


def test_an_undo_sent_twice_is_one_and_a_late_one_is_a_conflict(draft: Draft) -> None:
    draft.settle("name", "斉藤")
    assert undo(draft, expected=2) == undo(draft, expected=2)
    draft.settle("name", "齋藤")
    with pytest.raises(Conflict):
        undo(draft, expected=2)
    assert draft.field("name").text == "齋藤"


def test_what_was_never_answered_cannot_be_taken_back(draft: Draft) -> None:
    with pytest.raises(Refusal):
        undo(draft)


def test_a_heartbeat_prolongs_one_s_own_claim_only(draft: Draft) -> None:
    def beat(actor: Actor, token: int) -> None:
        with draft.database.write() as session:
            held = prolong(session, actor, draft.record_id, token, LATER, 15)
        assert held.expires_at == LATER + timedelta(minutes=15)

    token = draft.claim().token
    beat(draft.town.reviewer, token)  # it lapsed a minute ago, and nobody took it
    assert draft.look(LATER).claimed_by == "Yamada"
    with pytest.raises(Conflict):
        beat(draft.town.colleague, token)
    draft.claim(draft.town.colleague, LATER + timedelta(minutes=16))
    with pytest.raises(Conflict) as conflict:
        beat(draft.town.reviewer, token)
    assert conflict.value.details == {"holder": "Suzuki"}


def answer(draft: Draft, key: str, effort: Effort, actor: Actor, kind: CorrectionKind) -> None:
    token = draft.claim(actor, LATER).token
    with draft.database.write() as session:
        correct(
            session,
            actor,
            draft.record_id,
            key,
            kind=kind,
            text="斉藤",
            value="斉藤",
            expected_version=draft_version(draft, key),
            claim_token=token,
            now=LATER,
            effort=effort,
        )


def draft_version(draft: Draft, key: str) -> int:
    return draft.field(key).version


def sums(draft: Draft, since: timedelta = timedelta(0)) -> Sequence[EffortSum]:
    with draft.database.read() as session:
        return effort_sums(session, draft.town.supervisor, LATER + since, LATER + timedelta(hours=1))


def test_effort_is_summed_by_form_field_and_person(draft: Draft) -> None:
    me = draft.town.reviewer
    answer(draft, "name", Effort(1.5, 4), me, CorrectionKind.TYPED)
    answer(draft, "name", Effort(2.5, 1), me, CorrectionKind.CONFIRMED)
    answer(draft, "day", Effort(3.0, 2), me, CorrectionKind.TYPED)
    answer(draft, "day", Effort(), me, CorrectionKind.TYPED)  # not measured
    assert sums(draft) == [
        EffortSum("greeting", "day", "Yamada", 1, 1, 1, 3.0, 2),
        EffortSum("greeting", "name", "Yamada", 2, 1, 1, 4.0, 5),
    ]
    assert sums(draft, timedelta(seconds=1)) == []
    with pytest.raises(NotAllowed), draft.database.read() as session:
        effort_sums(session, me, NOW, LATER)
