"""What a person says of a refused page: once, by whom, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from models.db.session import Database
from models.db.states import PageStatus, RulingKind
from models.db.tables import PageRow, ProblemRow, ReadingRow, RecordRow, RulingRow
from models.errors import NotAllowed, NotFound, Refusal, Ruled, StoreFault
from models.problem import ProblemCode
from models.record import RecordStatus, Role
from pipeline.gather.gather import gather
from pipeline.store.batches import forget_refused_pages, open_batch
from pipeline.store.drafts import keep_page
from pipeline.store.records import open_record
from pipeline.store.refused import refused_sheets
from pipeline.store.reread import read_as_form
from pipeline.store.rulings import PagePlace, Ruling, page_place, rule_file, rule_page, standing_record
from pipeline.store.summary import batch_summary
from pipeline.store.vault import Vault
from pipeline.store.views import Actor
from tests.pipeline.store.paper import FORMS, NOW, Town, read_page, refused_page, scan_of, store, town
from tests.pipeline.store.races import race
from tests.pipeline.store.test_refused import refuse_file

GREETING = Ruling(RulingKind.FORM, "greeting", "2026-04")
DROP = Ruling(RulingKind.DROP)
RESTORE = Ruling(RulingKind.RESTORE)


@dataclass(frozen=True)
class Refused:
    """A town where page 1 of a scan was read and page 2 was not."""

    database: Database
    town: Town
    folder: Path
    record_id: int
    page_id: int

    @property
    def attachment(self) -> Ruling:
        return Ruling(RulingKind.ATTACHMENT, record_id=self.record_id)

    def rule(self, ruling: Ruling, actor: Actor | None = None) -> None:
        with self.database.write() as session:
            rule_page(session, actor or self.town.reviewer, self.page_id, ruling, NOW)

    def rule_file(self, file_id: int, kind: RulingKind, actor: Actor | None = None) -> None:
        with self.database.write() as session:
            rule_file(session, actor or self.town.reviewer, file_id, kind, NOW)  # type: ignore[arg-type]

    def read(self, ruling: Ruling = GREETING, actor: Actor | None = None) -> int:
        kept = keep_page(read_page(scan_of(self.folder), 2), Vault(self.folder / "vault"))
        (document,) = gather((kept,), FORMS).documents
        with self.database.write() as session:
            return read_as_form(session, actor or self.town.reviewer, self.page_id, ruling, document, NOW)

    def waiting(self) -> list[int | None]:
        with self.database.read() as session:
            return [sheet.page_id for sheet in refused_sheets(session, self.town.reviewer)]

    def status(self) -> PageStatus:
        with self.database.read() as session:
            return session.get_one(PageRow, self.page_id).status

    def attachments(self) -> list[int]:
        with self.database.read() as session:
            record = open_record(session, self.town.reviewer, self.record_id, NOW)
        return [page.number for page in record.attachments]

    def rulings(self) -> list[tuple[int, RulingKind, int | None]]:
        with self.database.read() as session:
            rows = session.scalars(select(RulingRow).order_by(RulingRow.id))
            return [(row.account_id, row.kind, row.record_id) for row in rows]


@pytest.fixture
def refused(database: Database, tmp_path: Path) -> Refused:
    with database.write() as session:
        here = town(session)
    (record_id,) = store(database, tmp_path, here, read_page(scan_of(tmp_path), 1), refused_page(2))
    with database.read() as session:
        (sheet,) = refused_sheets(session, here.reviewer)
    assert sheet.page_id is not None
    return Refused(database, here, tmp_path, record_id, sheet.page_id)


def test_a_page_read_as_a_form_becomes_a_record_and_leaves_the_list(refused: Refused) -> None:
    record_id = refused.read()
    with refused.database.read() as session:
        record = open_record(session, refused.town.colleague, record_id, NOW)
    (page,) = record.pages
    assert (record.form, record.status, page.number, page.form_page) == ("greeting", RecordStatus.DRAFT, 2, 1)
    assert Vault(refused.folder / "vault").image_path(page.image_key or "").is_file()
    assert [field.text for field in record.fields] == ["斎藤 裕二", "令和7年4月1日", "tea,cake", ""]
    assert refused.waiting() == [] and refused.status() is PageStatus.READ
    assert refused.rulings() == [(refused.town.reviewer.account_id, RulingKind.FORM, record_id)]


def test_a_ruling_keeps_what_was_said_and_the_page_keeps_why_it_was_refused(refused: Refused) -> None:
    refused.read()
    with refused.database.read() as session:
        row = session.scalars(select(RulingRow)).one()
        codes = session.scalars(select(ProblemRow.code).filter_by(page_id=refused.page_id).order_by(ProblemRow.id))
        assert (row.form, row.template_version, row.at) == ("greeting", "2026-04", NOW)
        assert list(codes) == [ProblemCode.UNKNOWN_FORM, ProblemCode.LOW_RESOLUTION, ProblemCode.TURNED_PAGE]


def test_the_same_ruling_again_changes_nothing(refused: Refused) -> None:
    with refused.database.read() as session:
        assert standing_record(session, refused.town.reviewer, refused.page_id, GREETING) is None
    record_id = refused.read()
    assert refused.read() == record_id
    with refused.database.read() as session:
        assert standing_record(session, refused.town.reviewer, refused.page_id, GREETING) == record_id
    assert len(refused.rulings()) == 1


LATE: dict[str, Callable[[Refused], object]] = {
    "the same form": lambda refused: refused.read(actor=refused.town.colleague),
    "another form": lambda refused: refused.read(replace(GREETING, version="2020-01")),
    "drop": lambda refused: refused.rule(DROP, refused.town.colleague),
    "attachment": lambda refused: refused.rule(refused.attachment),
    "restore": lambda refused: refused.rule(RESTORE),
}


@pytest.mark.parametrize("late", LATE)
def test_whoever_comes_late_is_told_who_was_first_and_nothing_is_stored(refused: Refused, late: str) -> None:
    refused.read()
    with pytest.raises(Ruled) as told:
        LATE[late](refused)
    assert told.value.details == {"by": "Yamada", "kind": "form"}
    with refused.database.read() as session:
        assert session.scalars(select(func.count()).select_from(RecordRow)).one() == 2
        assert session.scalars(select(func.count()).select_from(ReadingRow)).one() == 8
        with pytest.raises(Ruled):
            standing_record(session, refused.town.colleague, refused.page_id, GREETING)
    assert len(refused.rulings()) == 1


@pytest.mark.parametrize("kinds", [("form", "form"), ("form", "drop"), ("drop", "drop")])
def test_of_two_people_at_once_one_is_first(refused: Refused, kinds: tuple[str, str]) -> None:
    people = (refused.town.reviewer, refused.town.colleague)

    def one(number: int) -> str:
        try:
            if kinds[number] == "form":
                refused.read(actor=people[number])
            else:
                refused.rule(DROP, people[number])
        except Ruled:
            return "late"
        return "first"

    assert sorted(race(one, 2)) == ["first", "late"]
    assert len(refused.rulings()) == 1 and refused.waiting() == []


def test_a_page_is_kept_as_an_attachment_of_a_record(refused: Refused) -> None:
    for _ in range(2):
        refused.rule(refused.attachment)
    assert refused.status() is PageStatus.ATTACHED and refused.waiting() == []
    assert refused.rulings() == [(refused.town.reviewer.account_id, RulingKind.ATTACHMENT, refused.record_id)]
    assert refused.attachments() == [2]
    refused.rule(RESTORE)
    assert refused.attachments() == [] and refused.waiting() == [refused.page_id]


def test_a_page_is_no_attachment_of_a_record_in_another_scan(refused: Refused) -> None:
    (elsewhere,) = store(
        refused.database, refused.folder, refused.town, read_page(scan_of(refused.folder)), content=b"other"
    )
    for record_id in (elsewhere, 99):
        with pytest.raises(NotFound):
            refused.rule(Ruling(RulingKind.ATTACHMENT, record_id=record_id))
    assert refused.waiting() == [refused.page_id]


def test_a_page_is_dropped_taken_back_and_read(refused: Refused) -> None:
    refused.rule(DROP)
    assert refused.status() is PageStatus.DROPPED and refused.waiting() == []
    refused.rule(RESTORE, refused.town.colleague)
    assert refused.waiting() == [refused.page_id]
    refused.rule(refused.attachment)
    refused.rule(RESTORE)
    record_id = refused.read()
    assert [kind for _, kind, _ in refused.rulings()] == ["drop", "restore", "attachment", "restore", "form"]
    assert refused.rulings()[-1][2] == record_id


def test_nothing_is_taken_back_that_was_not_said(refused: Refused) -> None:
    with pytest.raises(Refusal) as told:
        refused.rule(RESTORE)
    assert not isinstance(told.value, Ruled)
    assert refused.rulings() == []


def test_a_page_that_the_machine_read_is_not_ruled(refused: Refused) -> None:
    with refused.database.read() as session:
        read = session.scalars(select(PageRow.id).filter_by(status=PageStatus.READ)).one()
    with pytest.raises(Refusal), refused.database.write() as session:
        rule_page(session, refused.town.reviewer, read, DROP, NOW)


def test_a_whole_file_is_dropped_and_taken_back(refused: Refused) -> None:
    file_id = refuse_file(refused.database, refused.town, "x.pdf")
    with pytest.raises(Refusal):
        refused.rule_file(file_id, RulingKind.RESTORE)
    for _ in range(2):
        refused.rule_file(file_id, RulingKind.DROP)
    assert refused.waiting() == [refused.page_id]
    with pytest.raises(Ruled):
        refused.rule_file(file_id, RulingKind.DROP, refused.town.colleague)
    refused.rule_file(file_id, RulingKind.RESTORE, refused.town.colleague)
    assert refused.waiting() == [refused.page_id, None]
    assert [kind for _, kind, _ in refused.rulings()] == ["drop", "restore"]


def test_a_scan_is_no_whole_file(refused: Refused) -> None:
    with refused.database.read() as session:
        (sheet,) = refused_sheets(session, refused.town.reviewer)
    with pytest.raises(NotFound):
        refused.rule_file(sheet.file_id, RulingKind.DROP)


def test_an_operator_only_looks(refused: Refused) -> None:
    operator = replace(refused.town.reviewer, role=Role.OPERATOR)
    for ruling in (DROP, RESTORE, refused.attachment):
        with pytest.raises(NotAllowed):
            refused.rule(ruling, operator)
    with pytest.raises(NotAllowed):
        refused.read(actor=operator)
    with pytest.raises(NotAllowed):
        refused.rule_file(1, RulingKind.DROP, operator)
    with refused.database.read() as session:
        assert page_place(session, operator, refused.page_id) == PagePlace(1, 2)


def test_municipalities_are_apart(refused: Refused, tmp_path: Path) -> None:
    with refused.database.write() as session:
        there = town(session, "131024")
    (theirs,) = store(refused.database, tmp_path / "there", there, read_page(scan_of(tmp_path)))
    file_id = refuse_file(refused.database, refused.town, "x.pdf")
    attempts: list[Callable[[], object]] = [
        lambda: refused.rule(DROP, there.reviewer),
        lambda: refused.read(actor=there.reviewer),
        lambda: refused.rule(Ruling(RulingKind.ATTACHMENT, record_id=theirs)),
        lambda: refused.rule_file(file_id, RulingKind.DROP, there.reviewer),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(NotFound), refused.database.read() as session:
        page_place(session, there.supervisor, refused.page_id)
    assert refused.rulings() == [] and refused.waiting() == [refused.page_id, None]


def test_rulings_cannot_be_changed(refused: Refused) -> None:
    refused.rule(DROP)
    with pytest.raises(StoreFault), refused.database.write() as session:
        session.execute(update(RulingRow).values(kind=RulingKind.RESTORE))
    assert [kind for _, kind, _ in refused.rulings()] == ["drop"]


def test_what_was_ruled_is_reported_no_more_and_never_read_again_by_the_machine(
    refused: Refused, tmp_path: Path
) -> None:
    store(refused.database, tmp_path, refused.town, refused_page(1), content=b"alone")
    with refused.database.write() as session:
        night = open_batch(session, refused.town.id, key="night", name="夜", now=NOW)
        alone = refused_sheets(session, refused.town.reviewer)[-1].page_id
        assert alone is not None
        assert len(batch_summary(session, night).refused) == 2
        rule_page(session, refused.town.reviewer, refused.page_id, DROP, NOW)
        rule_page(session, refused.town.reviewer, alone, DROP, NOW)
        assert batch_summary(session, night).refused == ()
        rule_page(session, refused.town.reviewer, alone, RESTORE, NOW)
        assert forget_refused_pages(session, night) == 0
        assert [entry.code for entry in batch_summary(session, night).refused] == [ProblemCode.UNKNOWN_FORM]
