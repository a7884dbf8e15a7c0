"""Two hands do what one does, in the same order; what fails in one of them is heard, what is begun is waited for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from models.record import ReadPage
from pipeline.files import read_file
from pipeline.hands import ONE_HAND, Hands, two_hands
from pipeline.workbench import Workbench
from tests.pipeline.command_line import SAMPLES

PATIENCE = 10.0
"""Seconds after which a thread that should have moved never will."""


@pytest.fixture(params=[ONE_HAND, two_hands()], ids=["one", "two"])
def hands(request: pytest.FixtureRequest) -> Hands:
    given: Hands = request.param
    return given


def test_what_is_done_comes_in_the_order_of_the_items(hands: Hands) -> None:
    first_waits = threading.Event()

    def work(number: int) -> int:
        if number == 0 and hands is not ONE_HAND:
            assert first_waits.wait(PATIENCE)  # the second is done before the first
        first_waits.set()
        return number * number

    assert list(hands.each(work, range(20))) == [number * number for number in range(20)]
    assert list(hands.ahead(iter(range(1, 20)))) == list(range(1, 20))
    assert list(hands.ahead(iter(()))) == []


def test_what_fails_is_heard_where_it_is_used(hands: Hands) -> None:
    def work(number: int) -> int:
        return 6 // (number - 2)

    with pytest.raises(ZeroDivisionError):
        list(hands.each(work, range(4)))

    seen = []
    with pytest.raises(ZeroDivisionError):
        for item in hands.ahead(work(number) for number in (3, 4, 2)):
            seen.append(item)
    assert seen == [6, 3]


def test_the_next_item_is_made_while_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    for number in two_hands().ahead(items()):
        assert number == 2 or made.wait(PATIENCE)


def test_who_stops_in_the_middle_waits_until_the_next_item_is_made() -> None:
    may_go_on, ended = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield 1
        assert may_go_on.wait(PATIENCE)
        ended.set()
        yield 2

    coming = two_hands().ahead(items())
    assert next(coming) == 1
    threading.Timer(0.1, may_go_on.set).start()
    coming.close()  # type: ignore[attr-defined]
    assert ended.is_set()


def test_a_page_is_read_alike_by_one_hand_and_by_two(bench: Workbench) -> None:
    path = SAMPLES / "resident_transfer_scan.jpg"
    one, two = (next(read_file(path, replace(bench, hands=given))) for given in (ONE_HAND, two_hands()))
    assert isinstance(one, ReadPage) and isinstance(two, ReadPage)
    assert one.fields == two.fields and len(one.fields) > 20
