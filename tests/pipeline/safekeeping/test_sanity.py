"""Every way in which files and rows can disagree is found, and nothing else is."""

from __future__ import annotations

import os
import sqlite3
import tracemalloc
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, text, update

from models.db.tables import PageRow, ScanRow
from models.errors import StoreFault
from pipeline.safekeeping import sanity
from pipeline.safekeeping.findings import MOST_EXAMPLES, Finding, Findings
from pipeline.safekeeping.tally import Tally
from pipeline.store.named_files import NamedFile
from tests.pipeline.safekeeping.house import House, grow_old
from tests.pipeline.store.paper import scan_of


def name_of(house: House, path: Path) -> str:
    return str(path.relative_to(house.folder / "vault"))


def test_all_is_well_where_nothing_happened(here: House) -> None:
    here.works_a_day()
    report = here.looks()
    assert (report.counts, report.exit_code, report.in_progress) == ({}, 0, 0)
    assert report.files == len(here.files()) == 12


def test_a_missing_scan_and_a_missing_page_are_told(here: House) -> None:
    here.works_a_day()
    gone = [here.files("originals")[0], here.files("pages")[-1]]
    for path in gone:
        path.unlink()
    for quick in (True, False):
        report = here.looks(quick=quick)
        assert report.counts == {Finding.MISSING: 2} and report.exit_code == 3
        assert sorted(report.examples[Finding.MISSING]) == sorted(name_of(here, path) for path in gone)


