"""Names and their kana: the usual reading weighs most, and nothing is ever excluded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.evidence import weigh
from pipeline.check.name_readings import BOTH, BOTH_BUT_SIZE, NEITHER, ONE, kinship
from pipeline.lexicon.lexicon import lexicon_of
from tests.pipeline.check.fields import line, reading
from tests.pipeline.check.sheets import sheet_of
from tests.pipeline.lexicon.lists import FEW

LEXICON = lexicon_of(FEW)


@pytest.mark.parametrize(
    ("name", "kana", "weight"),
    [
        ("高橋 恵", "タカハシ メグミ", BOTH),
        ("高橋恵", "タカハシメグミ", BOTH),
        ("髙橋惠", "タカハシ メグミ", BOTH),
        ("土屋 京子", "ツチヤ キョウコ", BOTH),
        ("土屋 京子", "ツチヤ キヨウコ", BOTH_BUT_SIZE),
        ("土屋 めぐみ", "ツチヤ メグミ", BOTH),
        ("土屋 ソラ", "ツチヤ ソラ", BOTH),
        ("土屋 宙", "ツチヤ ソラ", ONE),
        ("見本 恵", "ミホン メグミ", ONE),
        ("土屋 京子", "タカハシ メグミ", NEITHER),
        ("見本 宙", "ミホン ソラ", NEITHER),
        ("京", "キョウ", NEITHER),
        ("", "", NEITHER),
    ],
)
def test_usual_readings_weigh_most(name: str, kana: str, weight: float) -> None:
    assert kinship(name, kana, LEXICON) == weight


@given(st.text("高橋恵土屋京子一 あア", max_size=8), st.text("タカハシメグミツチヤキョウコ ", max_size=12))
def test_every_pair_keeps_some_weight(name: str, kana: str) -> None:
    assert NEITHER <= kinship(name, kana, LEXICON) <= BOTH


def test_a_name_and_its_kana_settle_each_other() -> None:
    sheet = sheet_of(line("name", "who.name"), line("kana", "who.kana"), line("kana", "other.kana"))
    name = reading("高僑 恵", "who.name", score=0.55, rivals=(("高橋 恵", 0.4),))
    kana = reading("タカハン メグミ", "who.kana", score=0.5, rivals=(("タカハシ メグミ", 0.45),))
    other = reading("タカハン", "other.kana", score=0.5, rivals=(("タカハシ", 0.45),))
    found = weigh(sheet, (name, kana, other), LEXICON)
    assert [one.text for one in found] == ["高橋 恵", "タカハシ メグミ", "タカハン"]
    assert found[0].score > 0.6 and found[1].score > 0.6 and found[2] == other
    assert [one.agreement for one in found] == [1.0, 1.0, 0.0]
    assert weigh(sheet, (name, kana, other)) == (name, kana, other)


def test_clear_ink_is_read_whatever_names_are_usual() -> None:
    sheet = sheet_of(line("name", "who.name"), line("kana", "who.kana"))
    name = reading("高橋 恵", "who.name", score=0.99)
    kana = reading("タカハシ ケイ", "who.kana", score=0.98, rivals=(("タカハシ メグミ", 0.004),))
    found = weigh(sheet, (name, kana), LEXICON)
    assert [one.text for one in found] == ["高橋 恵", "タカハシ ケイ"]
    assert [round(one.agreement, 2) for one in found] == [0.3, 0.3]  # the family name alone is read so
