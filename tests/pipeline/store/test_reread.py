"""A later page of a form that a person named: it completes the record before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from models.db.session import Database
from models.db.states import FieldState, PageStatus, RulingKind
from models.db.tables import BarredRow, RecordRow
from models.document import DocumentPage
from models.errors import Held, Refusal
from models.problem import ProblemCode
from models.record import Look
from pipeline.store.corrections import reject
from pipeline.store.refused import refused_sheets
from pipeline.store.reread import read_as_page
from pipeline.store.rulings import Ruling, rule_page
from pipeline.store.views import Actor, RecordBefore
from tests.pipeline.store.letters import letter, paper, post, stray
from tests.pipeline.store.paper import NOW, Draft, town
from tests.pipeline.store.test_rulings import Refused


@pytest.fixture
def back(database: Database, tmp_path: Path) -> Refused:
    """A record of which page 2 is missing and that has an attachment; page 2 of the form was refused on page 3."""
    with database.write() as session:
        here = town(session)
    (record_id,) = post(database, tmp_path, here, letter(1, 1), paper(2), stray(3)).record_ids
    with database.write() as session:
        attached, sheet = refused_sheets(session, here.reviewer)
        assert attached.page_id is not None and sheet.page_id is not None
        assert sheet.before == RecordBefore(record_id, "letter", "1", 1, (1,), True)
        attachment = Ruling(RulingKind.ATTACHMENT, record_id=record_id)
        rule_page(session, here.reviewer, attached.page_id, attachment, NOW)
    return Refused(database, here, tmp_path, record_id, sheet.page_id)


def join(back: Refused, page: int = 2, actor: Actor | None = None) -> int:
    kept = letter(3, page)
    assert kept.sheet is not None
    ruling = Ruling(RulingKind.PAGE, record_id=back.record_id)
    with back.database.write() as session:
        reviewer = actor or back.town.reviewer
        return read_as_page(session, reviewer, back.page_id, ruling, DocumentPage(kept, kept.sheet), NOW)


def test_a_later_page_completes_the_record_before_it(back: Refused) -> None:
    for _ in range(2):
        assert join(back) == back.record_id
    record = Draft(back.database, back.town, back.record_id).look()
    assert [(page.number, page.form_page) for page in record.pages] == [(1, 1), (3, 2), (2, None)]
    assert [(field.text, field.state) for field in record.fields] == [
        ("p1.f0 on 1", FieldState.ACCEPTED), ("p1.f1 on 1", FieldState.ACCEPTED), ("p2.f0 on 3", FieldState.ACCEPTED),
    ]  # fmt: skip
    assert ProblemCode.MISSING_PAGE not in {problem.code for page in record.pages for problem in page.problems}
    assert back.waiting() == [] and [kind for _, kind, _ in back.rulings()] == ["attachment", "page"]


def test_what_a_person_answered_for_a_missing_page_stays(back: Refused) -> None:
    draft = Draft(back.database, back.town, back.record_id)
    draft.settle("p2.f0", "typed from paper")
    with pytest.raises(Held):
        join(back, actor=back.town.colleague)
    join(back)
    field = draft.field("p2.f0")
    assert (field.text, field.state, field.form_page) == ("typed from paper", FieldState.DECIDED, 2)
    assert [candidate.text for candidate in field.candidates] == ["p2.f0 on 3"]


def test_a_record_takes_no_page_twice_and_none_once_it_is_reviewed(back: Refused) -> None:
    with pytest.raises(Refusal):
        join(back, page=1)
    with back.database.write() as session:
        reject(session, back.town.reviewer, back.record_id, "試し書き", NOW)
    with pytest.raises(Refusal):
        join(back)
    assert [kind for _, kind, _ in back.rulings()] == ["attachment"] and back.status() is PageStatus.REFUSED


def test_a_page_that_comes_later_takes_the_record_back_to_its_first_look(back: Refused) -> None:
    with back.database.write() as session:
        session.execute(update(RecordRow).values(look=Look.SECOND))
        who = {"municipality_id": back.town.id, "record_id": back.record_id}
        session.add(BarredRow(**who, account_id=back.town.colleague.account_id))
    version = Draft(back.database, back.town, back.record_id).look().version
    join(back)
    record = Draft(back.database, back.town, back.record_id).look()
    assert (record.look, record.version) == (Look.FIRST, version + 1)
    with back.database.read() as session:
        assert session.scalar(select(func.count(BarredRow.id))) == 0
