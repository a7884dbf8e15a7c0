"""Claims, corrections and the end of a review, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.db.session import Database
from models.db.states import CorrectionKind, FieldState
from models.db.tables import CorrectionRow, ReadingRow
from models.errors import Conflict, NotAllowed, NotFound, Refusal
from models.record import RecordStatus, Role
from pipeline.store.claims import claim, release, take_next
from pipeline.store.corrections import correct, finish, reject
from pipeline.store.records import open_record
from pipeline.store.views import Actor, FieldView
from tests.pipeline.store.paper import NOW, QUAD, Draft, draft_in, read_page, scan_of, store, town
from tests.pipeline.store.races import race

LATER = NOW + timedelta(minutes=16)


@pytest.fixture
def draft(database: Database, tmp_path: Path) -> Draft:
    return draft_in(database, tmp_path)


def give_back(draft: Draft, actor: Actor) -> None:
    with draft.database.write() as session:
        release(session, actor, draft.record_id, NOW)


def turn_down(draft: Draft, actor: Actor, reason: str = "test sheet") -> RecordStatus:
    with draft.database.write() as session:
        return reject(session, actor, draft.record_id, reason, NOW)


# opening


def test_a_record_opens_whole(draft: Draft) -> None:
    view = draft.look()
    assert (view.form, view.template_version, view.status) == ("greeting", "2026-04", RecordStatus.DRAFT)
    assert [field.key for field in view.fields] == ["name", "day", "wishes", "seal"]
    assert [field.key for field in view.open_fields] == ["name"]
    assert (view.page.number, view.page.file_name, len(view.page.scan_sha256)) == (1, "a.jpg", 64)
    assert (view.page.residual.median_mm, view.page.residual.worst_mm) == (0.1, 0.3)
    assert [(problem.code, problem.details) for problem in view.page.problems] == [("turned_page", {"degrees": "180"})]
    name, _, wishes, seal = view.fields
    assert (name.text, name.confidence, name.quad, name.version) == ("斎藤 裕二", 0.75, QUAD, 1)
    assert [(reason.code, reason.details) for reason in name.reasons] == [("close_candidates", {"other": "別"})]
    assert [candidate.text for candidate in name.candidates] == ["斎藤 裕二", "別"]
    assert (name.box_mm.x, name.box_mm.w, name.last_correction) == (1.0, 18.0, None)
    assert wishes.value == ("tea", "cake")
    assert seal.value is None


# claiming


def test_a_claim_keeps_colleagues_out(draft: Draft) -> None:
    first = draft.claim()
    assert draft.look().status is RecordStatus.IN_REVIEW
    assert draft.look().claimed_by == "Yamada"
    with pytest.raises(Conflict) as conflict:
        draft.claim(draft.town.colleague)
    assert conflict.value.details == {"holder": "Yamada"}
    later = draft.claim(now=NOW + timedelta(minutes=5))
    assert (later.token, later.expires_at) == (first.token, NOW + timedelta(minutes=20))


def test_a_lapsed_claim_goes_to_whoever_asks(draft: Draft) -> None:
    old = draft.claim()
    assert draft.look(LATER).claimed_by is None
    new = draft.claim(draft.town.colleague, LATER)
    assert new.token > old.token
    with pytest.raises(Conflict) as conflict:
        draft.settle("name", "斉藤", token=old.token, now=LATER)
    assert conflict.value.details == {"holder": "Suzuki"}
    assert draft.field("name").state is FieldState.OPEN


def test_a_claim_that_nobody_took_since_still_counts(draft: Draft) -> None:
    token = draft.claim().token
    assert draft.settle("name", "斉藤", token=token, now=LATER).text == "斉藤"
    assert draft.look(LATER).claimed_by == "Yamada"  # prolonged by the correction


def test_a_token_never_comes_back(draft: Draft) -> None:
    tokens = []
    for actor in (draft.town.reviewer, draft.town.colleague, draft.town.reviewer):
        tokens.append(draft.claim(actor).token)
        give_back(draft, actor)
    assert tokens == sorted(set(tokens))


def test_only_the_holder_gives_back(draft: Draft) -> None:
    draft.claim()
    give_back(draft, draft.town.colleague)
    assert draft.look().claimed_by == "Yamada"
    give_back(draft, draft.town.reviewer)
    assert draft.look().claimed_by is None


def test_reviewers_at_once_get_different_records(database: Database, draft: Draft, tmp_path: Path) -> None:
    others = [read_page(scan_of(tmp_path, b"more"), number) for number in (1, 2, 3)]
    records = {draft.record_id, *store(database, tmp_path, draft.town, *others, content=b"more")}
    people = (draft.town.reviewer, draft.town.colleague, draft.town.supervisor)

    def take(number: int) -> int | None:
        with database.write() as session:
            return take_next(session, people[number], NOW, 15)

    taken = race(take, 3)
    assert None not in taken
    assert len(set(taken)) == 3
    assert set(taken) <= records


def test_one_record_goes_to_one_of_many(draft: Draft) -> None:
    people = (draft.town.reviewer, draft.town.colleague, draft.town.supervisor)

    def take(number: int) -> str:
        try:
            with draft.database.write() as session:
                claim(session, people[number], draft.record_id, NOW, 15)
        except Conflict:
            return "too late"
        return "won"

    assert sorted(race(take, 3)) == ["too late", "too late", "won"]


def test_next_is_what_i_hold_then_the_oldest_draft_then_what_was_put_back(
    database: Database, draft: Draft, tmp_path: Path
) -> None:
    here, oldest = draft.town, draft.record_id
    hour = timedelta(hours=1)
    (newer,) = store(database, tmp_path, here, read_page(scan_of(tmp_path, b"2")), content=b"2", now=NOW + hour)

    def take(actor: Actor) -> int | None:
        with database.write() as session:
            return take_next(session, actor, NOW, 15)

    assert take(here.reviewer) == oldest
    assert take(here.reviewer) == oldest  # the page was reloaded
    give_back(draft, here.reviewer)
    assert take(here.reviewer) == newer  # a fresh draft before what was put back
    assert take(here.colleague) == oldest
    assert take(here.supervisor) is None


def test_take_next_keeps_to_a_form(draft: Draft) -> None:
    with draft.database.write() as session:
        assert take_next(session, draft.town.reviewer, NOW, 15, form="other") is None
        assert take_next(session, draft.town.reviewer, NOW, 15, form="greeting") == draft.record_id


# correcting


def test_a_correction_stands_beside_the_reading(draft: Draft) -> None:
    view = draft.settle("name", "斉藤 裕二")
    assert (view.text, view.value, view.state, view.version) == ("斉藤 裕二", "斉藤 裕二", FieldState.DECIDED, 2)
    last = view.last_correction
    assert last is not None
    assert (last.by, last.at, last.kind) == ("Yamada", NOW, CorrectionKind.TYPED)
    assert (last.before_text, last.before_value, last.after_text) == ("斎藤 裕二", "斎藤 裕二", "斉藤 裕二")
    with draft.database.read() as session:
        machine = session.scalars(select(ReadingRow.text).where(ReadingRow.field_key == "name")).one()
    assert machine == "斎藤 裕二"
    assert draft.look().open_fields == ()


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (CorrectionKind.CONFIRMED, "斎藤 裕二", "斎藤 裕二"),
        (CorrectionKind.BLANK, None, ""),
        (CorrectionKind.ILLEGIBLE, None, ""),
        (CorrectionKind.CANDIDATE, "別", "別"),
    ],
)
def test_every_kind_of_word(draft: Draft, kind: CorrectionKind, value: str | None, text: str) -> None:
    view = draft.settle("name", "別", kind=kind)
    assert (view.value, view.text, view.state) == (value, text, FieldState.DECIDED)
    assert view.last_correction is not None
    assert view.last_correction.kind is kind
    assert view.last_correction.before_text == "斎藤 裕二"


def test_an_accepted_field_can_be_corrected_too(draft: Draft) -> None:
    assert draft.settle("day", "2025-04-02").state is FieldState.DECIDED


def test_corrections_in_a_row_keep_their_history(draft: Draft) -> None:
    for text in ("斉藤", "齋藤", "齊藤"):
        draft.settle("name", text)
    with draft.database.read() as session:
        rows = session.scalars(select(CorrectionRow).order_by(CorrectionRow.version)).all()
    assert [(row.version, row.before_text, row.after_text) for row in rows] == [
        (2, "斎藤 裕二", "斉藤"),
        (3, "斉藤", "齋藤"),
        (4, "齋藤", "齊藤"),
    ]


def test_a_correction_on_an_old_version_is_refused_with_what_stands(draft: Draft) -> None:
    draft.settle("name", "斉藤", expected_version=1)
    with pytest.raises(Conflict) as conflict:
        draft.settle("name", "齋藤", expected_version=1)
    assert conflict.value.details == {"field": "name", "by": "Yamada", "text": "斉藤", "version": "2"}
    assert draft.field("name").text == "斉藤"


def test_the_same_correction_again_changes_nothing(draft: Draft) -> None:
    first = draft.settle("name", "斉藤", expected_version=1)
    assert draft.settle("name", "斉藤", expected_version=1) == first


def test_two_tabs_at_once_leave_one_word(draft: Draft) -> None:
    token = draft.claim().token

    def write(number: int) -> FieldView | None:
        try:
            return draft.settle("name", f"斉藤 {number}", token=token, expected_version=1)
        except Conflict:
            return None

    (winner,) = (view for view in race(write, 3) if view is not None)
    assert draft.field("name") == winner
    assert winner.version == 2


def test_a_correction_needs_the_claim(draft: Draft) -> None:
    with pytest.raises(Refusal) as refusal:
        draft.settle("name", "斉藤", token=1)
    assert refusal.value.details == {"status": "draft"}
    token = draft.claim().token
    with pytest.raises(Conflict):
        draft.settle("name", "斉藤", token=token, actor=draft.town.colleague)
    with pytest.raises(NotFound):
        draft.settle("nothing", "斉藤", token=token, expected_version=1)
    assert draft.field("name").state is FieldState.OPEN


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=20))
def test_text_is_kept_as_it_was_written(draft: Draft, text: str) -> None:
    draft.settle("name", text)
    assert draft.field("name").text == text


# finishing


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


# who may


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
