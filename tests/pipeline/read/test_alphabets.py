"""What may stand in a field of each type, and what becomes of belief in anything else."""

from __future__ import annotations

import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipeline.read.alphabets import KATAKANA, Alphabet, alphabet
from pipeline.read.look_alikes import DIGIT_TWINS, KANA_TWINS, SPECK_LEAK, SPECKS, STOPS, TWIN_LEAK
from pipeline.read.script import Script
from tests.pipeline.read.drawn import CHARSET, believed

WIDE = tuple(chr(code) for code in (*range(0x20, 0x7F), *range(0x3000, 0x3100), *range(0x4E00, 0xA000)))
ALL = ("", *WIDE, *"﨑ЧО◯□¥￥，")


def symbols(script: Script) -> set[str]:
    return set(alphabet(script, ALL).symbols[1:])


def share(found: Alphabet, symbol: str, **belief: float) -> float:
    """The projected belief in ``symbol`` after one step."""
    return float(found.project(believed(belief, charset=ALL))[0, found.symbols.index(symbol)])


@pytest.mark.parametrize(
    ("script", "inside", "outside"),
    [
        (Script.DIGITS, "0123456789", "-Oー/A"),
        (Script.NUMBER, "0123456789-", "OA()"),
        (Script.PHONE, "0123456789-()", "OA"),
        (Script.CODE, string.ascii_uppercase + "09-", "az/あ"),
        (Script.MONEY, "0123456789,¥円-", "OA()￥."),
        (Script.KANA, "アンヴッツャヤー・ ", "一二夕力あ-1ヵ"),
        (Script.NAME, "髙﨑濵東高宮沢ひカツッー々 A", "东宫泽龙马1("),
        (Script.TEXT, "東京都1-2ヶア号々〇()", "东泽龙马"),
        (Script.DATE, "令和7年4月1日昭元", "東Oあ"),
    ],
)
def test_a_script_holds_what_may_be_written_and_nothing_else(script: Script, inside: str, outside: str) -> None:
    found = symbols(script)
    assert {character for character in inside if character not in found} == set()
    assert {character for character in outside if character in found} == set()


def test_small_and_large_kana_are_both_there() -> None:
    assert set(KATAKANA) >= set("ッツャヤュユョヨァアィイヮワヴー")
    for script in (Script.KANA, Script.NAME, Script.TEXT):
        assert set(KATAKANA) <= symbols(script)


def test_what_the_engine_lacks_is_left_out_and_the_blank_comes_first() -> None:
    assert alphabet(Script.DIGITS, ("", "7", "x", "3")).symbols == ("", "3", "7")


@pytest.mark.parametrize("script", list(Script))
def test_symbols_stand_there_once(script: Script) -> None:
    found = alphabet(script, ALL).symbols
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("seen", "digit"), [("O", "0"), ("o", "0"), ("/", "1"), ("l", "1"), ("Z", "2"), ("S", "5"), ("b", "6"), ("q", "9")]
)
@pytest.mark.parametrize("script", [Script.DIGITS, Script.NUMBER, Script.PHONE, Script.MONEY])
def test_look_alikes_of_digits_are_digits(script: Script, seen: str, digit: str) -> None:
    assert share(alphabet(script, ALL), digit, **{seen: 0.9}) == pytest.approx(0.9, abs=1e-4)


def test_a_wide_yen_is_a_yen_and_a_comma_stays_one() -> None:
    money = alphabet(Script.MONEY, ALL)
    assert share(money, "¥", **{"￥": 0.6, "¥": 0.3}) == pytest.approx(0.9, abs=1e-4)
    assert share(money, ",", **{"，": 0.4, ",": 0.4}) == pytest.approx(0.8, abs=1e-4)


def test_in_a_code_letters_are_themselves_in_capitals() -> None:
    code = alphabet(Script.CODE, ALL)
    assert share(code, "O", o=0.7, O=0.2) == pytest.approx(0.9, abs=1e-4)
    assert share(code, "0", O=0.9) < 1e-4


@pytest.mark.parametrize(
    ("seen", "kana"), [("力", "カ"), ("二", "ニ"), ("夕", "タ"), ("一", "ー"), ("-", "ー"), ("り", "リ")]
)
def test_kanji_and_hiragana_of_a_katakanas_shape_are_katakana(seen: str, kana: str) -> None:
    assert share(alphabet(Script.KANA, ALL), kana, **{seen: 0.8}) == pytest.approx(0.8, abs=1e-4)


