from __future__ import annotations

import weakref
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.db.session import Database
from models.db.states import FieldState, PageStatus
from models.db.tables import Base, PageRow, ProblemRow, ReadingRow, RecordFieldRow, RecordRow, ScanRow
from models.errors import NotFound, StoreFault
from models.record import PageResult, RecordStatus
from models.scan import Pixels
from pipeline.gather.gather import gather
from pipeline.store.batches import open_batch, register_scan
from pipeline.store.drafts import SavedScan, keep_page, save_scan
from pipeline.store.summary import batch_summary
from pipeline.store.vault import Vault
from tests.pipeline.store.paper import FORMS, NOW, QUAD, Town, read_page, refused_page, scan_of, store, town
from tests.pipeline.store.races import race

TABLES: tuple[type[Base], ...] = (PageRow, ProblemRow, ReadingRow, RecordRow, RecordFieldRow)


@pytest.fixture
def here(database: Database) -> Town:
    with database.write() as session:
        return town(session)


@pytest.fixture
def scan_id(database: Database, here: Town, tmp_path: Path) -> int:
    with database.write() as session:
        batch = open_batch(session, here.id, key="night", name="夜", now=NOW)
        return register_scan(session, here.id, batch, scan_of(tmp_path), NOW).scan_id


def save(database: Database, folder: Path, scan_id: int, results: Sequence[PageResult]) -> SavedScan:
    pages = [keep_page(result, Vault(folder / "vault")) for result in results]
    with database.write() as session:
        return save_scan(session, scan_id, gather(pages, FORMS), NOW)


def sizes(database: Database) -> tuple[int, ...]:
    with database.read() as session:
        return tuple(session.scalars(select(func.count()).select_from(table)).one() for table in TABLES)


def test_a_scan_is_stored_whole(database: Database, tmp_path: Path, scan_id: int) -> None:
    scan = scan_of(tmp_path)
    saved = save(database, tmp_path, scan_id, [read_page(scan, 1), refused_page(2), read_page(scan, 3, ask=())])
    assert len(saved.page_ids) == 3
    assert len(saved.record_ids) == 2
    with database.read() as session:
        pages = session.scalars(select(PageRow).order_by(PageRow.number)).all()
        records = session.scalars(select(RecordRow).order_by(RecordRow.id)).all()
        fields = session.scalars(select(RecordFieldRow).order_by(RecordFieldRow.record_id, RecordFieldRow.position))
        states = [(field.key, field.state) for field in fields][:4]
        reading = session.scalars(select(ReadingRow).order_by(ReadingRow.id)).first()
        digitised = session.scalars(select(ScanRow.digitised_at)).one()
    assert [page.status for page in pages] == [PageStatus.READ, PageStatus.REFUSED, PageStatus.READ]
    assert pages[0].to_template == [0.125, 0, 0, 0, 0.125, 0, 0, 0, 1]
    assert Vault(tmp_path / "vault").image_path(pages[0].image_key or "").is_file()
    assert pages[1].image_key is None
    assert [record.status for record in records] == [RecordStatus.DRAFT, RecordStatus.REVIEWED]
    accepted = FieldState.ACCEPTED
    assert states == [("name", FieldState.OPEN), ("day", accepted), ("wishes", accepted), ("seal", accepted)]
    assert reading is not None
    assert reading.candidates == [["斎藤 裕二", 0.9], ["別", 0.1]]
    assert reading.quad == [list(corner) for corner in QUAD]
    assert digitised == NOW


def test_a_replay_changes_nothing(database: Database, tmp_path: Path, scan_id: int) -> None:
    scan = scan_of(tmp_path)
    first = save(database, tmp_path, scan_id, [read_page(scan, 1), refused_page(2)])
    before = sizes(database)
    assert save(database, tmp_path, scan_id, [read_page(scan, 1, name="another reading"), refused_page(2)]) == first
    assert sizes(database) == before == (2, 3, 4, 1, 4)


def test_two_at_once_store_one(database: Database, tmp_path: Path, scan_id: int) -> None:
    scan = scan_of(tmp_path)

    def save_it(_: int) -> SavedScan:
        return save(database, tmp_path, scan_id, [read_page(scan, 1), refused_page(2)])

    first, *others = race(save_it, 4)
    assert all(saved == first for saved in others)
    assert sizes(database) == (2, 3, 4, 1, 4)


def test_a_crash_between_file_and_row_leaves_only_a_file(database: Database, tmp_path: Path, scan_id: int) -> None:
    class Dying(Vault):
        def put_page_image(self, pixels: Pixels) -> str:
            super().put_page_image(pixels)
            raise KeyboardInterrupt

    vault = Dying(tmp_path / "vault")
    with pytest.raises(KeyboardInterrupt):
        keep_page(read_page(scan_of(tmp_path)), vault)
    assert len(list((tmp_path / "vault").rglob("*.jpg"))) == 1
    assert sizes(database) == (0, 0, 0, 0, 0)
    save(database, tmp_path, scan_id, [read_page(scan_of(tmp_path))])
    assert len(list((tmp_path / "vault").rglob("*.jpg"))) == 1
    assert sizes(database) == (1, 1, 4, 1, 4)


def test_a_crash_in_the_middle_of_the_rows_leaves_none(database: Database, tmp_path: Path, scan_id: int) -> None:
    good, twice = read_page(scan_of(tmp_path), 1), read_page(scan_of(tmp_path), 1)
    with pytest.raises(StoreFault):
        save(database, tmp_path, scan_id, [good, twice])
    assert sizes(database) == (0, 0, 0, 0, 0)
    with database.read() as session:
        assert session.scalars(select(ScanRow.digitised_at)).one() is None


def test_an_unknown_scan_is_not_found(database: Database, tmp_path: Path, here: Town) -> None:
    with pytest.raises(NotFound):
        save(database, tmp_path, 99, [])


def test_a_kept_page_holds_no_pixels(tmp_path: Path) -> None:
    page = read_page(scan_of(tmp_path))
    pixels = weakref.ref(page.aligned.pixels)
    kept = keep_page(page, Vault(tmp_path / "vault"))
    del page
    assert pixels() is None
    assert kept.sheet is not None and len(kept.sheet.fields) == 4


def test_a_batch_counts_the_same_on_every_look(database: Database, tmp_path: Path, here: Town) -> None:
    scan = scan_of(tmp_path)
    for _ in range(2):
        store(database, tmp_path, here, read_page(scan, 1, ask=("name", "day")), refused_page(2))
        with database.read() as session:
            batch = batch_summary(session, 1)
        assert (batch.files, batch.pages_read, batch.records, batch.records_for_people) == (1, 1, 1, 1)
        assert (batch.fields, batch.fields_for_people, batch.seconds) == (4, 2, 0.5)
        assert [(sheet.file_name, sheet.page_number, sheet.code) for sheet in batch.refused] == [
            ("a.jpg", 2, "unknown_form")
        ]