def test_one_flipped_bit_is_found_by_reading_and_a_cut_by_looking(here: House) -> None:
    here.works_a_day()
    page, scan = here.files("pages")[0], here.files("originals")[0]
    data = bytearray(page.read_bytes())
    data[len(data) // 2] ^= 1
    page.write_bytes(data)
    assert here.looks(quick=True).exit_code == 0
    assert here.looks().examples == {Finding.CORRUPT: [name_of(here, page)]}
    scan.write_bytes(scan.read_bytes()[:-1])
    report = here.looks(quick=True)
    assert report.examples == {Finding.CORRUPT: [name_of(here, scan)]} and report.exit_code == 3


def test_orphans_are_told_only_when_they_are_old(here: House, tmp_path: Path) -> None:
    here.works_a_day()
    here.site.vault.keep(scan_of(tmp_path, b"handed in a moment before the power went"))
    (fresh,) = [path for path in here.files("originals") if path.read_bytes().startswith(b"handed in")]
    report = here.looks(remove=True)
    assert (report.counts, report.in_progress, report.exit_code) == ({}, 1, 0)
    grow_old(fresh)
    report = here.looks()
    assert report.examples == {Finding.ORPHAN: [name_of(here, fresh)]} and report.exit_code == 1
    assert fresh.exists()
    report = here.looks(remove=True)
    assert (report.counts, report.removed, report.exit_code) == ({}, 1, 0)
    assert not fresh.exists() and here.looks().exit_code == 0


def test_a_part_file_is_told_and_removed_when_it_is_old(small: House) -> None:
    small.works_a_day()
    part = small.files("originals")[0].with_name(".0123.part")
    part.write_bytes(b"half")
    assert small.looks().counts == {}
    grow_old(part)
    assert small.looks().counts == {Finding.PART: 1}
    assert small.looks(remove=True).removed == 1 and not part.exists()


@pytest.mark.parametrize("name", ["999999/originals/ab/" + "ab" * 32, "131016/Thumbs.db", "notes.txt", "x.part"])
def test_what_is_not_ours_is_told_and_stays(small: House, name: str) -> None:
    small.comes()
    path = small.folder / "vault" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    grow_old(path)
    report = small.looks(remove=True)
    assert report.examples == {Finding.STRANGE: [name]} and (report.removed, report.exit_code) == (0, 1)
    assert path.exists()


def test_a_file_that_gets_its_row_after_the_look_is_not_removed(
    small: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.comes(content=b"one")
    scan = small.files("originals")[0]
    page = small.files("pages")[0]
    for path in (scan, page):
        grow_old(path)
    monkeypatch.setattr(sanity, "named_files", lambda _: iter(()))  # rows were read before they came
    report = small.looks(remove=True)
    assert report.counts == {Finding.ORPHAN: 2} and report.removed == 0
    assert scan.exists() and page.exists()


def test_a_file_that_is_kept_again_between_look_and_removal_stays(
    small: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = scan_of(tmp_path, b"came again")
    small.site.vault.keep(sheet)
    (path,) = small.files("originals")
    grow_old(path)

    def kept_meanwhile(*_: object) -> bool:
        small.site.vault.keep(sheet)
        return False

    monkeypatch.setattr(sanity, "is_named", kept_meanwhile)
    assert small.looks(remove=True).removed == 0
    assert path.read_bytes() == b"came again"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("DELETE FROM submissions WHERE scan_id = 1", "scan_without_submission"),
        ("UPDATE scans SET digitised_at = NULL WHERE id = 1", "pages_before_digitised"),
        ("UPDATE pages SET image_key = NULL WHERE id = 1", "read_page_without_image"),
        ("DELETE FROM record_pages WHERE record_id = 1", "record_without_pages"),
        ("UPDATE exports SET record_count = 9", "export_of_other_records"),
    ],
)
def test_rows_that_contradict_each_other_are_told(here: House, wrong: str, told: str) -> None:
    here.works_a_day()
    with here.database.write() as session:
        session.execute(text(wrong))
    report = here.looks(quick=True)
    assert report.examples[Finding.ROWS] == [f"{told}: 1"] and report.exit_code == 3


def test_a_row_of_another_municipality_is_told(here: House) -> None:
    here.works_a_day()
    with here.database.write() as session:
        there = here.person(code="131024").municipality_id
        session.execute(update(PageRow).where(PageRow.id == 1).values(municipality_id=there))
    (told, *_) = here.looks(quick=True).examples[Finding.DATABASE]
    assert "another municipality" in told


def test_a_trigger_that_is_gone_is_told(here: House) -> None:
    on = " ON corrections" if here.database.engine.dialect.name == "postgresql" else ""
    with here.database.write() as session:
        session.execute(text(f"DROP TRIGGER corrections_insert_only{on}"))
    report = here.looks(quick=True)
    assert report.examples == {Finding.DATABASE: ["trigger corrections_insert_only is not there"]}
    assert report.exit_code == 3


def test_a_broken_reference_in_sqlite_is_told(small: House) -> None:
    small.comes()
    file = make_url(small.settings.sqlalchemy_url).database or ""
    with closing(sqlite3.connect(file)) as rough:  # knows nothing of foreign keys
        rough.execute("DELETE FROM batches")
        rough.commit()
    told = small.looks(quick=True).examples[Finding.DATABASE]
    assert told == ["submissions row 1 names a row of batches that is not there"]


def test_damaged_pages_of_sqlite_are_told(small: House) -> None:
    small.works_a_day()
    file = Path(make_url(small.settings.sqlalchemy_url).database or "")
    with small.database.read() as session:
        page = session.scalar(text("SELECT rootpage FROM sqlite_master WHERE name = 'ix_readings_municipality_id'"))
        size = session.scalar(text("PRAGMA page_size"))
    small.close()
    with closing(sqlite3.connect(file)) as rough:
        rough.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as disk:
        disk.seek((page - 1) * size + size // 2)
        disk.write(os.urandom(size // 2))
    report = small.looks()
    assert Finding.DATABASE in report.counts and report.exit_code == 3


@pytest.mark.postgres
def test_a_constraint_that_was_never_checked_is_told(postgres_url: str, tmp_path: Path) -> None:
    house = House(tmp_path, postgres_url)
    with house.database.write() as session:
        session.execute(text("ALTER TABLE scans ADD CONSTRAINT odd CHECK (size_bytes > 0) NOT VALID"))
    assert house.looks().examples == {Finding.DATABASE: ["odd is not valid"]}
    house.close()


def test_a_scan_that_cannot_be_read_is_told_and_a_store_that_is_away_ends_it(
    small: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(sanity._MOST_FAULTS):
        small.comes()

    def away(*_: object) -> str:
        raise StoreFault("away")

    right = sanity.digest_of
    broken = name_of(small, small.files("originals")[3])
    monkeypatch.setattr(sanity, "digest_of", lambda images, name: away() if name == broken else right(images, name))
    assert small.looks().examples == {Finding.UNREADABLE: [broken]}
    monkeypatch.setattr(sanity, "digest_of", away)
    with pytest.raises(StoreFault):
        small.looks()


def test_many_names_and_all_that_is_wrong_take_little_memory() -> None:
    findings, names = Findings(), 100_000
    tracemalloc.start()
    try:
        with Tally() as tally:
            tally.name(NamedFile(f"131016/originals/00/{number:064}", "", 1) for number in range(names))
            for name in tally.missing():
                findings.add(Finding.MISSING, name)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    report = findings.report(0)
    assert report.counts == {Finding.MISSING: names}
    assert len(report.examples[Finding.MISSING]) == MOST_EXAMPLES
    assert peak < 1_000_000  # the names alone have 8 MB


def test_what_is_kept_is_not_touched_by_a_look(here: House) -> None:
    here.works_a_day()
    for path in here.files():
        grow_old(path)
    before = [(path, path.stat().st_mtime_ns) for path in here.files()]
    assert here.looks(datetime.now(UTC) + timedelta(days=9), remove=True).exit_code == 0
    assert [(path, path.stat().st_mtime_ns) for path in here.files()] == before


def test_scans_of_no_size_known_and_empty_pages(small: House) -> None:
    small.comes()
    page = small.files("pages")[0]
    page.write_bytes(b"")
    assert small.looks(quick=True).examples == {Finding.CORRUPT: [name_of(small, page)]}
    with small.database.write() as session:
        session.execute(update(ScanRow).values(size_bytes=1))
    assert small.looks(quick=True).counts == {Finding.CORRUPT: 2}