def test_small_kana_are_not_folded_onto_large_ones() -> None:
    kana = alphabet(Script.KANA, ALL)
    assert share(kana, "ッ", ッ=0.7, ツ=0.2) == pytest.approx(0.7, abs=1e-4)
    assert share(kana, "ツ", ッ=0.7, ツ=0.2) == pytest.approx(0.2, abs=1e-4)


def test_belief_in_a_simplified_kanji_goes_to_the_others_in_proportion() -> None:
    name = alphabet(Script.NAME, ALL)
    assert share(name, "東", 东=0.6, 東=0.2, 京=0.1) == pytest.approx(0.6, abs=0.01)
    assert share(name, "京", 东=0.6, 東=0.2, 京=0.1) == pytest.approx(0.3, abs=0.01)


def test_a_twin_of_another_script_gets_a_little_in_mixed_writing() -> None:
    text = alphabet(Script.TEXT, ALL)
    leaked = share(text, "力", カ=0.9) / share(text, "カ", カ=0.9)
    assert leaked == pytest.approx(TWIN_LEAK, rel=0.01)


def test_rare_kanji_count_for_less_than_common_ones_and_family_name_variants_do_not() -> None:
    name = alphabet(Script.NAME, ALL)
    assert share(name, "髙", 髙=0.4, 高=0.4) == pytest.approx(0.4, abs=1e-3)
    assert share(name, "齋", 齋=0.4, 斎=0.4) == pytest.approx(0.8 / 3, abs=1e-3)
    assert share(name, "龗", 龗=0.4, 斎=0.4) < 0.2  # JIS X 0212, which Python's EUC-JP takes in


def test_specks_are_nothing_where_only_digits_are_written() -> None:
    assert share(alphabet(Script.DIGITS, ALL), "", **{"・": 0.5, "7": 0.5}) == pytest.approx(0.5, abs=1e-4)
    assert share(alphabet(Script.KANA, ALL), "・", **{"・": 0.5}) == pytest.approx(0.5, abs=1e-4)


def test_each_twin_counts_for_one_symbol_only() -> None:
    for twins in (DIGIT_TWINS, KANA_TWINS):
        every = "".join(twins.values())
        assert len(every) == len(set(every))
    assert not set(SPECKS) & set("".join(DIGIT_TWINS.values()))


beliefs = arrays.arrays(np.float32, (4, len(CHARSET)), elements=st.floats(0, 1, width=32)).filter(
    lambda rows: bool((rows.sum(axis=1) > 0.01).all())
)


@given(beliefs, st.sampled_from(Script))
def test_belief_adds_up_to_one_and_silence_is_kept(rows: np.ndarray, script: Script) -> None:
    steps = np.asarray(rows / rows.sum(axis=1, keepdims=True), np.float32)
    found = alphabet(script, CHARSET)
    projected = found.project(steps)
    assert projected.shape == (4, len(found.symbols))
    assert (projected >= 0).all()
    assert projected.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-4)
    kept = {Script.KANA: "", Script.NAME: "", Script.TEXT: "", Script.ADDRESS: STOPS}.get(script, SPECKS)
    silence = steps[:, 0].copy()
    for n, c in enumerate(CHARSET):
        if c and c in kept and (script is Script.ADDRESS or c not in found.symbols):
            silence += steps[:, n] * (SPECK_LEAK if c in found.symbols else 1.0)
    assert projected[:, 0] == pytest.approx(silence, abs=1e-4)


def test_a_stop_in_an_address_may_be_a_speck_and_a_middle_dot_is_none() -> None:
    found = alphabet(Script.ADDRESS, ALL)
    assert share(found, "", **{".": 0.8}) == pytest.approx(0.2 + 0.8 * SPECK_LEAK)
    assert share(found, "", **{"・": 0.8}) == pytest.approx(0.2)
    assert share(found, ".", **{".": 0.8}) > 0.7


def test_the_engines_belief_is_not_changed() -> None:
    steps = believed({"1": 0.5, "7": 0.2}, {})
    before = steps.copy()
    alphabet(Script.DIGITS, CHARSET).project(steps)
    assert (steps == before).all()
