"""New readings beside the old, on both databases: only where no person has had a hand in the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.db.session import Database
from models.db.states import CorrectionKind, FieldState, Proof, SkipReason
from models.db.tables import PageRow, ProblemRow, ReadingRow, RecordFieldRow, RecordRow
from models.document import KeptPage
from models.reading import FieldValue
from models.record import Look, RecordStatus
from models.template import Verification
from pipeline.export.export import export_records
from pipeline.export.order import ExportOrder
from pipeline.store.claims import claim, release
from pipeline.store.corrections import reject
from pipeline.store.drafts import keep_page
from pipeline.store.events import Decided, PageRead
from pipeline.store.history import history_of
from pipeline.store.new_readings import Reread, ToReread, Wanted, records_to_reread, save_new_readings
from pipeline.store.notes import write_note
from pipeline.store.skips import skip
from pipeline.store.vault import Vault
from tests.pipeline.store.letters import letter, paper, post
from tests.pipeline.store.paper import NOW, TEMPLATE, Draft, Town, decided, draft_in, read_page, scan_of, store, town
from tests.pipeline.store.races import race

LATER = NOW + timedelta(hours=9)
NEW = frozenset({"fake 2", "marks 2"})
FORMS = frozenset({TEMPLATE.key, ("letter", "1")})


def page(folder: Path, *, ask: tuple[str, ...] = (), name: str = "斉藤 祐二", engine: str = "fake 2") -> KeptPage:
    """The page of the draft, as other readers see it."""
    read = read_page(scan_of(folder))
    values: tuple[tuple[str, FieldValue, str], ...] = (
        ("name", name, name),
        ("day", "2025-04-02", "令和7年4月2日"),
        ("wishes", ("tea",), "tea"),
        ("seal", None, ""),
    )
    fields = tuple(decided(key, value, text, ask=key in ask, engine=engine) for key, value, text in values)
    return replace(keep_page(replace(read, fields=fields), Vault(folder / "vault")), seconds=0.7)


def save(draft: Draft, *pages: KeptPage, readers: frozenset[str] = NEW) -> Reread:
    with draft.database.write() as session:
        numbered = {one.number: one for one in pages}
        return save_new_readings(session, draft.town.id, draft.record_id, numbered, readers, LATER)


def wanted(database: Database, here: Town, readers: frozenset[str] = NEW, **which: str) -> ToReread:
    with database.read() as session:
        return records_to_reread(session, Wanted(here.id, **which), readers, FORMS)


def readings(draft: Draft) -> list[tuple[str, str, str]]:
    query = select(ReadingRow.field_key, ReadingRow.engine, ReadingRow.text).order_by(ReadingRow.id)
    with draft.database.read() as session:
        return [tuple(row) for row in session.execute(query)]


def test_fields_and_status_follow_the_new_reading(draft: Draft, tmp_path: Path) -> None:
    before, version = readings(draft), draft.look().version
    assert draft.look().status is RecordStatus.DRAFT
    assert save(draft, page(tmp_path)) is Reread.READ
    record = draft.look()
    assert (record.status, record.version, record.look) == (RecordStatus.REVIEWED, version + 1, Look.FIRST)
    assert [(field.text, field.state, field.version) for field in record.fields] == [
        ("斉藤 祐二", FieldState.ACCEPTED, 2), ("令和7年4月2日", FieldState.ACCEPTED, 2),
        ("tea", FieldState.ACCEPTED, 2), ("", FieldState.ACCEPTED, 2),
    ]  # fmt: skip
    after = readings(draft)
    assert after[:4] == before and {engine for _, engine, _ in after[4:]} == {"fake 2"} and len(after) == 8
    with draft.database.read() as session:
        assert session.scalars(select(PageRow.seconds)).one() == 0.7
        assert len(session.scalars(select(ProblemRow)).all()) == 1  # the notice of a turned page, told once


def test_the_machine_may_doubt_what_it_was_sure_of(database: Database, tmp_path: Path) -> None:
    draft = draft_in(database, tmp_path, ask=())
    assert draft.look().status is RecordStatus.REVIEWED
    assert save(draft, page(tmp_path, ask=("day",))) is Reread.READ
    assert draft.look().status is RecordStatus.DRAFT and draft.field("day").state is FieldState.OPEN
    draft.settle("day", "2025-04-03")
    assert draft.finish() is RecordStatus.REVIEWED


def test_the_same_readers_change_nothing(draft: Draft, tmp_path: Path) -> None:
    old = frozenset({"fake 1"})
    assert wanted(draft.database, draft.town, old) == ToReread({}, Counter({Reread.SAME: 1}))
    assert save(draft, page(tmp_path, engine="fake 1"), readers=old) is Reread.SAME
    assert len(readings(draft)) == 4 and draft.field("name").version == 1
    save(draft, page(tmp_path))
    stands = draft.look()
    assert save(draft, page(tmp_path)) is Reread.SAME
    assert draft.look() == stands
    assert wanted(draft.database, draft.town) == ToReread({}, Counter({Reread.SAME: 1}))


def test_going_back_to_earlier_readers_takes_up_their_readings(draft: Draft, tmp_path: Path) -> None:
    before = readings(draft)
    save(draft, page(tmp_path))
    back = page(tmp_path, name="斎藤 裕二", engine="fake 1")
    assert save(draft, back, readers=frozenset({"fake 1"})) is Reread.READ
    assert readings(draft)[:4] == before and len(readings(draft)) == 8
    with draft.database.read() as session:
        query = select(ReadingRow.engine).join(RecordFieldRow, RecordFieldRow.reading_id == ReadingRow.id)
        assert set(session.scalars(query)) == {"fake 1"}
    assert (draft.field("name").text, draft.field("name").version) == ("斎藤 裕二", 3)


def test_history_shows_both_readings(draft: Draft, tmp_path: Path) -> None:
    save(draft, page(tmp_path, ask=("day",)))
    with draft.database.read() as session:
        events = history_of(session, draft.town.supervisor, draft.record_id).events
    told = [(one.at, one.engines, one.seconds) for one in events if isinstance(one, PageRead)]
    assert told == [(NOW, ("fake 1",), None), (LATER, ("fake 2",), 0.7)]
    assert [(one.at, list(one.sent)) for one in events if isinstance(one, Decided)] == [(LATER, ["day"])]


def by_claim(draft: Draft) -> None:
    draft.claim()


def by_a_claim_given_back(draft: Draft) -> None:
    draft.claim()
    with draft.database.write() as session:
        release(session, draft.town.reviewer, draft.record_id, NOW)
        session.execute(update(RecordRow).values(status=RecordStatus.DRAFT))


def by_an_answer(draft: Draft) -> None:
    draft.settle("name", "typed")


def by_finishing(draft: Draft) -> None:
    draft.settle("name", "typed")
    draft.finish()


def by_rejecting(draft: Draft) -> None:
    with draft.database.write() as session:
        reject(session, draft.town.reviewer, draft.record_id, "試し書き", NOW)


def by_putting_aside(draft: Draft) -> None:
    draft.claim()
    with draft.database.write() as session:
        skip(session, draft.town.reviewer, draft.record_id, SkipReason.LATER, "", key="skip-0001", now=NOW)


def by_a_question(draft: Draft) -> None:
    with draft.database.write() as session:
        write_note(session, draft.town.reviewer, draft.record_id, "この字は？", key="note-0001", now=NOW)


def by_a_glance(draft: Draft) -> None:
    with draft.database.write() as session:
        session.execute(update(RecordFieldRow).where(RecordFieldRow.key == "name").values(stood_out=True))


HANDS = (
    by_claim, by_a_claim_given_back, by_an_answer, by_finishing, by_rejecting, by_putting_aside, by_a_question,
    by_a_glance,
)  # fmt: skip


@pytest.mark.parametrize("touch", HANDS, ids=[hand.__name__.removeprefix("by_") for hand in HANDS])
def test_what_somebody_had_a_hand_in_stays(draft: Draft, tmp_path: Path, touch: Callable[[Draft], None]) -> None:
    scans = wanted(draft.database, draft.town).scans
    assert list(scans.values()) == [(draft.record_id,)]
    touch(draft)  # while the scan was being read
    stands = draft.look()
    assert save(draft, page(tmp_path)) is Reread.BEGUN
    assert draft.look() == stands and len(readings(draft)) == 4
    assert wanted(draft.database, draft.town) == ToReread({}, Counter())


def test_what_has_left_the_house_stays(database: Database, tmp_path: Path) -> None:
    draft = draft_in(database, tmp_path, ask=())
    order = ExportOrder(draft.town.id, "monday", "greeting", by=draft.town.supervisor)
    export_records(draft.database, order, tmp_path / "out.csv", NOW)
    assert save(draft, page(tmp_path)) is Reread.BEGUN
    assert draft.look().status is RecordStatus.EXPORTED and len(readings(draft)) == 4


def test_whoever_is_first_has_it(draft: Draft, tmp_path: Path) -> None:
    """A claim and the new readings at the same moment: one after the other, in either order."""
    new = page(tmp_path, ask=("name",))

    def run(number: int) -> object:
        return save(draft, new) if number else draft.claim()

    _, outcome = race(run, 2)
    assert draft.look().status is RecordStatus.IN_REVIEW
    expected = "斉藤 祐二" if outcome is Reread.READ else "斎藤 裕二"
    assert draft.field("name").text == expected
    with draft.database.write() as session:
        held = claim(session, draft.town.reviewer, draft.record_id, NOW, 15)
    draft.settle("name", "", kind=CorrectionKind.CONFIRMED, token=held.token)
    assert draft.finish() is RecordStatus.REVIEWED


def test_a_second_look_that_nobody_has_begun_follows_too(draft: Draft, tmp_path: Path) -> None:
    with draft.database.write() as session:
        session.execute(
            update(RecordFieldRow).where(RecordFieldRow.key == "day").values(verification=Verification.CHECK)
        )
    save(draft, page(tmp_path))
    assert (draft.look().status, draft.look().look) == (RecordStatus.DRAFT, Look.SECOND)
    assert save(draft, page(tmp_path, ask=("day",), engine="marks 2"), readers=frozenset({"marks 2"})) is Reread.READ
    assert (draft.look().status, draft.look().look) == (RecordStatus.DRAFT, Look.FIRST)
    assert draft.field("day").check.proof is Proof.UNASKED


def test_all_pages_of_a_record_or_none(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        here = town(session)
    (record_id,) = post(database, tmp_path, here, letter(1, 1), letter(2, 2), paper(3)).record_ids
    draft = Draft(database, here, record_id)

    def renamed(kept: KeptPage) -> KeptPage:
        assert kept.sheet is not None
        fields = [replace(one, checked=replace(one.checked, text="new")) for one in kept.sheet.fields]
        fields = [
            replace(one, checked=replace(one.checked, reading=replace(one.checked.reading, engine="fake 2")))
            for one in fields
        ]
        return replace(kept, sheet=replace(kept.sheet, fields=tuple(fields)))

    front, back = renamed(letter(1, 1)), renamed(letter(2, 2))
    for others in ([front], [front, paper(2)], [front, renamed(letter(2, 3))], [renamed(letter(1, 2)), back]):
        assert save(draft, *others) is Reread.OTHERWISE
    assert {field.version for field in draft.look().fields} == {1}
    assert save(draft, front, back, paper(3)) is Reread.READ
    assert {(field.text, field.version) for field in draft.look().fields} == {("new", 2)}
    assert [one.form_page for one in draft.look().pages] == [1, 2, None]  # the attachment stays where it was


def test_what_was_not_scanned_is_nobodys_to_read(database: Database, tmp_path: Path) -> None:
    with database.write() as session:
        here = town(session)
    (record_id,) = post(database, tmp_path, here, letter(1, 1)).record_ids
    assert wanted(database, here, frozenset({"fake 1"})) == ToReread({}, Counter({Reread.SAME: 1}))
    draft = Draft(database, here, record_id)
    old = letter(1, 1)
    assert old.sheet is not None
    fields = tuple(
        replace(one, checked=replace(one.checked, reading=replace(one.checked.reading, engine="fake 2")))
        for one in old.sheet.fields
    )
    assert save(draft, replace(old, sheet=replace(old.sheet, fields=fields))) is Reread.READ
    assert draft.look().status is RecordStatus.DRAFT
    assert draft.field("p2.f0").state is FieldState.OPEN and draft.field("p2.f0").version == 1
    assert wanted(database, here) == ToReread({}, Counter({Reread.SAME: 1}))


def test_which_records_are_wanted(draft: Draft, tmp_path: Path) -> None:
    database, here = draft.database, draft.town
    (letters,) = post(database, tmp_path, here, letter(1, 1), letter(2, 2)).record_ids
    with database.write() as session:
        other = town(session, "131024")
    store(database, tmp_path / "other", other, read_page(scan_of(tmp_path, b"theirs")), content=b"theirs")
    every = [one for records in wanted(database, here).scans.values() for one in records]
    assert every == [draft.record_id, letters]
    assert [*wanted(database, here, form="letter").scans.values()] == [(letters,)]
    assert [*wanted(database, here, batch="夜").scans.values()] == [(draft.record_id,), (letters,)]
    assert wanted(database, here, batch="昼").scans == {}
    with database.write() as session:
        session.execute(update(RecordRow).where(RecordRow.id == letters).values(template_version="0"))
    assert wanted(database, here) == ToReread({1: (draft.record_id,)}, Counter({Reread.NO_FORM: 1}))
