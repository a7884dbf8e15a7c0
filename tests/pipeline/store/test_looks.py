"""A second person verifies, a third decides: who may, what they see, and what stands in the end. On both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from models.db.session import Database
from models.db.states import CorrectionKind, FieldState, Proof
from models.db.tables import BarredRow, CorrectionRow, LookRow, RecordFieldRow, RecordRow
from models.errors import Conflict, Held, OwnWork, Refusal
from models.record import Look, RecordStatus
from pipeline.store.claims import claim
from pipeline.store.corrections import reject
from pipeline.store.queue import queue
from tests.pipeline.store.paper import NOW, Draft, read_page, scan_of, store
from tests.pipeline.store.races import race
from tests.pipeline.store.verified import (
    blind_name,
    is_unseen,
    looks,
    offered,
    says,
    seen,
    sure_record,
    verifying,
    whole,
)

BLANK, ILLEGIBLE, CONFIRMED = CorrectionKind.BLANK, CorrectionKind.ILLEGIBLE, CorrectionKind.CONFIRMED


@pytest.fixture
def draft(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Draft:
    return blind_name(monkeypatch, database, tmp_path)


def row(draft: Draft, key: str = "name") -> RecordFieldRow:
    with draft.database.read() as session:
        return session.scalars(select(RecordFieldRow).filter_by(record_id=draft.record_id, key=key)).one()


def said(draft: Draft) -> list[tuple[str, str, str, str]]:
    """Every word on the name: which it is, its kind, before, after."""
    query = select(CorrectionRow).where(CorrectionRow.record_field_id == row(draft).id).order_by(CorrectionRow.version)
    with draft.database.read() as session:
        return [(one.look, one.kind, one.before_text, one.after_text) for one in session.scalars(query)]


def barred(draft: Draft) -> set[int]:
    with draft.database.read() as session:
        return set(session.scalars(select(BarredRow.account_id)))


def test_two_who_say_the_same_verify_a_value(draft: Draft) -> None:
    first, second = draft.town.reviewer, draft.town.colleague
    assert looks(draft, first, "斉藤 裕二") is RecordStatus.DRAFT
    assert (whole(draft, second).look, barred(draft)) == (Look.SECOND, {first.account_id})
    assert looks(draft, second, "斉藤裕二") is RecordStatus.REVIEWED  # spaces do not count
    field = seen(draft, first)
    assert (field.text, field.value, field.state, field.check.proof) == (
        "斉藤 裕二", "斉藤 裕二", FieldState.DECIDED, Proof.AGREED,
    )  # fmt: skip
    assert field.last_correction is not None and field.check.verified is not None
    assert (field.last_correction.by, field.check.verified.by) == ("Yamada", "Suzuki")
    assert said(draft) == [("first", "typed", "斎藤 裕二", "斉藤 裕二"), ("second", "typed", "斉藤 裕二", "斉藤裕二")]
    with draft.database.read() as session:
        finished = session.execute(select(LookRow.look, LookRow.account_id).order_by(LookRow.id)).all()
    assert [tuple(one) for one in finished] == [(Look.FIRST, first.account_id), (Look.SECOND, second.account_id)]
    assert barred(draft) == set()


def test_nobody_verifies_their_own_word(draft: Draft) -> None:
    first = draft.town.reviewer
    token = draft.claim(first).token
    looks(draft, first, "斉藤")
    assert offered(draft, first) is None
    with pytest.raises(OwnWork):
        draft.claim(first)
    with pytest.raises(Refusal):  # from a tab that was left open
        draft.settle("name", "斉藤", actor=first, token=token)
    with draft.database.read() as session:
        entries = [
            queue(session, actor, statuses=[RecordStatus.DRAFT], now=NOW).entries[0]
            for actor in (first, draft.town.colleague)
        ]
    assert [(entry.is_barred, entry.look, entry.open_fields) for entry in entries] == [
        (True, Look.SECOND, 1), (False, Look.SECOND, 1),
    ]  # fmt: skip
    assert offered(draft, draft.town.colleague) == draft.record_id


def test_who_let_the_machine_s_value_stand_is_no_second_person(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifying(monkeypatch, {"name": "blind"})
    draft = sure_record(database, tmp_path)
    with database.write() as session:  # something else waited for a person
        session.execute(update(RecordRow).values(look=Look.FIRST))
        session.execute(update(RecordFieldRow).where(RecordFieldRow.key == "name").values(proof=Proof.UNASKED))
    draft.claim()
    assert draft.finish() is RecordStatus.DRAFT
    assert barred(draft) == {draft.town.reviewer.account_id}


def test_a_supervisor_may_decide_although_one_word_is_theirs_but_is_not_handed_it(draft: Draft) -> None:
    here = draft.town
    looks(draft, here.reviewer, "斉藤")
    looks(draft, here.supervisor, "齋藤")
    assert offered(draft, here.supervisor) is None
    assert looks(draft, here.supervisor, "斉藤") is RecordStatus.REVIEWED


def test_a_machine_s_value_needs_one_person_and_teaches(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifying(monkeypatch, {"name": "blind"})
    draft = sure_record(database, tmp_path)
    assert (whole(draft, draft.town.reviewer).look, barred(draft)) == (Look.SECOND, set())
    assert is_unseen(seen(draft, draft.town.reviewer))
    assert looks(draft, draft.town.reviewer, "斎藤裕二") is RecordStatus.REVIEWED
    field = row(draft)
    assert (field.state, field.text, field.proof) == (FieldState.ACCEPTED, "斎藤 裕二", Proof.AGREED)


@pytest.mark.parametrize("how", ["blind", "check"])
def test_nothing_read_in_a_field_is_nothing_to_verify(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    verifying(monkeypatch, {"name": how})
    assert sure_record(database, tmp_path, name="").look().status is RecordStatus.REVIEWED


def test_a_person_s_blank_is_verified_like_any_word(draft: Draft) -> None:
    looks(draft, draft.town.reviewer, "", BLANK)
    assert is_unseen(seen(draft, draft.town.colleague))
    assert looks(draft, draft.town.colleague, "", BLANK) is RecordStatus.REVIEWED


@pytest.mark.parametrize(
    ("first", "second", "proof"),
    [(ILLEGIBLE, ILLEGIBLE, Proof.AGREED), (ILLEGIBLE, BLANK, Proof.DIFFERS), (BLANK, ILLEGIBLE, Proof.DIFFERS)],
)
def test_words_without_a_text_are_compared_by_their_kind(
    draft: Draft, first: CorrectionKind, second: CorrectionKind, proof: Proof
) -> None:
    looks(draft, draft.town.reviewer, "", first)
    looks(draft, draft.town.colleague, "", second)
    assert row(draft).proof is proof


def test_a_shown_value_is_confirmed_as_it_stands(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = blind_name(monkeypatch, database, tmp_path)
    with database.write() as session:
        session.execute(update(RecordFieldRow).where(RecordFieldRow.key == "name").values(verification="check"))
    looks(draft, draft.town.reviewer, "", ILLEGIBLE)
    field = seen(draft, draft.town.colleague)
    assert (field.check.asked, field.check.hidden, field.state) == (True, False, FieldState.OPEN)
    assert field.last_correction is not None and field.last_correction.kind is ILLEGIBLE
    assert looks(draft, draft.town.colleague, "", CONFIRMED) is RecordStatus.REVIEWED
    assert row(draft).proof is Proof.AGREED


def test_a_second_word_is_taken_back_within_its_look_only(draft: Draft) -> None:
    second = draft.town.colleague
    looks(draft, draft.town.reviewer, "斉藤")
    with pytest.raises(Refusal) as refusal:
        says(draft, second, "", CorrectionKind.UNDONE)
    assert refusal.value.details == {"field": "name"}
    says(draft, second, "齋藤")
    says(draft, second, "斉藤")
    assert says(draft, second, "", CorrectionKind.UNDONE).text == "齋藤"
    assert row(draft).proof is Proof.DIFFERS
    assert is_unseen(says(draft, second, "", CorrectionKind.UNDONE))
    assert (row(draft).text, row(draft).proof) == ("斉藤", Proof.AWAITED)
    with pytest.raises(Refusal):
        draft.finish(second)
    assert looks(draft, second, "斉藤") is RecordStatus.REVIEWED


def test_a_ruling_is_taken_back_to_the_two_words(draft: Draft) -> None:
    here = draft.town
    looks(draft, here.reviewer, "斉藤")
    looks(draft, here.colleague, "齋藤")
    says(draft, here.supervisor, "齊藤")
    says(draft, here.supervisor, "", CorrectionKind.UNDONE)
    assert (row(draft).text, row(draft).proof, row(draft).state) == ("斉藤", Proof.DIFFERS, FieldState.DECIDED)
    assert looks(draft, here.supervisor, "齊藤") is RecordStatus.REVIEWED


def test_the_same_again_changes_nothing(draft: Draft) -> None:
    here = draft.town
    version = draft.look().version + 1  # claiming makes one more
    says(draft, here.reviewer, "斉藤")
    for _ in range(2):
        assert draft.finish(here.reviewer, version) is RecordStatus.DRAFT
    expected = row(draft).version
    token = draft.claim(here.colleague).token
    for _ in range(2):
        draft.settle("name", "齋藤", actor=here.colleague, expected_version=expected, token=token)
    assert len(said(draft)) == 2
    with pytest.raises(Conflict) as conflict:
        draft.settle("name", "齊藤", actor=here.colleague, expected_version=expected - 1, token=token)
    assert "斉藤" not in str(conflict.value.details)
    assert draft.finish(here.reviewer, version) is RecordStatus.IN_REVIEW  # still lost on its way


def test_a_word_on_a_value_that_changed_since_proves_nothing(draft: Draft) -> None:
    here = draft.town
    looks(draft, here.reviewer, "斉藤")
    says(draft, here.colleague, "斉藤")
    assert row(draft).proof is Proof.AGREED
    with draft.database.write() as session:  # as a page that came later does
        session.execute(update(RecordRow).values(look=Look.FIRST))
    says(draft, here.colleague, "齊藤")
    assert (row(draft).proof, row(draft).text) == (Proof.UNASKED, "齊藤")
    draft.finish(here.colleague)
    assert barred(draft) == {here.reviewer.account_id, here.colleague.account_id}  # both let a first look pass
    assert looks(draft, here.supervisor, "齊藤") is RecordStatus.REVIEWED


def test_another_goes_on_with_a_second_look_and_may_say_otherwise(draft: Draft) -> None:
    here = draft.town
    looks(draft, here.reviewer, "斉藤")
    says(draft, here.colleague, "斉藤")
    later = NOW + timedelta(minutes=20)
    token = draft.claim(here.supervisor, later).token
    assert is_unseen(seen(draft, here.supervisor))
    draft.settle("name", "齋藤", actor=here.supervisor, token=token)
    assert draft.finish(here.supervisor) is RecordStatus.DRAFT
    assert barred(draft) == {here.reviewer.account_id, here.supervisor.account_id}
    assert offered(draft, here.colleague) == draft.record_id


def test_two_at_once_get_one_second_look(draft: Draft) -> None:
    looks(draft, draft.town.reviewer, "斉藤")
    people = (draft.town.reviewer, draft.town.colleague, draft.town.supervisor)

    def take(number: int) -> str:
        try:
            with draft.database.write() as session:
                claim(session, people[number], draft.record_id, NOW, 15)
        except (Held, OwnWork) as refusal:
            return refusal.code
        return "won"

    assert sorted(race(take, 3)) == ["held", "own_work", "won"]


def test_a_second_look_comes_by_age_among_fresh_sheets(draft: Draft, tmp_path: Path) -> None:
    here = draft.town
    page, now = read_page(scan_of(tmp_path, b"2")), NOW + timedelta(hours=1)
    (newer,) = store(draft.database, tmp_path, here, page, content=b"2", now=now)
    looks(draft, here.reviewer, "斉藤")
    assert offered(draft, here.colleague) == draft.record_id
    assert offered(draft, here.reviewer) == newer


def test_a_rejected_record_keeps_nobody_out(draft: Draft) -> None:
    looks(draft, draft.town.reviewer, "斉藤")
    with draft.database.write() as session:
        reject(session, draft.town.reviewer, draft.record_id, "試し書き", NOW)
        assert session.scalar(select(func.count(BarredRow.id))) == 0


def test_words_that_differ_go_to_a_third_person_who_sees_both(draft: Draft) -> None:
    here = draft.town
    looks(draft, here.reviewer, "斉藤")
    assert looks(draft, here.colleague, "齋藤") is RecordStatus.DRAFT
    assert barred(draft) == {here.reviewer.account_id, here.colleague.account_id}
    assert (offered(draft, here.reviewer), offered(draft, here.colleague)) == (None, None)
    for actor in (here.reviewer, here.colleague):
        with pytest.raises(OwnWork):
            draft.claim(actor)
    assert offered(draft, here.supervisor) == draft.record_id
    field = seen(draft, here.supervisor)
    assert (field.state, field.value, field.text, field.check.asked) == (FieldState.OPEN, None, "", True)
    words = field.check.words
    assert words is not None and words.second is not None
    assert [(one.by, one.text) for one in (words.first, words.second)] == [("Yamada", "斉藤"), ("Suzuki", "齋藤")]
    draft.claim(here.supervisor)
    with pytest.raises(Refusal) as refusal:
        draft.finish(here.supervisor)
    assert refusal.value.details == {"open": "1"}
    assert looks(draft, here.supervisor, "齋藤") is RecordStatus.REVIEWED
    field = seen(draft, here.reviewer)
    assert field.last_correction is not None and field.check.verified is not None
    assert (field.text, field.last_correction.by, field.check.verified.by) == ("齋藤", "Sato", "Sato")
    assert said(draft)[-1] == ("third", "typed", "斉藤", "齋藤")
