"""What may follow in an address or a name, letter by letter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon.graph import Graph, places
from pipeline.lexicon.lexicon import CITIES_AT_HAND, Lexicon, lexicon_of
from pipeline.lexicon.sources import Names
from tests.pipeline.lexicon.lists import FEW


@pytest.fixture(scope="module")
def few() -> Lexicon:
    return lexicon_of(FEW)


def ends(graph: Graph, text: str) -> bool:
    return any(node.ends for node in places(graph, text))


def after(graph: Graph, text: str) -> set[str]:
    return {letter for node in places(graph, text) for letter in node.after}


@pytest.mark.parametrize(
    "address",
    [
        "青森県三戸郡五戸町切谷内",
        "青森県五戸町上市川",
        "五戸町大字切谷内",
        "三戸郡五戸町字切谷内",
        "東京都三鷹市下連雀",
        "三鷹市下連雀南",
        "茨城県龍ケ崎市緑町",
        "茨城県竜ヶ崎市緑町",
        "龍が崎市南1条",
    ],
)
def test_an_address_with_all_that_people_leave_out_is_listed(few: Lexicon, address: str) -> None:
    assert ends(few.addresses, address)
    assert any(node.free for node in places(few.addresses, address))


def test_a_city_is_read_as_before_when_others_took_its_place() -> None:
    cities = [f"第{number}市" for number in range(CITIES_AT_HAND + 1)]
    many = lexicon_of(replace(FEW, towns={("東京都", city): (f"{city[1:-1]}の町",) for city in cities}))
    addresses = [f"東京都{city}{city[1:-1]}の町" for city in cities]
    assert all(ends(many.addresses, address) for address in addresses)
    places.cache_clear()
    assert all(ends(many.addresses, address) for address in reversed(addresses))


@pytest.mark.parametrize("text", ["東京都五戸町", "三鷹市切谷内", "青森市", "下連雀", "東京都三鷹市下連雀1P"])
def test_towns_of_other_cities_are_not_listed(few: Lexicon, text: str) -> None:
    assert places(few.addresses, text) == ()


def test_a_name_may_be_over_and_may_go_on(few: Lexicon) -> None:
    assert after(few.addresses, "三鷹市下連雀") == {"南"} | set("123456789一二三四五六七八九十")
    assert after(few.addresses, "青森県") == {"三", "五"}


@pytest.mark.parametrize("name", ["高橋恵", "高橋 恵", "髙橋惠", "土屋京子", "京一", "高橋"])
def test_names_with_or_without_a_space_and_in_every_variant(few: Lexicon, name: str) -> None:
    assert ends(few.names, name)


@pytest.mark.parametrize("kana", ["タカハシ メグミ", "ツチヤキョウコ", "ツチヤ キヨウコ", "キョウ ハジメ"])
def test_readings_as_written_and_as_a_bank_book_has_them(few: Lexicon, kana: str) -> None:
    assert ends(few.kana, kana)


@pytest.mark.parametrize("kana", ["ツチャ", "ツチヤメグミメ", "メグミ"])
def test_no_other_sizes_and_no_given_name_first(few: Lexicon, kana: str) -> None:
    assert places(few.kana, kana) == ()


@given(st.text("東京都三鷹市下連雀南1青森", max_size=12))
def test_what_a_text_may_go_on_with_is_what_longer_texts_begin_with(text: str) -> None:
    few = lexicon_of(FEW).addresses
    for letter in "東京都三鷹市下連雀南":
        assert bool(places(few, text + letter)) == (letter in after(few, text))


@pytest.mark.parametrize(
    "number",
    [
        "6-35-16",
        "6丁目35番16号",
        "二丁目3の12",
        "1290番地4",
        "308番地",
        "5",
        "1-2 コーポ203",
        "1番地 ハイツ青葉",
        "12 市営住宅3号棟",
    ],
)
def test_house_numbers_and_buildings_follow_a_town(few: Lexicon, number: str) -> None:
    known = "".join(number.partition("青葉")[0])
    assert ends(few.addresses, "三鷹市下連雀" + known)


def test_where_towns_are_listed_no_other_is_expected_and_where_none_is_any_may_stand() -> None:
    towns = {("青森県", "五戸町"): ("", "切谷内"), ("東京都", "利島村"): ("",)}
    graph = lexicon_of(Names(towns, (), ())).addresses
    assert ends(graph, "青森県五戸町") and not any(node.free for node in places(graph, "青森県五戸町"))
    assert any(node.free for node in places(graph, "東京都利島村"))
    assert ends(graph, "青森県五戸町12番地") and ends(graph, "東京都利島村12番地")


@pytest.mark.parametrize("number", ["0", "247-0-3", "5番地0", "03-1"])
def test_no_number_of_a_house_begins_with_nought(few: Lexicon, number: str) -> None:
    assert places(few.addresses, f"三鷹市下連雀{number}") == ()
    assert ends(few.addresses, f"三鷹市下連雀{number.replace('0', '20')}")


def test_a_lone_kanji_is_no_number_with_a_name_behind_it() -> None:
    graph = lexicon_of(Names({("千葉県", "船橋市"): ("", "三咲町")}, (), ())).addresses
    assert ends(graph, "船橋市三丁目") and ends(graph, "船橋市三咲町")
    assert not any(node.free for node in places(graph, "船橋市三"))


@pytest.mark.parametrize("number", ["6--3", "6丁日", "30P番地", "15 18", "1番他", "1-2 コーボ"])
def test_what_is_no_house_number_is_not_expected(few: Lexicon, number: str) -> None:
    assert places(few.addresses, "三鷹市下連雀" + number) == ()


@pytest.mark.parametrize("number", ["1314", "1314-17", "1290番地4", "3丁目1234-5678"])
def test_numbers_of_up_to_four_digits_are_expected(few: Lexicon, number: str) -> None:
    assert ends(few.addresses, f"三鷹市下連雀{number}")


@pytest.mark.parametrize("number", ["131417", "1314-17123", "12901番地"])
def test_a_longer_number_is_more_likely_two_without_their_hyphen(few: Lexicon, number: str) -> None:
    assert places(few.addresses, f"三鷹市下連雀{number}") == ()
