"""Numbers among words: cut into pieces, looked at digit by digit, and weighed by what the digits explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import pytest

from models.errors import EngineFault
from models.scan import Pixels
from pipeline.read.alignment import letter_middles
from pipeline.read.alphabets import alphabet
from pipeline.read.cell_net import shipped_net
from pipeline.read.engine import Beliefs
from pipeline.read.line_texts import read_free
from pipeline.read.numbers import SURE, Seen, look_again
from pipeline.read.pieces import pieces_of
from pipeline.read.script import Script
from tests.pipeline.read.drawn import believed

CHARSET = ("", *"0123456789-号番地町北 ")
SYMBOLS = alphabet(Script.TEXT, CHARSET)
STEP_PX = 7


def drawn(*digits: tuple[str, int], width: int = 140) -> Pixels:
    """A line with digits at columns; 町 is a box before them."""
    line = np.full((48, width), 255, np.uint8)
    cv2.rectangle(line, (6, 10), (24, 38), 30, 2)
    for digit, x in digits:
        cv2.putText(line, digit, (x, 36), cv2.FONT_HERSHEY_SIMPLEX, 0.85, 30, 2, cv2.LINE_AA)
    return line


def seen(line: Pixels, *steps: Mapping[str, float]) -> Seen:
    spoken = np.array([bool(step) for step in steps])
    return Seen(line, spoken, SYMBOLS.project(believed(*(step for step in steps if step), charset=CHARSET)))


def heard(line: Pixels, *steps: Mapping[str, float], texts: Mapping[str, float]) -> Mapping[str, float]:
    return look_again(texts, seen(line, *steps), SYMBOLS, shipped_net())


TOWN: tuple[Mapping[str, float], ...] = ({}, {}, {"町": 1.0}, {}, {})


def best(texts: Mapping[str, float]) -> str:
    return max(texts, key=lambda text: texts[text])


def test_a_digit_that_was_left_out_is_found() -> None:
    line = drawn(("5", 32), ("8", 52), ("2", 72))
    steps = (*TOWN, {"5": 0.9}, {}, {"8": 0.4}, {"8": 0.1}, {}, {"2": 0.9}, {}, {}, {}, {}, {}, {}, {}, {})
    again = heard(line, *steps, texts={"町52": 0.55, "町582": 0.4, "北52": 0.05})
    assert best(again) == "町582"
    assert again["町52"] + again["町582"] == pytest.approx(0.95)
    assert again["北52"] == 0.05


def test_a_digit_is_not_made_of_nothing() -> None:
    line = drawn(("5", 32), ("2", 72))
    steps = (*TOWN, {"5": 0.9}, {}, {"8": 0.4}, {"8": 0.1}, {}, {"2": 0.9}, {}, {}, {}, {}, {}, {}, {}, {})
    assert best(heard(line, *steps, texts={"町582": 0.55, "町52": 0.45})) == "町52"


def test_digits_that_touch_are_parted() -> None:
    line = drawn(("5", 32), ("2", 45))
    assert len(pieces_of(255 - line[:, 28:]).spans) >= 2
    steps = (*TOWN, {"5": 0.4, "9": 0.5}, {}, {"2": 0.9}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
    assert best(heard(line, *steps, texts={"町92": 0.6, "町52": 0.4})) == "町52"


def test_a_faded_hyphen_needs_a_gap() -> None:
    texts = {"町5-2": 0.5, "町52": 0.5}
    wide = drawn(("5", 32), ("2", 72))
    steps = (*TOWN, {"5": 0.9}, {}, {"-": 0.4}, {}, {}, {"2": 0.9}, {}, {}, {}, {}, {}, {}, {}, {})
    beside = drawn(("5", 32), ("2", 50))
    closed = (*TOWN, {"5": 0.9}, {"-": 0.4}, {"2": 0.9}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
    shares = [heard(line, *told, texts=texts)["町5-2"] for line, told in ((wide, steps), (beside, closed))]
    assert shares[0] > 5 * shares[1]


def test_a_hyphen_that_is_there_is_read() -> None:
    line = drawn(("5", 32), ("-", 54), ("2", 78))
    steps = (*TOWN, {"5": 0.9}, {}, {"-": 0.4}, {}, {}, {"2": 0.9}, {}, {}, {}, {}, {}, {}, {}, {})
    assert best(heard(line, *steps, texts={"町52": 0.6, "町5-2": 0.4})) == "町5-2"


class Unasked:
    """A second reader that must not be asked, and that is broken."""

    name, charset = "unasked/1", shipped_net().charset

    def beliefs(self, glyphs: Sequence[Pixels]) -> Beliefs:
        raise EngineFault(f"asked for {len(glyphs)}")


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"": 1.0},
        {"町5": SURE + 0.01, "町6": 0.02},
        {"町": 0.6, "北": 0.4},
        {"町5": 0.5, "町 5": 0.3, "北5": 0.2},
    ],
    ids=["nothing", "blank", "sure", "no numbers", "the same number"],
)
def test_nobody_is_asked_where_no_number_is_in_doubt(texts: Mapping[str, float]) -> None:
    assert look_again(texts, seen(drawn(), *TOWN), SYMBOLS, Unasked()) == texts


def test_a_fault_of_the_second_reader_is_one_of_the_line() -> None:
    steps = believed(*TOWN, {"5": 0.5, "6": 0.4}, {}, charset=CHARSET)
    line = drawn(("5", 32), width=60)
    with pytest.raises(EngineFault, match="asked for"):
        read_free(steps, SYMBOLS, line, Unasked())
    assert read_free(steps, SYMBOLS).texts[0].text == "町5"


def test_letters_stand_where_they_are_believed() -> None:
    of = seen(drawn(), {"町": 0.9}, {}, {}, {"5": 0.2}, {"5": 0.9}, {}, {"5": 0.9}, {})
    letters = [SYMBOLS.place[letter] for letter in "町55"]
    town, one, other = letter_middles(of.spoken, of.believed, letters, 80.0)
    assert town == pytest.approx(5)
    assert 40 < one < 47
    assert other == pytest.approx(65)
    assert letter_middles(of.spoken, of.believed, [], 80.0) == ()
