"""What a list of names settles, and what ink settles against it."""

from __future__ import annotations

import pytest

from pipeline.lexicon.lexicon import Lexicon, lexicon_of
from pipeline.read.alphabets import alphabet
from pipeline.read.decode import decode_line
from pipeline.read.read import read_crops
from pipeline.read.script import Script
from tests.pipeline.lexicon.lists import FEW
from tests.pipeline.read.drawn import ToldEngine, believed, line, put, spelt, white

CHARSET = (
    "",
    *dict.fromkeys(
        "0123456789-ー 東京都三鷹市下連運建違雀新川青森県五戸町大字切谷内番地見本丁目髙高橋恵子土屋"
        "ツチャヤキョウコマリアサントスゾラエミル"
    ),
)


@pytest.fixture(scope="module")
def few() -> Lexicon:
    return lexicon_of(FEW)


def read(few: Lexicon, script: Script, *steps: dict[str, float]) -> str:
    return decode_line(believed(*steps, charset=CHARSET), alphabet(script, CHARSET, few))[0].text


def sure(text: str) -> list[dict[str, float]]:
    return [{letter: 1.0} for letter in text]


def test_a_town_that_is_listed_wins_over_likelier_ink(few: Lexicon) -> None:
    doubtful = {"運": 0.9, "連": 0.002}
    assert read(few, Script.ADDRESS, *sure("東京都三鷹市下"), doubtful, *sure("雀1-2")) == "東京都三鷹市下連雀1-2"


def test_a_trace_of_a_listed_letter_is_enough(few: Lexicon) -> None:
    doubtful = {"運": 0.3, "建": 0.3, "違": 0.3, "連": 0.0005}
    assert read(few, Script.ADDRESS, *sure("三鷹市下"), doubtful, *sure("雀")) == "三鷹市下連雀"


@pytest.mark.parametrize("address", ["東京都三鷹市新川6-35-16", "青森県五戸町大字切谷内1番地", "見本市本町1丁目"])
def test_clear_ink_is_read_whatever_the_list_says(few: Lexicon, address: str) -> None:
    assert decode_line(spelt(address, CHARSET), alphabet(Script.ADDRESS, CHARSET, few))[0].text == address


def test_numbers_follow_a_town_rather_than_letters(few: Lexicon) -> None:
    assert read(few, Script.ADDRESS, *sure("三鷹市下連雀"), {"ー": 0.6, "1": 0.4}, *sure("丁目")) == "三鷹市下連雀1丁目"


def test_a_family_is_not_cut_short(few: Lexicon) -> None:
    assert read(few, Script.KANA, *sure("ツチ"), {"ャ": 0.8, "ヤ": 0.2}, *sure("キョウコ")) == "ツチヤキョウコ"


def test_the_variant_that_stands_there_is_read(few: Lexicon) -> None:
    assert read(few, Script.NAME, {"髙": 0.6, "高": 0.4}, *sure("橋恵")) == "髙橋恵"


@pytest.mark.parametrize("kana", ["マリア サントス", "ゾラ エミール", "ツチヤ ゾラ"])
def test_names_that_no_list_has_are_read_from_clear_ink(few: Lexicon, kana: str) -> None:
    assert decode_line(spelt(kana, CHARSET), alphabet(Script.KANA, CHARSET, few))[0].text == kana


def test_a_slanted_stroke_in_an_address_is_a_one() -> None:
    charset = (*CHARSET, "/")
    found = decode_line(spelt("下連雀/丁目", charset), alphabet(Script.ADDRESS, charset))
    assert found[0].text == "下連雀1丁目"
    assert decode_line(spelt("1/2", charset), alphabet(Script.TEXT, charset))[0].text == "1/2"


def address(few: Lexicon, first: str, *second: dict[str, float], order: tuple[int, int] = (0, 1)) -> str:
    crop = white(line("address", box_mm=[10, 10, 60, 16], lines=2))
    for y in (64, 136):
        for n in range(3):
            put(crop.writing, "三", 60 + 40 * n, y - 20)
    engine = ToldEngine(spelt(first, CHARSET), believed(*second, charset=CHARSET), order=order)
    engine.charset = CHARSET
    (reading,) = read_crops([crop], engine, few)
    return reading.text


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_place_goes_on_on_the_next_line(few: Lexicon, order: tuple[int, int]) -> None:
    second = [*sure("下"), {"運": 0.9, "連": 0.002}, *sure("雀1-2")]
    assert address(few, "東京都三鷹市", *second, order=order) == "東京都三鷹市 下連雀1-2"
    assert address(few, "東京都三鷹市下", *second[1:], order=order) == "東京都三鷹市下 連雀1-2"


def test_behind_a_whole_place_any_text_may_stand(few: Lexicon) -> None:
    second = [*sure("下"), {"運": 0.9, "連": 0.002}, *sure("雀")]
    assert address(few, "東京都三鷹市下連雀1-2", *second) == "東京都三鷹市下連雀1-2 下運雀"
    assert address(few, "見本市本町", *second) == "見本市本町 下運雀"


def test_other_scripts_do_not_ask_the_lists(few: Lexicon) -> None:
    assert read(few, Script.TEXT, *sure("三鷹市下"), {"運": 0.9, "連": 0.1}, *sure("雀")) == "三鷹市下運雀"


@pytest.mark.parametrize(
    ("ink", "seen", "read_as"),
    [
        ("6丁?", {"日": 0.9, "目": 0.02}, "6丁目"),
        ("30?番地", {"P": 0.8, "8": 0.15}, "308番地"),
        ("5?18", {" ": 0.95}, "5-18"),
    ],
)
def test_a_house_number_is_read_as_one(few: Lexicon, ink: str, seen: dict[str, float], read_as: str) -> None:
    charset = (*CHARSET, "日", "P", "号")
    before, after = ink.split("?")
    steps = [*sure("三鷹市下連雀" + before), seen, *sure(after)]
    found = decode_line(believed(*steps, charset=charset), alphabet(Script.ADDRESS, charset, few))
    assert found[0].text == "三鷹市下連雀" + read_as


@pytest.mark.parametrize("script", [Script.ADDRESS, Script.NAME, Script.KANA, Script.DIGITS])
@pytest.mark.parametrize("text", ["", "東京都三鷹市下", "東京都三鷹市下連雀", "高橋", "雀雀", "ツ"])
def test_symbols_weigh_together_what_each_weighs_alone(few: Lexicon, script: Script, text: str) -> None:
    order, symbols = alphabet(script, CHARSET, few).order, [symbol for symbol in CHARSET if symbol]
    together = order.weights(text, symbols)
    assert list(together) == [order.weight(text, symbol) for symbol in symbols]
    assert len(set(together)) > 1 or script is Script.DIGITS


def test_a_field_s_own_list_settles_its_ink_and_shuts_nothing_out(few: Lexicon) -> None:
    relations = alphabet(Script.TEXT, CHARSET, few, ("京子", "土屋", "高 橋"))
    assert decode_line(believed(*sure("京"), {"ミ": 0.6, "子": 0.2}, charset=CHARSET), relations)[0].text == "京子"
    assert decode_line(believed(*sure("高"), {"違": 0.6, "橋": 0.2}, charset=CHARSET), relations)[0].text == "高橋"
    assert decode_line(spelt("見本町", CHARSET), relations)[0].text == "見本町"
    plain = alphabet(Script.TEXT, CHARSET, few)
    assert decode_line(believed(*sure("京"), {"ミ": 0.6, "子": 0.2}, charset=CHARSET), plain)[0].text != "京子"
