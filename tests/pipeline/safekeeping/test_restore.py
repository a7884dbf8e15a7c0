"""A backup comes back as it was, from either kind of database to either, or is refused before anything is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from models.db.replacing import StillRunning
from models.db.tables import LoginSessionRow
from models.errors import NotFound, StoreFault
from pipeline.export.order import ExportFormat
from pipeline.safekeeping.backup_folder import BackupFolder
from pipeline.safekeeping.findings import Finding
from pipeline.safekeeping.trouble import BackupDamaged, NotEmpty
from tests.pipeline.safekeeping.house import NOW, House
from tests.pipeline.safekeeping.test_backup import is_good


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """Another installation, without anything in it."""
    if request.param == "sqlite":
        return House(tmp_path / "there")
    server = request.getfixturevalue("postgres")
    name = f"restored_{os.urandom(4).hex()}"
    server.run(f"CREATE DATABASE {name}")
    house = House(tmp_path / "there", server.url(name))
    request.addfinalizer(lambda: (house.close(), server.run(f"DROP DATABASE {name} WITH (FORCE)")))
    return house


def test_everything_comes_back_in_either_kind_of_database(here: House, there: House, tmp_path: Path) -> None:
    here.works_a_day()
    here.backs_up(tmp_path / "backup")
    rows, files = here.rows(), {path.name: path.read_bytes() for path in here.files()}
    done = there.comes_back(tmp_path / "backup")
    assert (done.damaged, done.left, done.aside) == ((), (), None)
    assert there.rows() == rows
    assert {path.name: path.read_bytes() for path in there.files()} == files
    assert there.looks().exit_code == 0
    assert there.exports("evening", ExportFormat.JSONL) == here.exports("evening", ExportFormat.JSONL)
    assert there.exports("morning") == here.exports("morning")


def test_life_goes_on_after_it(here: House, there: House, tmp_path: Path) -> None:
    here.works_a_day()
    here.backs_up(tmp_path / "backup")
    there.comes_back(tmp_path / "backup")
    before = there.records()
    record = there.comes(ask=("name",), content=b"the first of the new day")
    there.reviews(record, "佐藤")
    assert there.records() == before + 1 and there.looks().exit_code == 0
    with pytest.raises(StoreFault), there.database.write() as session:
        session.execute(text("UPDATE corrections SET after_text = 'x'"))


def test_logins_of_another_day_do_not_come_back(here: House, there: House, tmp_path: Path) -> None:
    who = here.person()
    with here.database.write() as session:
        session.add(
            LoginSessionRow(
                municipality_id=who.municipality_id,
                account_id=who.account_id,
                token_hash="0" * 64,
                csrf="x",
                expires_at=NOW,
            )
        )
    here.backs_up(tmp_path / "backup")
    there.comes_back(tmp_path / "backup")
    with there.database.read() as session:
        assert session.query(LoginSessionRow).count() == 0


def test_an_older_snapshot_comes_back_as_it_was(small: House, tmp_path: Path) -> None:
    small.comes(content=b"monday")
    monday = small.backs_up(tmp_path / "backup").manifest.snapshot
    rows = small.rows()
    small.comes(content=b"tuesday")
    small.backs_up(tmp_path / "backup")
    back = House(tmp_path / "back")
    back.comes_back(tmp_path / "backup", monday)
    assert back.rows() == rows and back.looks().exit_code == 0
    back.close()


def test_what_is_here_is_replaced_only_on_request_and_kept_aside(here: House, tmp_path: Path) -> None:
    here.works_a_day()
    here.backs_up(tmp_path / "backup")
    rows = here.rows()
    here.comes(content=b"since then")
    since = here.rows()
    with pytest.raises(NotEmpty) as refused:
        here.comes_back(tmp_path / "backup")
    assert refused.value.details == {"scans": "7", "corrections": "1"}
    assert here.rows() == since
    done = here.comes_back(tmp_path / "backup", replace=True)
    assert here.rows() == rows
    assert done.aside is not None
    aside = House(tmp_path / "aside", f"sqlite:///{done.aside}")
    assert aside.rows() == since
    aside.close()
    report = here.looks()
    assert (report.counts, report.in_progress) == ({}, 2)  # the image and scan that came since


def test_a_database_in_use_is_not_replaced(here: House, tmp_path: Path) -> None:
    here.works_a_day()
    here.backs_up(tmp_path / "backup")
    rows = here.rows()
    other = House(here.folder, here.settings.sqlalchemy_url)
    with other.database.engine.connect() as idle:
        idle.execute(text("SELECT 1"))
        idle.rollback()
        with pytest.raises(StillRunning):
            here.comes_back(tmp_path / "backup", replace=True)
    other.close()
    assert here.rows() == rows


def test_a_database_that_is_rubbish_is_replaced_and_kept_aside(small: House, tmp_path: Path) -> None:
    small.works_a_day()
    small.backs_up(tmp_path / "backup")
    rows = small.rows()
    small.close()
    file = Path(small.settings.sqlalchemy_url.removeprefix("sqlite:///"))
    file.write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreFault):
        small.comes_back(tmp_path / "backup")
    done = small.comes_back(tmp_path / "backup", replace=True)
    assert small.rows() == rows and small.looks().exit_code == 0
    assert done.aside is not None and done.aside.read_bytes().startswith(b"rubbish")


def test_images_that_are_lost_or_wrong_are_put_right(small: House, tmp_path: Path) -> None:
    small.works_a_day()
    small.backs_up(tmp_path / "backup")
    gone, wrong = small.files()[:2]
    gone.unlink()
    wrong.write_bytes(b"wrong")
    assert small.looks().exit_code == 3
    small.comes_back(tmp_path / "backup", replace=True)
    assert small.looks().exit_code == 0


@pytest.mark.parametrize("part", ["database.sqlite3", "files.tsv"])
def test_a_damaged_part_is_refused_with_its_name(small: House, tmp_path: Path, part: str) -> None:
    small.works_a_day()
    name = small.backs_up(tmp_path / "backup").manifest.snapshot
    path = BackupFolder(tmp_path / "backup").snapshot(name) / part
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    back = House(tmp_path / "back")
    with pytest.raises(BackupDamaged) as refused:
        back.comes_back(tmp_path / "backup")
    assert refused.value.details == {"part": f"{name}/{part}"}
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("damage", ["gone", "cut", "flipped"])
def test_a_damaged_image_is_refused_unless_that_is_asked_for(small: House, tmp_path: Path, damage: str) -> None:
    small.works_a_day()
    name = small.backs_up(tmp_path / "backup").manifest.snapshot
    path = BackupFolder(tmp_path / "backup").file(small.files("pages")[0].stem)
    data = path.read_bytes()
    match damage:
        case "gone":
            path.unlink()
        case "cut":
            path.write_bytes(data[:-1])
        case _:
            path.write_bytes(data[::-1])
    assert not is_good(tmp_path / "backup", name)
    back = House(tmp_path / "back")
    with pytest.raises(BackupDamaged) as refused:
        back.comes_back(tmp_path / "backup")
    assert path.name in refused.value.details["part"]
    assert not (tmp_path / "back" / "madoguchi.sqlite3").exists()  # no database without its images
    done = back.comes_back(tmp_path / "backup", even_damaged=True)
    assert done.damaged == (path.name,) and back.rows() == small.rows()
    report = back.looks()
    assert report.counts == {Finding.MISSING: 1} and path.name in report.examples[Finding.MISSING][0]
    back.close()


def test_a_list_that_leads_out_of_the_store_is_refused(small: House, tmp_path: Path) -> None:
    from pipeline.safekeeping.backup_folder import part_of
    from pipeline.safekeeping.manifest import sealed

    small.comes()
    manifest = small.backs_up(tmp_path / "backup").manifest
    folder = BackupFolder(tmp_path / "backup")
    listed = folder.snapshot(manifest.snapshot) / "files.tsv"
    for place in ("images/../../escaped", "data/../../escaped", "elsewhere/x"):
        line = listed.read_text().splitlines()[0].rpartition("\t")[0]
        listed.write_text(f"{line}\t{place}\n")
        parts = {**manifest.parts, "files.tsv": part_of(listed)}
        wrong = manifest.model_copy(update={"parts": parts})
        (listed.parent / "manifest.json").write_bytes(sealed(wrong))
        with pytest.raises(BackupDamaged, match=r"files\.tsv"):
            House(tmp_path / "deep" / "back").comes_back(tmp_path / "backup")
    assert not list(tmp_path.rglob("escaped*"))


def test_a_backup_of_a_newer_release_is_refused(small: House, tmp_path: Path) -> None:
    from pipeline.safekeeping.manifest import sealed

    manifest = small.backs_up(tmp_path / "backup").manifest
    path = BackupFolder(tmp_path / "backup").snapshot(manifest.snapshot) / "manifest.json"
    path.write_bytes(sealed(manifest.model_copy(update={"revision": "9999"})))
    with pytest.raises(BackupDamaged, match="9999"):
        House(tmp_path / "back").comes_back(tmp_path / "backup")


def test_own_forms_and_calibration_come_back(small: House, tmp_path: Path) -> None:
    forms = tmp_path / "own forms" / "letter"
    forms.mkdir(parents=True)
    (forms / "template.yaml").write_text("form: letter")
    small.settings = small.settings.model_copy(update={"templates_dir": forms.parent})
    (small.folder / "calibration.json").write_text("fitted here")
    small.backs_up(tmp_path / "backup")
    back = House(tmp_path / "back")
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "calibration.json").write_text("fitted there")
    done = back.comes_back(tmp_path / "backup")
    assert done.left == (tmp_path / "back" / "calibration.json",)
    assert (tmp_path / "back" / "form_templates" / "letter" / "template.yaml").read_text() == "form: letter"
    assert (tmp_path / "back" / "calibration.json").read_text() == "fitted there"
    assert back.comes_back(tmp_path / "backup", replace=True).left == ()
    assert (tmp_path / "back" / "calibration.json").read_text() == "fitted here"


def test_there_is_nothing_to_restore_in_an_empty_folder(tmp_path: Path) -> None:
    for name in (None, "000001-20260401T000000Z", "../../etc"):
        with pytest.raises(NotFound):
            House(tmp_path / "back").comes_back(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_may_only_be_read_comes_back(small: House, tmp_path: Path) -> None:
    small.works_a_day()
    small.backs_up(tmp_path / "backup")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "backup").rglob("*")}
    (tmp_path / "backup" / ".lock").unlink()
    back = House(tmp_path / "back")
    back.comes_back(tmp_path / "backup")
    assert back.rows() == small.rows()
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "backup").rglob("*")}
    assert {path: at for path, at in after.items() if path.is_file()} == {
        path: at for path, at in before.items() if path.is_file() and path.name != ".lock"
    }
    back.close()
