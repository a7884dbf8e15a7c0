"""When a file is whole, with a clock of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from models.record import Lane
from pipeline.inbox import settle
from pipeline.inbox.places import Place, Seen, seen
from pipeline.inbox.settle import EMPTY_PATIENCE_S, FAR_PILE_PATIENCE_S, Settling, is_being_written


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, "131016", "131016")


def now_at(place: Place, path: Path) -> Seen:
    there = seen(place, path)
    assert there is not None
    return there


def settled(settling: Settling, place: Place, path: Path, now: float) -> bool:
    file = now_at(place, path)
    settling.look([file], now)
    return settling.is_settled(file, now)


def test_a_file_is_whole_when_it_was_the_same_at_three_looks(place: Place) -> None:
    path, settling = place.path / "a.pdf", Settling(3, 1.0)
    path.write_bytes(b"one")
    assert [settled(settling, place, path, now) for now in (0, 1)] == [False, False]
    path.write_bytes(b"one and two")
    assert [settled(settling, place, path, now) for now in (2, 3, 4)] == [False, False, True]


def test_a_change_of_time_alone_is_a_change(place: Place) -> None:
    path, settling = place.path / "a.pdf", Settling(2, 1.0)
    path.write_bytes(b"one")
    assert not settled(settling, place, path, 0)
    os.utime(path)
    assert not settled(settling, place, path, 1)
    assert settled(settling, place, path, 2)


def test_a_file_keeps_its_looks_when_it_is_renamed(place: Place) -> None:
    """As scanners do it: written under a name that is not taken, and then called what it is."""
    path, settling = place.path / "a.pdf", Settling(3, 1.0)
    path.write_bytes(b"one")
    for now in (0, 1):
        settling.look([now_at(place, path)], now)
    renamed = path.rename(place.path / "b.pdf")
    assert settled(settling, place, renamed, 2)


def test_another_file_under_the_same_name_begins_anew(place: Place) -> None:
    path, settling = place.path / "a.pdf", Settling(3, 1.0)
    path.write_bytes(b"one")
    for now in (0, 1, 2):
        settling.look([now_at(place, path)], now)
    other = place.path / "b"
    other.write_bytes(b"another")
    other.replace(path)
    assert not settled(settling, place, path, 3)


def test_what_was_written_long_before_it_came_is_whole_at_once(place: Place) -> None:
    path, settling = place.path / "a.pdf", Settling(3, 1.0)
    path.write_bytes(b"one")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert settled(settling, place, path, 0)


def test_but_not_on_a_share_whose_clock_is_another(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path, settling = place.path / "a.pdf", Settling(3, 1.0)
    path.write_bytes(b"one")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    monkeypatch.setattr(settle, "is_far", lambda _: True)
    counter = replace(place, lane=Lane.COUNTER)
    assert [settled(settling, counter, path, now) for now in (0, 1, 2)] == [False, False, True]


def test_a_pile_on_a_share_is_given_half_a_minute_between_two_of_its_pages(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, settling = place.path / "a.pdf", Settling(3, 1.0)
    monkeypatch.setattr(settle, "is_far", lambda _: True)
    path.write_bytes(b"one")
    assert [settled(settling, place, path, now) for now in (0, 1, 2, FAR_PILE_PATIENCE_S - 1)] == [False] * 4
    path.write_bytes(b"one and two")
    last = FAR_PILE_PATIENCE_S + 1
    times = (last, last + 1, last + 2, last + FAR_PILE_PATIENCE_S - 1, last + FAR_PILE_PATIENCE_S)
    assert [settled(settling, place, path, now) for now in times] == [False, False, False, False, True]


def test_an_empty_file_is_given_a_minute_to_be_filled(place: Place) -> None:
    path, settling = place.path / "a.pdf", Settling(2, 1.0)
    path.touch()
    times = (0, 1, 30, EMPTY_PATIENCE_S - 1, EMPTY_PATIENCE_S)
    assert [settled(settling, place, path, now) for now in times] == [False, False, False, False, True]


def test_a_file_that_another_process_has_open_to_write_is_not_whole(place: Place) -> None:
    path, settling = place.path / "a.pdf", Settling(2, 1.0)
    path.write_bytes(b"one")
    program = f"import sys; f = open({str(path)!r}, 'ab'); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"open\n"
        assert is_being_written(now_at(place, path))
        assert [settled(settling, place, path, now) for now in range(5)] == [False] * 5
        writer.communicate()
    assert not is_being_written(now_at(place, path))
    assert settled(settling, place, path, 6)


def test_a_reader_does_not_matter_and_our_look_does_not_disturb_a_writer(place: Place) -> None:
    path = place.path / "a.pdf"
    path.write_bytes(b"one")
    with path.open("rb"):
        assert not is_being_written(now_at(place, path))
    with path.open("ab") as writer:
        writer.write(b" and two")
    assert path.read_bytes() == b"one and two"
