"""The end of a review, and who may do what, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.db.states import CorrectionKind
from models.errors import Conflict, NotAllowed, NotFound, Refusal
from models.record import RecordStatus, Role
from pipeline.store.claims import claim, release, take_next
from pipeline.store.corrections import correct, finish, reject
from pipeline.store.records import open_record
from pipeline.store.views import Actor
from tests.pipeline.store.paper import NOW, Draft, town

LATER = NOW + timedelta(minutes=16)


def turn_down(draft: Draft, actor: Actor, reason: str = "test sheet") -> RecordStatus:
    with draft.database.write() as session:
        return reject(session, actor, draft.record_id, reason, NOW)


def test_a_record_is_finished_once_nothing_waits(draft: Draft) -> None:
    draft.claim()
    with pytest.raises(Refusal) as refusal:
        draft.finish()
    assert refusal.value.details == {"open": "1"}
    draft.settle("name", "斉藤")
    assert draft.finish() is RecordStatus.REVIEWED
    view = draft.look()
    assert (view.status, view.claimed_by) == (RecordStatus.REVIEWED, None)
    with pytest.raises(Refusal) as refusal:
        draft.finish()
    assert refusal.value.details == {"status": "reviewed"}
    with pytest.raises(Refusal):
        draft.settle("name", "齋藤", token=1)


def test_finishing_on_an_old_version_is_a_conflict(draft: Draft) -> None:
    before = draft.look().version
    draft.settle("name", "斉藤")
    with pytest.raises(Conflict):
        draft.finish(expected_version=before)
    assert draft.look().status is RecordStatus.IN_REVIEW


def test_only_the_holder_finishes(draft: Draft) -> None:
    draft.settle("name", "斉藤")
    with pytest.raises(Conflict) as conflict:
        draft.finish(draft.town.colleague)
    assert conflict.value.details == {"holder": "Yamada"}


def test_a_rejected_record_is_out_of_the_way(draft: Draft) -> None:
    draft.claim()
    with pytest.raises(Conflict):
        turn_down(draft, draft.town.colleague)
    assert turn_down(draft, draft.town.reviewer) is RecordStatus.REJECTED
    with pytest.raises(Refusal):
        turn_down(draft, draft.town.reviewer)
    with pytest.raises(Refusal) as refusal:
        draft.claim()
    assert refusal.value.details == {"status": "rejected"}


def test_operators_do_not_review(draft: Draft) -> None:
    operator = Actor(draft.town.reviewer.account_id, draft.town.id, "x", "X", Role.OPERATOR, "ja")
    with pytest.raises(NotAllowed) as refused:
        draft.claim(operator)
    assert refused.value.details == {"needed": "reviewer", "role": "operator"}
    with pytest.raises(NotAllowed):
        turn_down(draft, operator)


def test_another_municipality_finds_nothing(draft: Draft) -> None:
    with draft.database.write() as session:
        stranger = town(session, "131024").supervisor
    record, database = draft.record_id, draft.database
    token, version = draft.claim().token, draft.look().version
    with pytest.raises(NotFound), database.read() as session:
        open_record(session, stranger, record, NOW)
    with pytest.raises(NotFound), database.write() as session:
        claim(session, stranger, record, NOW, 15)
    with pytest.raises(NotFound), database.write() as session:
        release(session, stranger, record, NOW)
    with pytest.raises(NotFound), database.write() as session:
        word = {"kind": CorrectionKind.TYPED, "text": "x", "value": "x", "expected_version": 1}
        correct(session, stranger, record, "name", claim_token=token, now=NOW, **word)  # type: ignore[arg-type]
    with pytest.raises(NotFound), database.write() as session:
        finish(session, stranger, record, version, NOW)
    with pytest.raises(NotFound), database.write() as session:
        reject(session, stranger, record, "x", NOW)
    with database.write() as session:
        assert take_next(session, stranger, LATER, 15) is None
    assert draft.look().claimed_by == "Yamada"
    assert draft.field("name").text == "斎藤 裕二"
