from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reasons import ReasonCode
from pipeline.check.kana import bank_fold, kana

KATAKANA = "".join(chr(code) for code in range(ord("ァ"), ord("ヺ") + 1))
HALF_WIDTH = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
FULL_WIDTH = (
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ　タロウ"),
        ("やまだ　たろう", "ヤマダ　タロウ"),
        (" ヤマダ   タロウ ", "ヤマダ　タロウ"),
        ("キヨウコ", "キヨウコ"),
        ("キョウコ", "キョウコ"),
        ("きょうこ", "キョウコ"),
        ("ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟｳﾞ", "パピプペポヴ"),
        ("カ゛キ゛", "ガギ"),
        ("か\u3099は\u309a", "ガパ"),
        ("コ-ヒ－", "コーヒー"),
        ("ｺｰﾋｰ", "コーヒー"),
        ("マリア・サントス", "マリア・サントス"),
        ("ゐゑを", "ヰヱヲ"),
        ("ゕゖ", "ヵヶ"),
    ],
)
def test_kana_takes_one_form_and_keeps_its_size(text: str, value: str) -> None:
    form = kana(text)
    assert (form.value, form.reasons) == (value, ())


@pytest.mark.parametrize(
    "text", ["山田タロウ", "ヤマダ1", "Yamada", "ア゛", "-ヤマダ", "ー", "サトウ　一", "サトウ一", "ヤマダ、タロウ"]
)
def test_anything_but_kana_is_not_guessed(text: str) -> None:
    form = kana(text)
    assert form.value is None
    assert [reason.code for reason in form.reasons] == [ReasonCode.WRONG_FORMAT]


def test_half_width_letters_stand_for_their_full_width_ones() -> None:
    assert [kana("ア" + half).value for half in HALF_WIDTH] == ["ア" + full for full in FULL_WIDTH]


@given(st.text(KATAKANA, min_size=1))
def test_full_width_katakana_is_its_own_value(text: str) -> None:
    assert kana(text).value == text


@given(st.text(KATAKANA, min_size=1))
def test_hiragana_and_katakana_are_one_value(text: str) -> None:
    hiragana = "".join(chr(ord(letter) - 0x60) if letter <= "ヶ" else letter for letter in text)
    assert kana(hiragana).value == text


def test_bank_fold_forgives_size_and_spacing_only() -> None:
    assert bank_fold("キョウコ　サッカ") == bank_fold("キヨウコサツカ")
    assert bank_fold("ハル") != bank_fold("バル")
