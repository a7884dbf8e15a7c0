"""From belief at each step to texts: free lines by beam search, cells one symbol each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.reading import Candidate
from pipeline.read.alphabets import alphabet
from pipeline.read.decode import CANDIDATES, Window, cell_posteriors, decode_cells, decode_line
from pipeline.read.engine import Posteriors
from pipeline.read.script import Script
from tests.pipeline.read.drawn import CHARSET, believed, spelt

DIGITS, KANA = (alphabet(script, CHARSET) for script in (Script.DIGITS, Script.KANA))


def texts(candidates: tuple[Candidate, ...]) -> list[str]:
    return [candidate.text for candidate in candidates]


def line(*steps: Mapping[str, float]) -> tuple[Candidate, ...]:
    return decode_line(believed(*steps), DIGITS)


def windows(count: int, gaps_before: tuple[int, ...] = (), size: float = 1.0, width: int = 20) -> list[Window]:
    return [Window(n * width, (n + 1) * width, n in gaps_before, size) for n in range(count)]


def cells(steps: Posteriors, count: int, script: Script = Script.DIGITS, **more: object) -> tuple[Candidate, ...]:
    return decode_cells(steps, windows(count, **more), 20 * count, alphabet(script, CHARSET))  # type: ignore[arg-type]


def test_the_same_symbol_twice_needs_silence_between() -> None:
    assert line({"1": 1.0}, {"1": 1.0})[0] == Candidate("1", 1.0)
    assert line({"1": 1.0}, {}, {"1": 1.0})[0] == Candidate("11", 1.0)
    assert line({"1": 1.0}, {}, {}, {"7": 1.0}, {"7": 1.0}, {"1": 1.0})[0].text == "171"


def test_almost_certain_silence_parts_as_well() -> None:
    assert line({"1": 1.0}, {"3": 0.0004}, {"1": 1.0})[0].text == "11"


def test_texts_come_best_first_with_their_probability() -> None:
    found = line({"1": 0.5, "7": 0.3}, {"4": 1.0})
    assert texts(found)[:3] == ["14", "74", "4"]
    assert [candidate.score for candidate in found] == pytest.approx([0.5, 0.3, 0.2, 0, 0], abs=1e-3)


def test_paths_to_the_same_text_are_summed() -> None:
    found = line({"1": 0.4}, {"1": 0.4})
    assert texts(found) == ["1", ""]
    assert [candidate.score for candidate in found] == pytest.approx([0.64, 0.36], abs=1e-3)


def test_silence_is_an_empty_text() -> None:
    assert line({}, {}, {}) == (Candidate("", 1.0),)


def test_no_more_texts_than_a_person_can_choose_from() -> None:
    found = line(*[dict.fromkeys("0123456789", 0.1)] * 3)
    assert len(set(texts(found))) == CANDIDATES
    assert sum(candidate.score for candidate in found) <= 1


@pytest.mark.parametrize("after", ["サ", "キ", "ト"])
def test_a_small_tsu_does_not_begin_a_word_and_may_stand_within_one(after: str) -> None:
    tsu = {"ッ": 0.7, "ツ": 0.3}
    assert decode_line(believed(tsu, {"タ": 1.0}), KANA)[0].text == "ツタ"
    assert decode_line(believed({after: 1.0}, tsu, {"タ": 1.0}), KANA)[0].text == f"{after}ッタ"
    assert decode_line(believed({after: 1.0}, {" ": 1.0}, tsu, {"タ": 1.0}), KANA)[0].text == f"{after} ツタ"


def test_strong_ink_wins_over_order() -> None:
    found = decode_line(believed({"ッ": 0.9995, "ツ": 0.0005}, {"タ": 1.0}), KANA)
    assert found[0].text == "ッタ"


def by_all_paths(rows: Posteriors, symbols: str) -> dict[str, float]:
    """Every CTC path by itself."""
    found: defaultdict[str, float] = defaultdict(float)
    for path in product(range(len(symbols) + 1), repeat=len(rows)):
        text = "".join(symbols[index - 1] for index, _ in groupby(path) if index)
        found[text] += float(np.prod([row[index] for row, index in zip(rows, path, strict=True)]))
    return found


step = st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1))


@settings(max_examples=60)
@given(st.lists(step, min_size=1, max_size=4), st.sampled_from([("7", 4), ("17", 2)]))
def test_scores_are_the_sums_over_all_paths(steps: list[tuple[float, ...]], short: tuple[str, int]) -> None:
    """As short as this no text leaves the beam."""
    symbols, length = short
    rows = np.array(steps[:length], np.float32)[:, : len(symbols) + 1]
    rows /= rows.sum(axis=1, keepdims=True)
    wanted = by_all_paths(rows, symbols)
    found = decode_line(rows, alphabet(Script.DIGITS, ("", *symbols)))
    assert len(found) == min(len(wanted), CANDIDATES)
    assert [c.score for c in found] == pytest.approx(sorted(wanted.values())[: -CANDIDATES - 1 : -1], abs=1e-4)
    assert [c.score for c in found] == pytest.approx([wanted[c.text] for c in found], abs=1e-4)


@given(st.text("0123456789", max_size=14))
def test_certain_digits_are_read_as_they_are(text: str) -> None:
    found = decode_line(spelt(text), DIGITS)
    assert found[0].text == text
    assert found[0].score == pytest.approx(1.0, abs=1e-3)


@given(st.text("0123456789", min_size=1, max_size=14))
def test_certain_digits_in_cells_are_read_as_they_are(text: str) -> None:
    found = cells(spelt(text), len(text))
    assert found[0].text == text
    assert found[0].score == pytest.approx(1.0, abs=1e-3)


@given(st.lists(st.dictionaries(st.sampled_from("012789/OA東"), st.floats(0, 0.16)), min_size=3, max_size=18))
def test_cells_hold_exactly_one_symbol_each(steps: list[dict[str, float]]) -> None:
    count = len(steps) // 3
    found = cells(believed(*steps), count)
    assert found
    assert {len(text) for text in texts(found)} == {count}
    assert len(set(texts(found))) == len(found) <= CANDIDATES


@pytest.mark.parametrize(
    ("window", "text"),
    [([{"1": 1.0}, {}, {"1": 0.9}], "1"), ([{}, {"7": 0.02}, {}], "7"), ([{"3": 0.6}, {"8": 0.9}, {"3": 0.4}], "8")],
    ids=["doubled", "almost missing", "split"],
)
def test_a_doubled_missing_or_split_character_is_one(window: list[Mapping[str, float]], text: str) -> None:
    found = cells(believed(*window, {}, {"5": 1.0}, {}), 2)
    assert found[0].text == f"{text}5"


def test_a_gap_between_cells_is_a_space() -> None:
    assert cells(spelt("サトウユウコ"), 6, Script.KANA, gaps_before=(3,))[0].text == "サトウ ユウコ"


def test_after_a_gap_a_word_begins() -> None:
    steps = believed({"サ": 1.0}, {}, {"ッ": 0.6, "ツ": 0.4}, {}, {"タ": 1.0}, {})
    assert cells(steps, 3, Script.KANA, size=0.82)[0].text == "サッタ"
    assert cells(steps, 3, Script.KANA, size=0.82, gaps_before=(1,))[0].text == "サ ツタ"


@pytest.mark.parametrize(("size", "text"), [(1.0, "キヨウ"), (0.7, "キョウ")])
def test_the_inks_size_tells_small_kana_from_large_ones(size: float, text: str) -> None:
    steps = believed({"キ": 1.0}, {}, {"ョ": 0.5, "ヨ": 0.5}, {}, {"ウ": 1.0}, {})
    where = [Window(0, 20), Window(20, 40, size=size), Window(40, 60)]
    assert decode_cells(steps, where, 60, KANA)[0].text == text


def test_each_cells_belief_is_a_share_from_its_own_window() -> None:
    shares = cell_posteriors(believed({"1": 0.6, "7": 0.2}, {"4": 0.9}), windows(2), 40, DIGITS)
    assert shares.shape == (2, 10)
    assert shares.sum(axis=1) == pytest.approx([1, 1])
    assert (shares[0, 1], shares[0, 7], shares[1, 4]) == pytest.approx((0.75, 0.25, 1.0), abs=1e-3)


def test_a_character_may_last_for_several_steps() -> None:
    shares = cell_posteriors(believed({"1": 0.6, "7": 0.4}, {"1": 0.6, "7": 0.4}), windows(1), 20, DIGITS)
    assert (shares[0, 1], shares[0, 7]) == pytest.approx((0.36 / 0.52, 0.16 / 0.52), abs=1e-3)
