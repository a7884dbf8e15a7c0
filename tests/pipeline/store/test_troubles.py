"""Fields that people put right, and sheets that are to be scanned again, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from models.db.session import Database
from models.db.states import CorrectionKind, PageStatus, RulingKind
from models.db.tables import PageRow, ProblemRow, RecordRow
from models.errors import Refusal, Ruled
from models.problem import ProblemCode
from models.reading import FieldValue
from models.reasons import ReasonCode
from pipeline.store.corrected import Change
from pipeline.store.refused import refused_sheets
from pipeline.store.rescans import rescans
from pipeline.store.rulings import rule_file
from pipeline.store.troubles import FieldTrouble, field_troubles
from pipeline.store.waiting import refused_count
from pipeline.store.word import Effort
from tests.pipeline.store.office import CONFIRMED, DAY, SECOND, TYPED, UNDONE, Office
from tests.pipeline.store.paper import NOW
from tests.pipeline.store.test_refused import refuse_file

ASKED = ("name", "day", "wishes")
BLANK, CANDIDATE = CorrectionKind.BLANK, CorrectionKind.CANDIDATE


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return Office(database, tmp_path)


def troubles(office: Office) -> dict[str, FieldTrouble]:
    return {one.field: one for one in office.ask(field_troubles, NOW - DAY, NOW + DAY)}


def put_right(office: Office, key: str, value: FieldValue, kind: CorrectionKind = TYPED, seconds: float = 2.0) -> int:
    record_id = office.comes(NOW, ask=ASKED)
    text = value if isinstance(value, str) else ",".join(value or ())
    office.answers(record_id, key, kind=kind, text=text, value=value, effort=Effort(seconds, 1))
    return record_id


def test_a_field_is_told_by_what_was_shown_corrected_and_how(office: Office) -> None:
    """The machine read 斎藤 裕二 in each."""
    for value in ("斉藤 裕二", "斎藤 裕二郎", "斎藤", "斎藤 裕一"):
        put_right(office, "name", value)
    put_right(office, "name", "佐藤 裕二", CANDIDATE)
    put_right(office, "name", None, BLANK)
    put_right(office, "name", "", CONFIRMED, seconds=8.0)
    name = troubles(office)["name"]
    assert (name.municipality, name.form, name.shown, name.corrected) == ("見本市", "greeting", 7, 6)
    assert name.seconds == 20 / 7 and name.share == 6 / 7
    assert dict(name.changes) == {Change.SAME_LENGTH: 3, Change.LONGER: 1, Change.SHORTER: 1, Change.EMPTIED: 1}
    assert dict(name.kinds) == {TYPED: 4, CANDIDATE: 1, BLANK: 1}
    assert name.reasons == ((ReasonCode.CLOSE_CANDIDATES, 6),)


def test_marks_are_compared_as_values(office: Office) -> None:
    put_right(office, "wishes", ("tea",))
    put_right(office, "wishes", ("tea", "cake"))  # as the machine had it
    put_right(office, "wishes", None, BLANK)
    wishes = troubles(office)["wishes"]
    assert (wishes.shown, wishes.corrected) == (3, 2)
    assert dict(wishes.changes) == {Change.SHORTER: 1, Change.EMPTIED: 1}


def test_another_spelling_of_the_same_value_is_no_correction(office: Office) -> None:
    record_id = office.comes(NOW, ask=ASKED)
    office.answers(record_id, "day", kind=TYPED, text="R7.4.1", value="2025-04-01")
    assert (troubles(office)["day"].shown, troubles(office)["day"].corrected) == (1, 0)


def test_what_was_taken_back_is_shown_and_not_corrected(office: Office) -> None:
    record_id = put_right(office, "name", "斉藤")
    office.answers(record_id, "name", kind=UNDONE)
    assert (troubles(office)["name"].shown, troubles(office)["name"].corrected) == (1, 0)


def test_a_change_that_a_colleague_confirmed_stays_one_and_is_the_first_ones(office: Office) -> None:
    record_id = put_right(office, "name", "斉藤 裕二")
    office.answers(record_id, "name", at=NOW + timedelta(minutes=20), actor=office.town.colleague)
    name = troubles(office)["name"]
    assert (name.shown, name.corrected, dict(name.kinds)) == (1, 1, {TYPED: 1})


def test_a_change_of_a_change_is_held_against_the_machine(office: Office) -> None:
    record_id = put_right(office, "name", "斉")
    office.answers(record_id, "name", kind=TYPED, text="斎藤 裕二", value="斎藤 裕二")  # the machine was right
    other = put_right(office, "name", "斉")
    office.answers(other, "name", kind=TYPED, text="斎藤 裕二郎", value="斎藤 裕二郎")
    name = troubles(office)["name"]
    assert (name.shown, name.corrected, dict(name.changes)) == (2, 1, {Change.LONGER: 1})


def test_the_most_corrected_come_first_and_only_what_was_answered_in_time(office: Office) -> None:
    put_right(office, "day", "2025-04-02")
    put_right(office, "name", "斉藤")
    put_right(office, "name", "斉藤")
    record_id = office.comes(NOW, ask=ASKED)
    office.answers(record_id, "wishes", at=NOW - DAY - SECOND)
    assert list(troubles(office)) == ["name", "day"]
    assert troubles(office)["day"].seconds == 2.0


def test_unmeasured_answers_have_no_seconds(office: Office) -> None:
    office.answers(office.comes(NOW))
    assert troubles(office)["name"].seconds is None


# ---- sheets that are to be scanned again


def named(office: Office, page_id: int, form: str = "greeting") -> None:
    """The page's print named a form."""
    details = {"form": form, "version": "2026-04", "matches": "12"}
    with office.database.write() as session:
        session.execute(update(ProblemRow).where(ProblemRow.page_id == page_id).values(details=details))


