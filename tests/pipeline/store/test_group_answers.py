"""Many answers at once: the desk's own rows, once, and only on what stands as it was shown; on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.db.session import Database
from models.db.states import CorrectionKind, FieldState
from models.errors import NotAllowed, NotFound
from models.record import RecordStatus, Role
from pipeline.store.claims import claim
from pipeline.store.corrections import correct, finish
from pipeline.store.group_answers import GroupAnswer, GroupResult, shares
from pipeline.store.records import open_record
from pipeline.store.word import Effort
from tests.pipeline.store.glances import BOTH, NONE, TEA, Grid, grid_in, right
from tests.pipeline.store.paper import NOW, town
from tests.pipeline.store.races import race


@pytest.fixture
def grid(database: Database, tmp_path: Path) -> Grid:
    return grid_in(database, tmp_path)


def test_what_is_right_is_confirmed_with_the_desk_s_own_rows(grid: Grid) -> None:
    grid.hand_in(TEA, TEA, TEA)
    one, two, odd = grid.fields()
    result = grid.answer(right(one), right(two), replace(right(odd), odd=True))
    assert result == GroupResult({one.field_id: 2, two.field_id: 2}, aside=(odd.field_id,))
    for field in (one, two):
        row = grid.row(field.field_id)
        assert (row.state, row.text, row.value, row.version) == (FieldState.DECIDED, "tea", ("tea",), 2)
        assert grid.history(field.field_id) == [("confirmed", "tea", "tea", 3.0, 2)]
    assert grid.row(odd.field_id).state is FieldState.OPEN
    assert grid.history(odd.field_id) == []
    assert grid.kinds() == ()  # the odd one waits for the desk


def test_an_empty_answer_that_is_right_is_a_blank_as_on_the_desk(grid: Grid) -> None:
    grid.hand_in(NONE)
    grid.answer(right(grid.fields()[0]))
    assert grid.history(grid.first_wishes()) == [("blank", "", "", 6.0, 4)]


def test_another_answer_is_typed_or_blank(grid: Grid) -> None:
    grid.hand_in(TEA, TEA)
    one, two = grid.fields()
    grid.answer(replace(right(one), instead=("cake", ("cake",))), replace(right(two), instead=("", None)))
    assert grid.history(one.field_id) == [("typed", "tea", "cake", 3.0, 2)]
    assert grid.history(two.field_id) == [("blank", "tea", "", 3.0, 2)]
    assert (grid.row(one.field_id).value, grid.row(two.field_id).value) == (("cake",), None)


def test_the_same_page_twice_is_one(grid: Grid) -> None:
    grid.hand_in(TEA, TEA, NONE)
    fields = grid.fields()
    answers = [right(fields[0]), replace(right(fields[1]), instead=("cake", ("cake",)))]
    assert grid.answer(*answers) == grid.answer(*answers)
    assert [len(grid.history(field.field_id)) for field in fields] == [1, 1]
    assert grid.row(fields[0].field_id).version == 2


def test_two_tabs_at_once_leave_one_word_each(grid: Grid) -> None:
    grid.hand_in(*[TEA] * 6)
    fields = grid.fields()
    results = race(lambda number: grid.answer(*map(right, fields if number % 2 else fields[::-1])), 4)
    settled = {field.field_id: 2 for field in fields}
    assert [dict(sorted(result.settled.items())) for result in results] == [settled] * 4
    assert [len(grid.history(field.field_id)) for field in fields] == [1] * 6


def test_a_colleague_s_same_word_is_not_one_s_own(grid: Grid) -> None:
    grid.hand_in(TEA)
    (one,) = grid.fields()
    grid.answer(right(one), actor=grid.town.colleague)
    assert grid.answer(right(one)) == GroupResult({}, changed=(one.field_id,))
    assert len(grid.history(one.field_id)) == 1


def test_what_stands_otherwise_than_it_was_shown_is_left_and_told(grid: Grid) -> None:
    grid.hand_in(TEA, TEA, TEA, TEA)
    stale, other_text, fine, seen = grid.fields()
    grid.answer(replace(right(seen), odd=True), actor=grid.town.colleague)
    result = grid.answer(
        replace(right(stale), expected_version=0), replace(right(other_text), text="cake"), right(fine), right(seen)
    )
    assert result.settled == {fine.field_id: 2}
    assert result.changed == (stale.field_id, other_text.field_id, seen.field_id)
    assert [grid.row(one.field_id).state for one in (stale, other_text, seen)] == [FieldState.OPEN] * 3


def test_what_takes_more_than_a_glance_cannot_be_confirmed_in_a_grid(grid: Grid) -> None:
    (record_id,) = grid.hand_in(TEA)
    with grid.database.read() as session:
        view = open_record(session, grid.town.reviewer, record_id, NOW)
    (one,) = grid.fields()
    name = view.fields[0]
    assert (name.key, name.state) == ("name", FieldState.OPEN)
    asked = GroupAnswer(one.field_id - 2, name.version, name.text)
    assert grid.row(asked.field_id).key == "name"
    assert grid.answer(asked) == GroupResult({}, changed=(asked.field_id,))


def test_a_sheet_on_which_a_colleague_works_is_left_and_told(grid: Grid) -> None:
    held, free = grid.hand_in(TEA, TEA)
    one, two = grid.fields()
    with grid.database.write() as session:
        token = claim(session, grid.town.colleague, held, NOW, 15).token
    assert grid.answer(right(one), right(two)) == GroupResult({two.field_id: 2}, held=(one.field_id,))
    with grid.database.write() as session:  # whose work goes on undisturbed
        correct(session, grid.town.colleague, held, "wishes", kind=CorrectionKind.CONFIRMED, text="", value=None,
                expected_version=1, claim_token=token, now=NOW)  # fmt: skip
    assert free == two.record_id


def test_one_s_own_claim_is_no_hindrance_and_stays(grid: Grid) -> None:
    (record_id,) = grid.hand_in(TEA)
    with grid.database.write() as session:
        before = claim(session, grid.town.reviewer, record_id, NOW, 15)
    (one,) = grid.fields()
    assert grid.answer(right(one)).settled == {one.field_id: 2}
    with grid.database.write() as session:
        again = claim(session, grid.town.reviewer, record_id, NOW, 15)
    assert (again.token, again.expires_at, again.version) == (before.token, before.expires_at, before.version)


def test_a_record_keeps_its_status_and_is_finished_on_the_desk(grid: Grid) -> None:
    (record_id,) = grid.hand_in(TEA, ask=("wishes",))
    grid.answer(right(grid.fields()[0]))
    with grid.database.read() as session:
        view = open_record(session, grid.town.reviewer, record_id, NOW)
    assert (view.status, view.version, view.open_fields, view.claimed_by) == (RecordStatus.DRAFT, 1, (), None)
    with grid.database.write() as session:
        claim(session, grid.town.colleague, record_id, NOW, 15)
        assert finish(session, grid.town.colleague, record_id, 2, NOW) is RecordStatus.REVIEWED
    assert grid.undo({grid.first_wishes(): 2}).changed  # past review


def test_a_page_is_taken_back_by_undoing_each_answer(grid: Grid) -> None:
    grid.hand_in(TEA, TEA, BOTH)
    one, odd = grid.fields()
    settled = grid.answer(right(one), replace(right(odd), odd=True)).settled
    result = grid.undo(dict(settled), odd.field_id)
    assert result == GroupResult({one.field_id: 3}) == grid.undo(dict(settled), odd.field_id)
    assert grid.history(one.field_id) == [("confirmed", "tea", "tea", 6.0, 4), ("undone", "tea", "tea", 1.0, 1)]
    assert [(field.field_id, field.version) for field in grid.fields()] == [(one.field_id, 3), (odd.field_id, 1)]
    again = grid.fields()[0]
    assert grid.answer(right(again)).settled == {one.field_id: 4}


def test_only_one_s_own_last_word_is_taken_back(grid: Grid) -> None:
    grid.hand_in(TEA, TEA, TEA)
    mine, theirs, held = grid.fields()
    settled = grid.answer(right(mine), right(held)).settled
    grid.answer(right(theirs), actor=grid.town.colleague)
    with grid.database.write() as session:
        claim(session, grid.town.colleague, held.record_id, NOW, 15)
    result = grid.undo({**settled, theirs.field_id: 2})
    assert result == GroupResult({mine.field_id: 3}, held=(held.field_id,), changed=(theirs.field_id,))
    assert grid.row(theirs.field_id).state is FieldState.DECIDED


def test_another_town_s_fields_do_not_exist(grid: Grid) -> None:
    grid.hand_in(TEA)
    (one,) = grid.fields()
    with grid.database.write() as session:
        stranger = town(session, "011002").reviewer
    with pytest.raises(NotFound):
        grid.answer(right(one), actor=stranger)
    with pytest.raises(NotFound):
        grid.undo({one.field_id: 1}, actor=stranger)
    with pytest.raises(NotFound):
        grid.undo({}, one.field_id, actor=stranger)
    with pytest.raises(NotAllowed):
        grid.answer(right(one), actor=replace(grid.town.reviewer, role=Role.OPERATOR))
    assert grid.row(one.field_id).version == 1


@pytest.mark.parametrize("count", [1, 3, 32])
def test_shares_are_even_and_make_the_whole(count: int) -> None:
    parts = list(shares(Effort(9.6, 35), count))
    assert sum(part.seconds or 0 for part in parts) == pytest.approx(9.6)
    keys = [part.keystrokes or 0 for part in parts]
    assert sum(keys) == 35 and max(keys) - min(keys) <= 1
    assert list(shares(Effort(), count)) == [Effort()] * count
