from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.check.addresses import lies_in
from pipeline.check.postal import PostalArea, areas_of

UDAGAWA = PostalArea("東京都", "渋谷区", "宇田川町")


def test_a_code_gives_its_area() -> None:
    assert areas_of("1500042") == (UDAGAWA,)
    assert str(UDAGAWA) == "東京都渋谷区宇田川町"
    assert areas_of("0600000")[0] == PostalArea("北海道", "札幌市中央区", "")


@pytest.mark.parametrize("code", ["0000000", "", "150004", "'; DROP"])
def test_what_is_no_code_has_no_area(code: str) -> None:
    assert areas_of(code) == ()


def test_a_large_office_stands_in_its_town() -> None:
    assert areas_of("0608621")[0] == PostalArea("北海道", "札幌市中央区", "北一条西")


def test_threads_share_the_table() -> None:
    areas_of.cache_clear()
    codes = ["1500042", "0600000", "0608621", "9999999"] * 5
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(areas_of.__wrapped__, codes))
    assert [bool(areas) for areas in found] == [True, True, True, False] * 5


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("東京都渋谷区宇田川町1-1", UDAGAWA),
        ("渋谷区宇田川町１－１", UDAGAWA),
        ("東京都　渋谷区　宇田川町", UDAGAWA),
        ("茨城県龍ヶ崎市3710", PostalArea("茨城県", "龍ケ崎市", "")),
        ("竜が崎市若柴町", PostalArea("茨城県", "龍ケ崎市", "若柴町")),
        ("千代田区霞が関3-1", PostalArea("東京都", "千代田区", "霞が関")),
        ("千代田区霞ヶ関3-1", PostalArea("東京都", "千代田区", "霞が関")),
        ("札幌市中央区北1条西2丁目", PostalArea("北海道", "札幌市中央区", "北一条西")),
        ("西多摩郡瑞穂町大字箱根ケ崎1", PostalArea("東京都", "西多摩郡瑞穂町", "箱根ケ崎")),
        ("瑞穂町箱根ヶ崎1", PostalArea("東京都", "西多摩郡瑞穂町", "箱根ケ崎")),
        ("京都市中京区河原町通三条上る恵比須町1", PostalArea("京都府", "京都市中京区", "恵比須町")),
        ("郡山市朝日1-2", PostalArea("福島県", "郡山市", "朝日")),
        ("和歌山市一番丁3", PostalArea("和歌山県", "和歌山市", "一番丁")),
    ],
)
def test_everyday_spellings_lie_in_their_area(address: str, area: PostalArea) -> None:
    assert lies_in(address, area)


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("東京都渋谷区神南1-1", UDAGAWA),
        ("東京都新宿区宇田川町1-1", UDAGAWA),
        ("宇田川町1-1", UDAGAWA),
        ("宇田川町渋谷区", UDAGAWA),
        ("札幌市中央区北2条西2丁目", PostalArea("北海道", "札幌市中央区", "北一条西")),
        ("", UDAGAWA),
        ("和歌山市十一番丁5", PostalArea("和歌山県", "和歌山市", "一番丁")),
        ("小田原市南本町1", PostalArea("神奈川県", "小田原市", "本町")),
        ("岸和田市和泉町2", PostalArea("大阪府", "岸和田市", "泉")),
        ("京都市上京区今出川通上る十一丁目2", PostalArea("京都府", "京都市上京区", "一丁目")),
    ],
)
def test_other_places_do_not(address: str, area: PostalArea) -> None:
    assert not lies_in(address, area)
