"""The same as above: never a value, always with what is meant as a candidate."""

from __future__ import annotations

import pytest

from models.reading import CheckedField, Doubt
from models.reasons import Reason, ReasonCode
from pipeline.check.check import check_fields
from pipeline.check.ditto import says_same
from pipeline.decide.decide import decide
from tests.pipeline.check.fields import line, reading
from tests.pipeline.check.sheets import MEMBERS, TODAY, rule, template
from tests.pipeline.decide.models import PAGE, calibration

KANA = rule(kind="same_kana", a="kana", b="bank_kana")
SHEET = template(rows=MEMBERS)


def checked(**texts: str) -> dict[str, CheckedField]:
    by_key = {key.replace("__", "."): text for key, text in texts.items()}
    readings = [reading(by_key.get(field.key, ""), field.key) for field in SHEET.all_fields()]
    return {one.field.key: one for one in check_fields(SHEET, readings, TODAY)}


@pytest.mark.parametrize(
    "text", ["〃", "″", "同上", "同 上", "同じ", "同", "々", "ノノ", "11", "II", "上記に同じ", "右と同じ"]
)
def test_words_that_say_the_same(text: str) -> None:
    assert says_same(line("name"), text)


@pytest.mark.parametrize("text", ["", "佐々木", "同上太郎", "同志社", "111", "1", "ノ", "上"])
def test_words_that_do_not(text: str) -> None:
    assert not says_same(line("name"), text)


def test_digits_and_cells_are_taken_at_their_word() -> None:
    assert not says_same(line("digits"), "11")
    assert not says_same(line("kana", cells=8), "ノノ")
    assert not says_same(line("name", cells=8), "リ")


@pytest.mark.parametrize("cells", [8, None])
@pytest.mark.parametrize("text", ["リ", "ソ", "ッ"])
def test_two_strokes_alone_are_no_kana(text: str, cells: int | None) -> None:
    assert says_same(line("kana", cells=cells), text)
    assert not says_same(line("kana", cells=cells), f"{text} ケンイチ")
    found = checked(kana="サトウ", bank_kana=text)["bank_kana"]
    assert (found.value, found.text) == (None, "〃")
    assert found.reasons == (Reason(ReasonCode.SAME_AS_ABOVE, {"other": "kana"}),)


def test_the_row_above_is_meant() -> None:
    found = checked(members__1__name="山田　花子", members__2__name="〃", members__3__name="同上")
    for key, text in (("members.2.name", "〃"), ("members.3.name", "同上")):
        field = found[key]
        assert (field.value, field.text) == (None, text)
        assert [c.text for c in field.reading.candidates] == [text, "山田　花子"]
        assert Reason(ReasonCode.SAME_AS_ABOVE, {"other": "members.1.name"}) in field.reasons


def test_above_the_rows_the_nearest_field_of_the_type_is_meant() -> None:
    found = checked(address="東京都三鷹市下連雀1-2", members__1__address="11")
    field = found["members.1.address"]
    assert (field.value, field.text) == (None, "〃")
    assert [c.text for c in field.reading.candidates] == ["〃", "東京都三鷹市下連雀1-2"]
    assert field.reasons == (Reason(ReasonCode.SAME_AS_ABOVE, {"other": "address"}),)


def test_where_nothing_stands_above_no_field_is_named() -> None:
    found = checked(address="同上")["address"]
    assert found.value is None
    assert [reason.code for reason in found.reasons] == [ReasonCode.WRONG_FORMAT]
    assert [c.text for c in found.reading.candidates] == ["同上"]


def test_it_always_goes_to_a_person_with_every_doubt() -> None:
    readings = [reading("", field.key) for field in SHEET.all_fields()]
    texts = {"members.1.name": reading("山田", "members.1.name")}
    texts["members.2.name"] = reading("同上", "members.2.name", score=1.0, doubts=(Doubt.FAINT_INK,))
    found = check_fields(SHEET, [texts.get(one.field, one) for one in readings], TODAY)
    (decided,) = decide([one for one in found if one.field.key == "members.2.name"], PAGE, calibration())
    assert decided.decision == "review"
    assert [reason.code for reason in decided.reasons][:2] == [ReasonCode.FAINT_INK, ReasonCode.SAME_AS_ABOVE]
