"""Taking in and digitising: the same files, however often and under whatever names, are stored once."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.db.tables import (
    BatchRow,
    PageRow,
    ProblemRow,
    ReadingRow,
    RecordFieldRow,
    RecordRow,
    ScanRow,
    SubmissionRow,
)
from models.errors import Defect, EngineFault, NotFound
from models.problem import ProblemCode
from pipeline.digitise import digitise, files_in, take_in
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store.turns import Turn
from pipeline.workbench import Workbench
from tests.pipeline.command_line import SAMPLES
from tests.pipeline.turns import turns_at, waiting_scans

TRANSFER = SAMPLES / "resident_transfer_scan.jpg"
CLAIM = SAMPLES / "child_allowance_claim_photo.jpg"
INTAKE = (BatchRow, ScanRow, SubmissionRow, ProblemRow)
DRAFTS = (PageRow, RecordRow, RecordFieldRow, ReadingRow)
RESIDENT = "斎藤 裕二"


@pytest.fixture
def site(database_url: str, bench: Workbench, tmp_path: Path) -> Iterator[Site]:
    """A town hall with nothing in it, on each of the two databases."""
    yield from opened(Settings(data_dir=tmp_path / "site", database_url=database_url), bench)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reader(bench: Workbench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Turn]]:
    """A town hall, and the turn in which its one scan was digitised for real."""
    for site in opened(Settings(data_dir=tmp_path_factory.mktemp("reader")), bench):
        batch = take_in([TRANSFER], "朝", site)
        turns = turns_at(batch, site)
        digitise(turns, site)
        yield site, turns[0]


def opened(settings: Settings, bench: Workbench) -> Iterator[Site]:
    site = open_site(settings)
    vars(site)["workbench"] = bench  # where the property keeps the one that it opens
    yield site
    site.database.close()


def rows(site: Site, tables: Sequence[type[object]]) -> list[int]:
    with site.database.read() as session:
        return [session.scalars(select(func.count()).select_from(table)).one() for table in tables]


def folder_of(folder: Path, **files: Path) -> Path:
    folder.mkdir()
    for name, file in files.items():
        shutil.copy(file, folder / f"{name}{file.suffix}")
    return folder


def test_files_are_found_at_any_depth_in_the_order_of_their_names(tmp_path: Path) -> None:
    wanted = ["2.tif", "a/1.PDF", "a/deep/er/3.jpg", "b.png"]
    for name in [*wanted, "2.truth.json", "a/META.JSON", "a/.DS_Store", ".hidden.jpg"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "empty.jpg").mkdir()  # a folder, whatever it is called
    assert [str(path.relative_to(tmp_path)) for path in files_in([tmp_path])] == wanted


def test_named_files_are_taken_as_they_are_and_where_they_are_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "folder", b=TRANSFER, a=TRANSFER)
    last, first = tmp_path / "z.json", tmp_path / "gone.pdf"
    assert list(files_in([last, folder, first])) == [last, folder / "a.jpg", folder / "b.jpg", first]


def test_taking_in_again_is_the_same_batch_and_adds_nothing(site: Site, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "scanner", a=TRANSFER, b=CLAIM, locked=SAMPLES / "bad" / "encrypted.pdf")
    batch = take_in([folder], "night", site)
    before = rows(site, INTAKE)
    waiting = waiting_scans(batch, site)
    assert before == [1, 2, 3, 1] and len(waiting) == 2
    assert take_in([folder], "night", site) == batch
    assert rows(site, INTAKE) == before
    assert waiting_scans(batch, site) == waiting


def test_a_batch_does_not_depend_on_the_order_of_its_paths(site: Site) -> None:
    assert take_in([TRANSFER, CLAIM], "night", site) == take_in([CLAIM, TRANSFER], "night", site)
    assert take_in([TRANSFER, CLAIM], "morning", site) != take_in([TRANSFER, CLAIM], "night", site)
    assert rows(site, [BatchRow, ScanRow, SubmissionRow]) == [2, 2, 4]


def test_the_same_bytes_under_two_names_are_one_scan_handed_in_twice(site: Site, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "scanner", first=TRANSFER, second=TRANSFER)
    batch = take_in([folder], "night", site)
    assert rows(site, [ScanRow, SubmissionRow]) == [1, 2]
    with site.database.read() as session:
        names = session.scalars(select(SubmissionRow.file_name).order_by(SubmissionRow.file_name)).all()
        kept = site.vault.original(session.scalars(select(ScanRow.sha256)).one())
    assert names == ["first.jpg", "second.jpg"]
    assert kept.read_bytes() == TRANSFER.read_bytes()
    assert len(waiting_scans(batch, site)) == 1


def test_files_that_are_no_scans_are_listed_and_never_wait(site: Site, tmp_path: Path) -> None:
    batch = take_in([SAMPLES / "bad" / "zero_bytes.pdf", tmp_path / "gone.jpg"], "night", site)
    assert waiting_scans(batch, site) == ()
    with site.database.read() as session:
        query = select(SubmissionRow.file_name, ProblemRow.code).join(ProblemRow).order_by(SubmissionRow.id)
        told = [tuple(row) for row in session.execute(query)]
    assert told == [("zero_bytes.pdf", ProblemCode.EMPTY_FILE), ("gone.jpg", ProblemCode.BROKEN_FILE)]


def test_a_digitised_scan_waits_no_more_in_any_batch(reader: tuple[Site, Turn]) -> None:
    site, _ = reader
    assert turns_at(None, site) == ()
    assert waiting_scans(take_in([TRANSFER], "again", site), site) == ()
    pages, records, fields, readings = rows(site, DRAFTS)
    assert pages == records == 1 and fields == readings > 50


def test_digitising_again_changes_nothing(reader: tuple[Site, Turn]) -> None:
    site, turn = reader
    values = select(RecordFieldRow.key, RecordFieldRow.value, RecordFieldRow.text, RecordFieldRow.decision)
    with site.database.read() as session:
        told = session.execute(values.order_by(RecordFieldRow.id)).all()
    before = rows(site, DRAFTS)
    digitise([turn], site)
    assert rows(site, DRAFTS) == before
    with site.database.read() as session:
        assert session.execute(values.order_by(RecordFieldRow.id)).all() == told


def test_an_unknown_scan_is_not_found(reader: tuple[Site, Turn]) -> None:
    with pytest.raises(NotFound, match="no scan 4711"):
        digitise([replace(reader[1], scan_id=4711)], reader[0])


def test_a_failure_inside_comes_out_without_its_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise LookupError(f"no such person: {RESIDENT}")

    batch = take_in([TRANSFER], "night", site)
    turns = turns_at(batch, site)
    monkeypatch.setattr("pipeline.digitise.read_scans", stumble)
    with pytest.raises(Defect, match=r"^LookupError at test_digitise\.py:\d+$") as caught:
        digitise(turns, site)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(caught.value.details)
    assert RESIDENT not in told and "no such person" not in told
    assert rows(site, DRAFTS) == [0, 0, 0, 0]
    assert waiting_scans(batch, site) == (turns[0].scan_id,)


def test_a_broken_machine_is_told_as_such(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = EngineFault("the engine failed")

    def stumble(*_: object, **__: object) -> None:
        raise fault

    turns = turns_at(take_in([TRANSFER], "night", site), site)
    monkeypatch.setattr("pipeline.digitise.read_scans", stumble)
    with pytest.raises(EngineFault) as caught:
        digitise(turns, site)
    assert caught.value is fault


def test_a_name_that_is_no_text_is_taken_in_all_the_same(site: Site, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "scanner")
    shutil.copy(TRANSFER, folder / os.fsdecode("異動届.jpg".encode("cp932")))  # an old scanner's idea of a name
    shutil.copy(SAMPLES / "bad" / "zero_bytes.pdf", folder / os.fsdecode(b"\xff.pdf"))
    batch = take_in([folder], "night", site)
    assert len(waiting_scans(batch, site)) == 1
    with site.database.read() as session:
        names = sorted(session.scalars(select(SubmissionRow.file_name)))
    assert len(names) == 2 and all(name.isprintable() and "\\x" in name for name in names)


def test_a_file_that_cannot_be_read_is_listed_and_the_rest_goes_on(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "scanner", good=TRANSFER, secret=CLAIM)
    opened_by_others = Path.open

    def refuse(path: Path, *arguments: object, **named: object) -> object:
        if path.stem == "secret":
            raise PermissionError(13, "Permission denied")
        return opened_by_others(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    batch = take_in([folder], "night", site)
    assert len(waiting_scans(batch, site)) == 1
    with site.database.read() as session:
        assert session.scalar(select(SubmissionRow.sha256).filter_by(file_name="secret.jpg")) == ""
