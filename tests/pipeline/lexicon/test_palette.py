"""The kanji that a person may exchange for each other."""

from __future__ import annotations

import unicodedata
from collections import Counter

from pipeline.lexicon.palette import PALETTE
from pipeline.lexicon.spelling import OLD_FORMS, VARIANTS


def group_of(kanji: str) -> str:
    return next(group for group in PALETTE if kanji in group)


def test_no_kanji_is_in_two_groups() -> None:
    assert [kanji for kanji, count in Counter("".join(PALETTE)).items() if count > 1] == []
    assert all(1 < len(group) <= 9 for group in PALETTE)  # each has its digit key


def test_what_a_machine_weighs_a_person_may_pick() -> None:
    for group in (*VARIANTS, *OLD_FORMS):
        assert set(group) <= set(group_of(group[0]))
    assert {"斉", "齊", "齋"} <= set(group_of("斎"))


def test_kanji_of_the_compatibility_block_lie_with_the_ones_that_nfc_makes_of_them() -> None:
    """Were this file itself put through NFC, a group would hold one kanji twice."""
    kanji = [kanji for kanji in "".join(PALETTE) if unicodedata.normalize("NFC", kanji) != kanji]
    assert len(kanji) > 20 and "\ufa19" in kanji
    for one in kanji:
        assert unicodedata.normalize("NFC", one) in group_of(one), hex(ord(one))
