from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.text import address, written_text

KANJI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.characters(
    min_codepoint=0xF900, max_codepoint=0xFAFF
)
NAME_LETTERS = "髙﨑邊邉神海塚羽𠮷葛\U000e0100㈱①～〜"


@given(st.text(KANJI | st.sampled_from(NAME_LETTERS)))
def test_no_kanji_is_replaced(text: str) -> None:
    assert written_text(text).value == text
    assert address(text).value == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("山田 太郎", "山田　太郎"),
        ("  山田　 太郎\n", "山田　太郎"),
        ("ＡＢＣ　１２", "ＡＢＣ　１２"),
        ("髙﨑", "髙﨑"),
    ],
)
def test_names_change_in_their_spaces_only(text: str, value: str) -> None:
    assert written_text(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("宇田川町１ー２ー３", "宇田川町1-2-3"),
        ("宇田川町1－2−3", "宇田川町1-2-3"),
        ("サーパス２０１", "サーパス201"),
        ("1～3番", "1～3番"),
        ("本町1-2 ハイツー3", "本町1-2　ハイツー3"),
        ("三丁目１番", "三丁目1番"),
        ("Ａ棟", "Ａ棟"),
    ],
)
def test_addresses_change_in_spaces_digits_and_hyphens_only(text: str, value: str) -> None:
    assert address(text).value == value
