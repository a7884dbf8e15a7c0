"""What may stand beside what in Japanese names and addresses."""

from __future__ import annotations

import pytest

from pipeline.read.patterned import Patterned
from pipeline.read.priors import NEVER, SMALL, SMALL_OF, any_order, code_order, kana_order, script_of, script_order


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        (("サ", "ッ"), ("", "ッ")),
        (("キ", "ョ"), ("カ", "ョ")),
        (("ッ", "タ"), ("ッ", "ア")),
        (("コ", "ー"), ("", "ー")),
        (("コ", "ー"), ("ー", "ー")),
        (("フ", "ァ"), ("ア", "ァ")),
        (("ン", "ド"), ("ン", "ッ")),
        (("", "オ"), ("", "ヲ")),
        (("ッ", "ト"), ("ッ", "")),
    ],
)
def test_katakana_follow_each_other_as_in_japanese(likely: tuple[str, str], unlikely: tuple[str, str]) -> None:
    assert kana_order(*likely) > 2 * kana_order(*unlikely)


def test_a_space_is_the_edge_of_a_word() -> None:
    assert kana_order(" ", "ッ") == kana_order("", "ッ") == NEVER
    assert kana_order("ッ", " ") == kana_order("ッ", "")
    assert kana_order(" ", "ア") == kana_order("ア", " ") == 1.0


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        ("ター", "タ-"),
        ("ター", "タ一"),
        ("1-", "1ー"),
        ("1-", "1一"),
        ("北一", "北ー"),
        ("カニ", "カ二"),
        ("十二", "十ニ"),
        ("-2", "-東"),
    ],
)
def test_twins_take_the_script_of_their_neighbour(likely: str, unlikely: str) -> None:
    assert script_order(*likely) > script_order(*unlikely)


def test_a_bar_hardly_begins_a_word_and_other_characters_may() -> None:
    assert script_order("", "ー") < script_order("", "一") == script_order("", "東") == 1.0


CARD = Patterned("AA99999999AA", code_order)


@pytest.mark.parametrize(
    ("text", "likely", "unlikely"),
    [("", "B", "8"), ("AB", "8", "B"), ("AB12345678", "B", "8"), ("AB 1", "0", "D"), ("AB12345678CD", "", "1")],
)
def test_a_code_with_a_pattern_has_letters_and_digits_where_it_says(text: str, likely: str, unlikely: str) -> None:
    assert CARD.weight(text, likely) == 1.0 and CARD.weight(text, unlikely) <= NEVER
    assert CARD.weights(text, ["B", "8"]) == [CARD.weight(text, "B"), CARD.weight(text, "8")]


def test_a_pattern_is_not_over_before_its_end_and_knows_unusual_letters() -> None:
    assert CARD.weight("AB1234567", "") == NEVER
    assert CARD.weight("A", "O") == CARD.weight("A", "I") < CARD.weight("A", "Q") == 1.0
    assert (CARD.listed("AB"), CARD.likely("AB")) == (1.0, ())


def test_nothing_is_known_of_digits() -> None:
    assert {any_order(before, digit) for before in ("", "1", "-") for digit in "01"} == {1.0}


@pytest.mark.parametrize(
    ("characters", "script"),
    [
        ("アヶーヴ", "katakana"),
        ("あんっ", "hiragana"),
        ("東々〆髙﨑", "kanji"),
        ("09", "digit"),
        ("aZ", "latin"),
        ("-・。", "sign"),
    ],
)
def test_characters_belong_to_a_script(characters: str, script: str) -> None:
    assert {script_of(character) for character in characters} == {script}


def test_every_small_kana_has_a_large_one() -> None:
    assert SMALL_OF["ツ"] == "ッ" and SMALL_OF["ヨ"] == "ョ"
    assert set("ァィゥェォッャュョヮ") == SMALL
    assert not SMALL & set(SMALL_OF)


def test_weights_lie_between_never_and_one() -> None:
    kana = ["", " ", *map(chr, range(ord("ァ"), ord("ヴ") + 1)), "ー", "・"]
    weights = [order(a, b) for order in (kana_order, script_order) for a in kana for b in kana]
    assert min(weights) > 0 and max(weights) == 1.0


def test_a_letter_among_digits_is_rather_a_digit_and_letters_at_the_start_are_letters() -> None:
    assert code_order("1", "O") < code_order("1", "A") < code_order("A", "B") == code_order("", "A") == 1.0
    assert code_order("", "I") < code_order("", "L")
    assert code_order("A", "0") == code_order("1", "0") == code_order("1", "-") == 1.0
