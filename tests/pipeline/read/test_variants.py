"""A variant of a name's kanji is offered, and what the engine cannot tell goes to a person."""

from __future__ import annotations

import pytest

from models.reading import Candidate, Doubt
from pipeline.check.evidence import weigh
from pipeline.lexicon.lexicon import lexicon_of
from pipeline.lexicon.spelling import OLD_FORMS, VARIANTS
from pipeline.read.variants import MOST, needs_a_look, variants, with_names_told, with_variants
from tests.pipeline.check.fields import line, reading
from tests.pipeline.check.sheets import sheet_of
from tests.pipeline.lexicon.lists import FEW


def test_no_kanji_is_in_two_groups() -> None:
    groups = (*VARIANTS, *OLD_FORMS)
    kanji = "".join(groups)
    assert len(set(kanji)) == len(kanji)
    assert all(len(set(group)) == len(group) > 1 for group in groups)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("高橋", ["髙橋"]),
        ("髙橋", ["高橋"]),
        ("田辺", ["田邊", "田邉"]),
        ("吉田恵", ["𠮷田恵", "吉田惠"]),
        ("山田", []),
    ],
)
def test_one_kanji_at_a_time_is_exchanged(name: str, others: list[str]) -> None:
    assert list(variants(name)) == others


def test_variants_come_last_and_once() -> None:
    read = (Candidate("高橋", 0.9), Candidate("髙橋", 0.08), Candidate("高僑", 0.01))
    assert with_variants(read) == read
    more = with_variants((Candidate("高橋", 0.9), Candidate("高僑", 0.01)))
    assert [c.text for c in more] == ["高橋", "高僑", "髙橋"]
    assert more[-1].score <= 0.01
    assert len(with_variants((Candidate("吉浜高恵", 1.0),))) == 1 + MOST
    assert with_variants(()) == ()


def test_only_what_the_engine_cannot_tell_needs_a_look() -> None:
    known = ("", *"高髙崎辺邊邉")
    assert needs_a_look("山崎", known)
    assert not needs_a_look("山辺", known)
    assert not needs_a_look("", known)


@pytest.mark.parametrize("name", ["高橋", "髙橋", "美穂", "美穗", "徳川"])
def test_kanji_that_look_alike_need_a_look_even_where_the_engine_knows_both(name: str) -> None:
    assert needs_a_look(name, ("", *"高髙橋美穂穗徳德川瀬瀨"))


def test_a_name_that_cannot_be_told_is_shown_to_a_person() -> None:
    sheet = sheet_of(line("name", "who.name"), line("name", "else.name"), line("text", "note"))
    readings = tuple(
        reading(text, field.key) for text, field in zip(("山崎", "山本", "山崎"), sheet.fields, strict=True)
    )
    doubtful, plain, note = with_names_told(sheet, readings, ("", *"山崎本"))
    assert (doubtful.doubts, plain.doubts) == ((Doubt.VARIANT_KANJI,), ())
    assert [c.text for c in doubtful.candidates] == ["山崎", "山﨑"]
    assert note == readings[2]


def test_a_name_that_its_kana_turned_up_is_told_like_any_other() -> None:
    sheet = sheet_of(line("name", "who.name"), line("kana", "who.kana"))
    name = reading("亭橋 恵", "who.name", score=0.5, rivals=(("高橋 恵", 0.45),))
    kana = reading("タカハシ メグミ", "who.kana", score=0.98)
    told, _ = with_names_told(sheet, weigh(sheet, (name, kana), lexicon_of(FEW)), ("", *"亭高橋恵"))
    assert (told.text, told.doubts) == ("高橋 恵", (Doubt.VARIANT_KANJI,))
    assert [c.text for c in told.candidates] == ["高橋 恵", "亭橋 恵", "髙橋 恵", "高橋 惠"]
