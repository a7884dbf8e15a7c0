"""What people may see of a record that others verify: of a field keyed unseen, nothing. On both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from models.db.session import Database
from models.db.states import CorrectionKind, FieldState, Proof, SkipReason
from models.db.tables import RecordRow
from models.errors import Refusal
from models.record import Look, RecordStatus
from pipeline.store.notes import write_note
from pipeline.store.skips import skip
from pipeline.store.views import Actor
from tests.pipeline.store.paper import NOW, Draft
from tests.pipeline.store.verified import blind_name, is_unseen, looks, says, seen, sure_record, verifying, whole

CONFIRMED = CorrectionKind.CONFIRMED


@pytest.fixture
def draft(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    return blind_name(monkeypatch, database, tmp_path)


def test_what_is_keyed_unseen_shows_only_one_s_own_word_and_not_whether_it_agreed(draft: Draft) -> None:
    second, other = draft.town.colleague, draft.town.supervisor
    looks(draft, draft.town.reviewer, "斉藤")
    assert all(is_unseen(seen(draft, actor)) for actor in (draft.town.reviewer, second, other))
    views = [says(draft, second, text) for text in ("齋藤", "斉藤")]
    assert {(view.state, view.check.proof, view.check.words) for view in views} == {
        (FieldState.DECIDED, Proof.UNASKED, None)
    }
    mine = seen(draft, second)
    assert mine.last_correction is not None
    assert (mine.text, mine.last_correction.before_text, mine.last_correction.after_text) == ("斉藤", "", "斉藤")
    assert is_unseen(seen(draft, other))
    for kind in (CONFIRMED, CorrectionKind.CANDIDATE):
        with pytest.raises(Refusal):
            says(draft, second, "別", kind)


def test_what_two_have_settled_is_closed_to_the_third(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifying(monkeypatch, {"name": "blind", "day": "check"})
    draft = sure_record(database, tmp_path)
    here = draft.town
    says(draft, here.reviewer, "斉藤")
    draft.settle("day", "", kind=CONFIRMED, actor=here.reviewer)
    draft.finish(here.reviewer)
    assert seen(draft, here.colleague, "day").check.locked
    with pytest.raises(Refusal) as refusal:
        draft.settle("day", "令和7年4月2日", actor=here.colleague)
    assert refusal.value.details == {"field": "day"}
    draft.settle("wishes", "tea", actor=here.colleague)  # what nobody verifies stays open to all
    assert looks(draft, here.colleague, "斎藤") is RecordStatus.REVIEWED


def note(draft: Draft, actor: Actor, text: str, field: str | None = "name", answers: int | None = None) -> list[str]:
    with draft.database.write() as session:
        notes = write_note(
            session, actor, draft.record_id, text, key=f"key {text}", now=NOW, field=field, answers=answers
        )
    assert notes == whole(draft, actor).notes
    return [one.text for one in notes]


def test_what_was_asked_of_a_field_is_kept_from_whoever_keys_it_unseen(draft: Draft) -> None:
    here = draft.town
    assert note(draft, here.reviewer, "斉か斎か") == ["斉か斎か"]
    note(draft, here.reviewer, "連絡済み", field=None)
    looks(draft, here.reviewer, "斉藤")
    assert note(draft, here.colleague, "薄い") == ["連絡済み", "薄い"]
    mine = next(one for one in whole(draft, here.colleague).notes if one.text == "薄い")
    assert note(draft, here.supervisor, "濃くして", answers=mine.note_id) == ["連絡済み", "濃くして"]
    assert [one.text for one in whole(draft, here.colleague).notes] == ["連絡済み", "薄い", "濃くして"]
    looks(draft, here.colleague, "齋藤")
    assert "斉か斎か" in [one.text for one in whole(draft, here.supervisor).notes]


def test_why_it_was_put_aside_is_told_in_the_same_look_only(draft: Draft) -> None:
    here = draft.town
    draft.claim(here.reviewer)
    with draft.database.write() as session:
        skip(session, here.reviewer, draft.record_id, SkipReason.OTHER, "斉?", key="k1", now=NOW)
    assert whole(draft, here.colleague).skip is not None
    looks(draft, here.reviewer, "斉藤")
    assert whole(draft, here.colleague).skip is None
    draft.claim(here.colleague)
    with draft.database.write() as session:
        skip(session, here.colleague, draft.record_id, SkipReason.LATER, "", key="k2", now=NOW)
    told = whole(draft, here.supervisor).skip
    assert told is not None and told.by == "Suzuki"


@pytest.mark.parametrize("look", [Look.FIRST, Look.THIRD])
def test_only_the_second_look_is_blind(draft: Draft, look: Look) -> None:
    looks(draft, draft.town.reviewer, "斉藤")
    assert is_unseen(seen(draft, draft.town.colleague))
    with draft.database.write() as session:
        session.execute(update(RecordRow).values(look=look))
    field = seen(draft, draft.town.colleague)
    assert (field.text, field.check.hidden) == ("斉藤", False)
