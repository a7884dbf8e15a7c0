"""What the benches of the desk reckon by, so that their figures can be believed."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from models.db.states import FieldState
from tests.bench_desk.figures import Times, as_json, gathered
from tests.bench_desk.keystrokes import as_typed, keys_for, mended, shortest, whole
from tests.bench_desk.line import slow_line
from tests.bench_desk.person import Step
from tests.bench_desk.toll import Left, as_text, is_reached
from tests.bench_desk.toll import as_json as toll


def test_p95_is_a_time_that_occurred_and_decides_the_goal() -> None:
    times = Times("a door", tuple(float(ms) for ms in range(1, 101)), 95.0)
    assert (times.at(50), times.at(95), times.is_reached) == (50.0, 95.0, True)
    assert not Times("a door", times.ms, 94.9).is_reached
    assert not Times("nothing measured", (), 100.0).is_reached
    assert as_json(times)["p95_ms"] == 95.0
    (one, other) = gathered([("b", 1.0), ("a", 2.0), ("b", 3.0)], {"a": 5.0})
    assert (one, other) == (Times("b", (1.0, 3.0)), Times("a", (2.0,), 5.0))


@pytest.mark.parametrize(("text", "keys"), [
    ("", 0), ("0312345673", 10), ("サイトウ", 9), ("千代田", 10), ("東京1-1", 10), ("斎藤　裕二", 14),
])  # fmt: skip
def test_an_input_method_takes_more_keys_than_there_are_characters(text: str, keys: float) -> None:
    assert keys_for(text) == keys


@pytest.mark.parametrize(("text", "typed"), [
    ("令和8年1月15日", "R8.1.15"), ("昭和元年12月25日", "S1.12.25"), ("2025-04-01", "2025-04-01"),
])  # fmt: skip
def test_a_date_is_typed_with_its_era_s_letter(text: str, typed: str) -> None:
    assert as_typed("date", text) == typed
    assert as_typed("text", text) == text


@pytest.mark.parametrize(("stands", "text"), [
    ("0312345678", "0312345673"), ("斎藤 裕二", "斉藤 裕二"), ("", "山田"), ("山田山田", "山田"), ("x山田", "山田"),
])  # fmt: skip
def test_mending_gives_the_text_that_is_wanted(stands: str, text: str) -> None:
    way = mended(stands, text)
    caret, now = (0 if way.moves[0] == "Home" else len(stands)), list(stands)
    for move in way.moves[1:]:
        if move == "Delete":
            del now[caret]
        elif move == "Backspace":
            caret -= 1
            del now[caret]
        else:
            caret += 1 if move == "ArrowRight" else -1
    assert "".join(now[:caret]) + way.text + "".join(now[caret:]) == text
    assert shortest(stands, text).keys == min(way.keys, whole(text).keys)


def test_a_record_s_seconds_are_looks_keys_and_the_page() -> None:
    steps = [
        Step(1, "name", "confirmed", 0.8, 1, 0.2, 0.1),
        Step(1, "complete", "finished", 0.0, 1, 0.2, 0.1),
        Step(2, "name", "written", 0.8, 101, 20.2, 0.1),
    ]
    told = toll(steps, Left.of([(FieldState.ACCEPTED, False), (FieldState.DECIDED, True)]), 4, 0)
    assert (told["seconds"]["mean"], told["seconds"]["max"], told["seconds_over_all_records"]) == (11.25, 21.1, 5.62)
    assert told["fields_shown"]["mean"] == 1.0  # the end of a record is no field
    assert told["left"] == {"accepted": 1, "accepted_wrong": 1, "decided": 1, "decided_wrong": 0}
    assert not is_reached(told) and "missed" in as_text(told)
    with pytest.raises(RuntimeError, match="still waits"):
        Left.of([(FieldState.OPEN, True)])


def test_the_slow_line_hands_on_every_byte_and_takes_its_time() -> None:
    with socket.socket() as far:
        far.bind(("127.0.0.1", 0))
        far.listen()
        threading.Thread(target=_echo, args=(far,), daemon=True).start()
        with slow_line(far.getsockname()[1], 40) as port, socket.create_connection(("127.0.0.1", port)) as near:
            sent = bytes(range(256)) * 1000
            start = time.perf_counter()
            threading.Thread(target=near.sendall, args=(sent,), daemon=True).start()
            got = b""
            while len(got) < len(sent):
                got += near.recv(1 << 16)
            assert got == sent
            assert time.perf_counter() - start >= 0.04  # no machine is quicker than the line


def _echo(far: socket.socket) -> None:
    line, _ = far.accept()
    with line:
        while piece := line.recv(1 << 16):
            line.sendall(piece)