def test_a_page_to_be_scanned_again_leaves_the_list_and_waits_until_it_is_struck_off(office: Office) -> None:
    page_id = office.refuses()
    assert office.ask(refused_count) == 1
    for _ in range(2):  # the same again is one
        office.rules(page_id, RulingKind.RESCAN, NOW + SECOND)
    (rescan,) = office.ask(rescans)
    assert (rescan.page_id, rescan.page_number, rescan.code) == (page_id, 1, ProblemCode.UNKNOWN_FORM)
    assert (rescan.asked_by, rescan.asked_at, rescan.batch, rescan.form) == ("Yamada", NOW + SECOND, "夜", None)
    assert office.ask(refused_sheets) == () and office.ask(refused_count) == 0
    with office.database.read() as session:
        assert session.get_one(PageRow, page_id).status is PageStatus.DROPPED
    office.rules(page_id, RulingKind.RESCANNED, actor=office.town.colleague)
    assert office.ask(rescans) == () and office.ask(refused_count) == 0


def test_a_request_is_taken_back_to_the_list(office: Office) -> None:
    page_id = office.refuses()
    office.rules(page_id, RulingKind.RESCAN)
    office.rules(page_id, RulingKind.RESTORE, actor=office.town.colleague)
    assert office.ask(rescans) == () and office.ask(refused_count) == 1
    office.rules(page_id, RulingKind.RESCAN)
    assert len(office.ask(rescans)) == 1


def test_whoever_still_sees_the_old_list_drops_no_request_unawares(office: Office) -> None:
    page_id = office.refuses()
    office.rules(page_id, RulingKind.RESCAN)
    for kind in (RulingKind.DROP, RulingKind.RESCAN):
        with pytest.raises(Ruled) as told:
            office.rules(page_id, kind, actor=office.town.colleague)
        assert told.value.details == {"by": "Yamada", "kind": "rescan"}
    assert len(office.ask(rescans)) == 1


def test_nothing_is_struck_off_that_was_not_asked_for(office: Office) -> None:
    page_id = office.refuses()
    for before in (None, RulingKind.DROP):
        if before is not None:
            office.rules(page_id, before)
        with pytest.raises(Refusal):
            office.rules(page_id, RulingKind.RESCANNED)


def test_a_whole_file_is_asked_for_again(office: Office) -> None:
    file_id = refuse_file(office.database, office.town, "x.pdf")
    for kind, waits, listed in (
        (RulingKind.RESCAN, 1, 0), (RulingKind.RESTORE, 0, 1), (RulingKind.RESCAN, 1, 0), (RulingKind.RESCANNED, 0, 0),
    ):  # fmt: skip
        with office.database.write() as session:
            rule_file(session, office.town.reviewer, file_id, kind, NOW)  # type: ignore[arg-type]
        assert (len(office.ask(rescans)), office.ask(refused_count)) == (waits, listed), kind
        for rescan in office.ask(rescans):
            assert (rescan.page_id, rescan.file_id, rescan.file_name, rescan.page_number) == (
                None,
                file_id,
                "x.pdf",
                None,
            )


def test_the_same_form_that_comes_in_later_is_told_and_nothing_falls_off_by_itself(office: Office) -> None:
    page_id, other = office.refuses(), office.refuses()
    named(office, page_id)
    named(office, other, "farewell")
    office.comes(NOW)  # came before
    for each in (page_id, other):
        office.rules(each, RulingKind.RESCAN, NOW + SECOND)
    assert [(rescan.form, rescan.came) for rescan in office.ask(rescans)] == [("greeting", None), ("farewell", None)]
    office.comes(NOW + 2 * SECOND)
    newest = office.comes(NOW + 3 * SECOND, ask=())
    office.comes(NOW + 4 * SECOND, where=office.there)  # a neighbour's
    assert [(rescan.form, rescan.came) for rescan in office.ask(rescans)] == [("greeting", newest), ("farewell", None)]
    with office.database.write() as session:
        session.execute(update(RecordRow).where(RecordRow.id == newest).values(form="farewell"))
    assert office.ask(rescans)[1].came == newest
