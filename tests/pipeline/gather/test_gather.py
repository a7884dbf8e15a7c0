"""Which pages of a scan belong together: cases of the counter, and what holds for every stack."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.problem import ProblemCode
from tests.pipeline.gather.stacks import REFUSALS, SIDES, WORDS, gathered, page, told

STACKS = {
    # fronts and backs
    "A1": "1",
    "A1 A2": "1,2",
    "A1 A2 A1 A2": "1,2 | 3,4",
    "A1 _ A1 A2": "1 | 3,4 | blank 2",
    "A1 C1 A1": "1 | 2 | 3",
    "A2 A1 A2 A1": "2,1 | 4,3",
    "_ A1 A2 A1": "2 | 4,3 | blank 1",
    "A1 _ A2 A1": "1 | 4,3 | blank 2",  # one sheet of the stack was turned
    "B1 B2 B3 _": "1,2,3 | blank 4",
    "B1 _ B3 _ B2 _": "1,5,3 | blank 2,4,6",
    # pages that are missing
    "B1": "1 lacks 2 lacks 3",
    "B1 B2": "1,2 lacks 3",
    "B1 B3": "1,2 lacks 2",
    "B1 _ B1 B2 B3 _": "1 lacks 2 lacks 3 | 3,4,5 | blank 2,6",
    # pages without their front
    "A2": "refused 1",
    "A1 A2 A2": "1,2 | refused 3",
    "A1 B2": "1 | refused 2",
    "C1 A2": "1 | refused 2",
    # the back of a front that nobody could read is not given to the form before it
    "A1 _ x A2": "1 | blank 2 | refused 3,4",
    "A1 _ g A2": "1 | blank 2 | refused 3,4",
    "A1 _ ? A2": "1 | blank 2 | refused 3,4",
    # attachments
    "A1 ?": "1+2",
    "A1 A2 _ ? _ ?": "1,2+4+6 | blank 3,5",
    "A1 ? ? ?": "1+2+3 | refused 4",
    "C1 ? ? A1 ?": "1+2 | 4+5 | refused 3",
    "B1 B2 B3 ?": "1,2,3 | refused 4",
    "? A1": "2 | refused 1",
    # a paper where a page is missing may be that page
    "D1 D2 ?": "1,2+3",
    "D1 ?": "1 lacks 2 | refused 2",
    "D1 ? D2": "1 lacks 2 | refused 2,3",
    "A1 g": "1 | refused 2",
    "A1 x ?": "1 | refused 2,3",
    # nothing but trouble
    "_ _": "refused 1,2",
    "? _": "refused 1,2",
}


@pytest.mark.parametrize(("stack", "outcome"), STACKS.items(), ids=list(STACKS))
def test_stacks_of_the_counter(stack: str, outcome: str) -> None:
    assert told(stack) == outcome


def test_a_page_without_its_front_says_which_it_is_and_is_no_longer_read() -> None:
    (stray,) = gathered(["A2"]).refused
    assert stray.sheet is None and stray.number == 1
    assert [(each.code, each.page, each.details) for each in stray.problems] == [
        (ProblemCode.NO_FIRST_PAGE, 1, {"form": "a", "version": "1", "form_page": "2"})
    ]


def test_a_missing_page_needs_a_person_even_where_nothing_is_to_be_read_on_it() -> None:
    (whole,) = gathered(["B1", "B2", "B3"]).documents
    (half,) = gathered(["B1", "B2"]).documents
    assert not whole.needs_person and half.needs_person


STACK = st.lists(st.sampled_from(WORDS), max_size=12)


@given(STACK)
def test_every_page_ends_in_exactly_one_place(stack: list[str]) -> None:
    outcome = gathered(stack)
    numbers = [each.kept.number for document in outcome.documents for each in document.pages]
    numbers += [each.number for document in outcome.documents for each in document.attachments]
    numbers += [each.number for each in (*outcome.blank_backs, *outcome.refused)]
    assert sorted(numbers) == list(range(1, len(stack) + 1))


@given(STACK)
def test_records_are_forms_in_the_order_of_their_fronts(stack: list[str]) -> None:
    documents = gathered(stack).documents
    fronts = [number for number, word in enumerate(stack, 1) if word in SIDES and SIDES[word].page == 1]
    assert [document.front.kept.number for document in documents] == fronts
    for document in documents:
        sides = [each.sheet.template for each in document.pages]
        missing = [template.page for template in document.missing]
        assert len({template.key for template in sides}) == 1
        assert [side.page for side in sides] == sorted({side.page for side in sides})
        assert not set(missing) & {side.page for side in sides}


@given(STACK)
def test_only_papers_that_resemble_no_form_are_attached(stack: list[str]) -> None:
    for document in gathered(stack).documents:
        numbers = [each.number for each in document.attachments]
        assert {stack[number - 1] for number in numbers} <= {"?"}
        assert numbers == sorted(numbers) and len(numbers) <= document.front.sheet.template.attachments
        assert not (numbers and document.missing)
        assert all(number > document.front.kept.number for number in numbers)


@given(STACK)
def test_no_read_page_is_lost_in_silence(stack: list[str]) -> None:
    outcome = gathered(stack)
    assert {stack[each.number - 1] for each in outcome.blank_backs} <= {"_"}
    for each in outcome.refused:
        if stack[each.number - 1] in SIDES:
            assert each.problems[0].code is ProblemCode.NO_FIRST_PAGE
        else:
            assert each.problems == page(stack[each.number - 1], each.number).problems
    assert ProblemCode.BLANK_PAGE not in {
        problem.code for each in outcome.refused if outcome.documents for problem in each.problems
    }
    assert set(REFUSALS) >= {stack[each.number - 1] for each in outcome.blank_backs}


@given(STACK)
def test_pages_are_joined_only_across_their_own_pages_and_blanks(stack: list[str]) -> None:
    for document in gathered(stack).documents:
        own = {each.kept.number for each in document.pages}
        between = {stack[number - 1] for number in range(min(own), max(own)) if number not in own}
        assert between <= {"_"}
