"""What follows a town in an address: house numbers, and the words that names of buildings are made of."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from pipeline.lexicon.graph import Node
from pipeline.lexicon.spelling import place_key

DIGITS = "0123456789"

BUILDING_WORDS = (
    "アパート", "アパートメント", "アーバン", "アベニュー", "イースト", "ウエスト", "ヴィラ", "ヴィレッジ",
    "エクセル", "エステート", "オーク", "ガーデン", "カーサ", "クレスト", "グラン", "グランド", "グリーン",
    "グレース", "コーポ", "コーポラス", "コート", "サイド", "サウス", "サニー", "サン", "シティ", "シャトー",
    "シャトレ", "ステージ", "スカイ", "センター", "タウン", "タワー", "テラス", "ドミール", "ドリーム", "ニュー",
    "ノース", "ハイツ", "ハイム", "ハウス", "パーク", "パレス", "ヒル", "ヒルズ", "ビュー", "ビル", "ビルディング",
    "フォレスト", "フラット", "フラワー", "プラザ", "プレイス", "プレジデント", "ベルデ", "ホーム", "ホームズ",
    "ホワイト", "マンション", "メゾン", "メゾネット", "ライオンズ", "ライフ", "ラフィーネ", "リバー", "リバーサイド",
    "ルミエール", "レイク", "レジデンス", "ロイヤル", "ローズ", "ロード", "公営住宅", "公団", "公務員宿舎", "官舎",
    "寮", "市営住宅", "県営住宅", "町営住宅", "村営住宅", "社宅", "荘", "住宅", "団地", "都営住宅", "府営住宅",
    "道営住宅", "第",
)  # fmt: skip
"""Common words; what else a building is called is free."""


MOST_DIGITS = 4
"""Digits of one number; five may be a long lot number, but far more often they are two whose hyphen faded."""

KANJI_DIGITS = "一二三四五六七八九十"


@cache
def house_number() -> Node:
    """The start of a house number: 5丁目12番10号, 5-12-10, 1290番地4, 二丁目3の12; then a building, or the end."""
    start, joined = Node(), Node()
    block, lot, over, quarter, *digits = numbered = [Node(ends=True, free=True) for _ in range(4 + MOST_DIGITS)]
    kanji = Node(ends=True)  # a town that begins with 三 is no number with anything behind it
    for node in (start, joined, block, lot, quarter):
        node.after |= dict.fromkeys(DIGITS[1:], digits[0])  # no house has a number that begins with 0
    for node, longer in pairwise(digits):
        node.after |= dict.fromkeys(DIGITS, longer)
    for node in (start, kanji):
        node.after |= dict.fromkeys(KANJI_DIGITS, kanji)
    lot.after["の"] = joined
    for node in digits:
        node.after["-"] = node.after["の"] = joined
    for node in (*digits, kanji):
        node.grow("丁").after["目"] = quarter
        node.after["番"], node.after["号"] = block, over
    block.after["地"] = lot
    for node in numbered:
        node.begins, node.after[" "] = (_building,), _building()
    return start


@cache
def _building() -> Node:
    """A building's words in any order, each perhaps with a number; any other name may be left to at a price."""
    start, room = Node(free=True), Node(ends=True, free=True)
    room.after |= dict.fromkeys(DIGITS, room)
    room.grow("号").ends = True
    room.after["棟"] = room.after["号"].after["棟"] = room.after["号"].after["室"] = Node(ends=True, free=True)
    for word in BUILDING_WORDS:
        end = start.grow(place_key(word))
        end.ends = end.free = True
        end.begins = (lambda: start,)
        end.after |= dict.fromkeys(DIGITS, room)
    return start
