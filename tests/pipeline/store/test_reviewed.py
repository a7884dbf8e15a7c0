"""What people found of the machine's values, as examples with their truth, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from models.db.session import Database
from models.db.states import CorrectionKind
from models.db.tables import RecordFieldRow
from models.record import RecordStatus
from pipeline.calibrate.examples import Example
from pipeline.decide.calibration import BLANK
from pipeline.store.reviewed import reviewed_examples
from tests.pipeline.store.paper import SIGNS_OF_A_VALUE, Draft, draft_in, town
from tests.pipeline.store.verified import blind_name, looks, sure_record, verifying


def found(draft: Draft) -> dict[str, Example]:
    with draft.database.read() as session:
        examples = list(reviewed_examples(session, draft.town.id))
    return {example.kind: example for example in examples}


def test_what_people_settled_is_known_once_the_record_is_done(database: Database, tmp_path: Path) -> None:
    draft = draft_in(database, tmp_path, ask=("name", "day"))
    draft.settle("name", "斉藤 裕二")
    draft.settle("day", "", kind=CorrectionKind.CONFIRMED)
    assert found(draft) == {}
    draft.finish()
    sheet = str(draft.record_id)
    assert found(draft) == {
        "name": Example(sheet, "name", SIGNS_OF_A_VALUE, right=False, clear=True),
        "date": Example(sheet, "date", SIGNS_OF_A_VALUE, right=True, clear=True),
    }


@pytest.mark.parametrize(
    ("texts", "right"),
    [(("斎藤裕二",), True), (("斉藤", "斎藤 裕二"), True), (("斎藤 裕二", "斉藤"), False)],
    ids=["spaces do not count", "taken back", "changed later"],
)
def test_the_last_word_counts_against_the_machine_s_first(draft: Draft, texts: tuple[str, ...], right: bool) -> None:
    for text in texts:
        draft.settle("name", text)
    draft.finish()
    assert found(draft)["name"].right is right


def test_what_nobody_could_read_teaches_nothing(draft: Draft) -> None:
    draft.settle("name", "", kind=CorrectionKind.ILLEGIBLE)
    draft.finish()
    assert found(draft) == {}


def test_a_blank_that_a_person_filled_is_a_wrong_blank(database: Database, tmp_path: Path) -> None:
    draft = draft_in(database, tmp_path)
    with database.write() as session:
        session.execute(update(RecordFieldRow).where(RecordFieldRow.key == "name").values(text="", value=None))
    draft.settle("name", "斎藤")
    draft.finish()
    assert (found(draft)[BLANK].right, set(found(draft))) == (False, {BLANK})


def test_other_signs_and_other_towns_are_left_out(draft: Draft) -> None:
    draft.settle("name", "斉藤")
    draft.finish()
    with draft.database.write() as session:
        elsewhere = town(session, "132012").id
    with draft.database.read() as session:
        assert list(reviewed_examples(session, elsewhere)) == []
    with draft.database.write() as session:
        session.execute(update(RecordFieldRow).values(signs={"smell": 1.0}))
    assert found(draft) == {}


@pytest.mark.parametrize(
    ("second", "ruling", "right"),
    [("斎藤裕二", None, True), ("斉藤", "斎藤 裕二", True), ("斉藤", "斉藤", False)],
    ids=["verified", "the machine was right", "the machine was wrong"],
)
def test_what_a_second_person_verified_was_read_right(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    second: str,
    ruling: str | None,
    right: bool,
) -> None:
    verifying(monkeypatch, {"name": "blind"})
    draft = sure_record(database, tmp_path)
    looks(draft, draft.town.reviewer, second)
    assert found(draft) == {} or ruling is None
    if ruling is not None:
        looks(draft, draft.town.colleague, ruling)
    assert found(draft) == {"name": Example(str(draft.record_id), "name", SIGNS_OF_A_VALUE, right=right, clear=True)}


def test_what_two_people_could_not_read_teaches_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = blind_name(monkeypatch, database, tmp_path)
    for actor in (draft.town.reviewer, draft.town.colleague):
        looks(draft, actor, "", CorrectionKind.ILLEGIBLE)
    assert draft.look().status is RecordStatus.REVIEWED
    assert found(draft) == {}
