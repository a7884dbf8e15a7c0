"""A record opened whole, and a person's word beside the machine's, on both databases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.db.states import CorrectionKind, FieldState
from models.db.tables import CorrectionRow, ReadingRow
from models.errors import Conflict, NotFound, Refusal
from models.page import Residual
from models.record import RecordStatus
from pipeline.store.views import FieldView
from tests.pipeline.store.paper import NOW, QUAD, Draft
from tests.pipeline.store.races import race


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
        (CorrectionKind.NOT_APPLICABLE, None, ""),
        (CorrectionKind.STRUCK_OUT, None, ""),
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


def test_a_record_opens_whole(draft: Draft) -> None:
    view = draft.look()
    assert (view.form, view.template_version, view.status) == ("greeting", "2026-04", RecordStatus.DRAFT)
    assert [field.key for field in view.fields] == ["name", "day", "wishes", "seal"]
    assert [field.key for field in view.open_fields] == ["name"]
    assert (view.pages[0].number, view.scan.file_name, len(view.scan.sha256)) == (1, "a.jpg", 64)
    assert view.pages[0].residual == Residual(0.1, 0.3)
    assert [(problem.code, problem.details) for problem in view.pages[0].problems] == [
        ("turned_page", {"degrees": "180"})
    ]
    name, _, wishes, seal = view.fields
    assert (name.text, name.confidence, name.quad, name.version) == ("斎藤 裕二", 0.75, QUAD, 1)
    assert [(reason.code, reason.details) for reason in name.reasons] == [("close_candidates", {"other": "別"})]
    assert [candidate.text for candidate in name.candidates] == ["斎藤 裕二", "別"]
    assert (name.box_mm.x, name.box_mm.w, name.last_correction) == (1.0, 18.0, None)
    assert wishes.value == ("tea", "cake")
    assert seal.value is None
