"""What a backup holds, what the next one adds, and what is left when one is dropped or cut short."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.errors import StoreFault
from pipeline.safekeeping import backup
from pipeline.safekeeping.backup import refuse_shrunk
from pipeline.safekeeping.backup_folder import BackupFolder
from pipeline.safekeeping.pruning import drop_old
from pipeline.safekeeping.restore import chosen_snapshot, damaged_files
from pipeline.safekeeping.trouble import BackupDamaged, BackupInUse, BackupShrunk
from tests.pipeline.safekeeping.house import House, untold


def files_of(folder: Path) -> dict[str, int]:
    """Each file's name and inode: a file that was written anew has another."""
    return {path.name: path.stat().st_ino for path in (folder / "files").glob("*/*")}


def is_good(folder: Path, snapshot: str) -> bool:
    source = BackupFolder(folder)
    return not damaged_files(source, chosen_snapshot(source, snapshot), untold, whole=True)


def test_a_backup_holds_every_row_and_every_file(here: House, tmp_path: Path) -> None:
    here.works_a_day()
    (here.folder / "calibration.json").write_text("{}")
    (here.folder / "templates").mkdir(exist_ok=True)
    (here.folder / "templates" / "x.npz").write_bytes(b"learnt")
    done = here.backs_up(tmp_path / "backup")
    manifest = done.manifest
    kept = {path.name for path in here.files("originals")} | {path.stem for path in here.files("pages")}
    own = {hashlib.sha256(data).hexdigest() for data in (b"{}", b"learnt")}
    assert set(files_of(tmp_path / "backup")) == kept | own
    assert (manifest.files, done.new_files, manifest.lacking) == (14, 14, 0)
    assert (manifest.tables["scans"], manifest.tables["records"], manifest.tables["corrections"]) == (6, 6, 1)
    assert manifest.origin == here.database.engine.dialect.name
    database = tmp_path / "backup" / "snapshots" / manifest.snapshot / "database.sqlite3"
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("SELECT count(*) FROM corrections").fetchone() == (1,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with pytest.raises(sqlite3.OperationalError):
            copy.execute("UPDATE corrections SET after_text = 'x'")  # read-only, and the trigger stands
    assert sorted(path.name for path in database.parent.iterdir()) == ["database.sqlite3", "files.tsv", "manifest.json"]
    assert is_good(tmp_path / "backup", manifest.snapshot)


def test_a_second_backup_copies_only_what_is_new(here: House, tmp_path: Path) -> None:
    here.works_a_day()
    first = here.backs_up(tmp_path / "backup")
    before = files_of(tmp_path / "backup")
    again = here.backs_up(tmp_path / "backup")
    assert (again.new_files, again.new_bytes, again.manifest.files) == (0, 0, first.manifest.files)
    here.comes(content=b"one more")
    third = here.backs_up(tmp_path / "backup")
    after = files_of(tmp_path / "backup")
    assert third.new_files == len(after) - len(before) == 2
    assert {name: after[name] for name in before} == before
    names = BackupFolder(tmp_path / "backup").finished()
    assert [name[:6] for name in names] == ["000001", "000002", "000003"]
    assert all(is_good(tmp_path / "backup", name) for name in names)


def test_old_snapshots_go_with_the_files_that_only_they_name(small: House, tmp_path: Path) -> None:
    small.comes(content=b"first")
    small.backs_up(tmp_path / "backup")
    first = set(files_of(tmp_path / "backup"))
    other = House(tmp_path / "other").opens()  # another installation, with nothing of the first
    other.comes(content=b"second")
    for _ in range(2):
        other.backs_up(tmp_path / "backup")
    folder = BackupFolder(tmp_path / "backup")
    stranger = folder.files / "ab" / "not-a-hash.txt"
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_text("somebody's")
    assert drop_old(folder, 2) == 1
    assert len(first) == 2 and len(first & set(files_of(tmp_path / "backup"))) == 1  # both have the same page image
    assert [name[:6] for name in folder.finished()] == ["000002", "000003"]
    assert all(is_good(tmp_path / "backup", name) for name in folder.finished())
    assert stranger.exists()
    assert drop_old(folder, 2) == 0
    other.close()


def test_an_installation_that_holds_less_than_the_newest_snapshot_is_told(small: House, tmp_path: Path) -> None:
    small.works_a_day()
    folder = BackupFolder(tmp_path / "backup")
    refuse_shrunk(small.database, folder)  # nothing is there yet
    first = small.backs_up(folder.root).manifest
    refuse_shrunk(small.database, folder)
    empty = House(tmp_path / "empty").opens()
    with pytest.raises(BackupShrunk) as refused:
        refuse_shrunk(empty.database, folder)
    assert refused.value.details == {"here": "0", "there": str(first.tables["scans"])}
    second = small.backs_up(folder.root).manifest
    (folder.snapshot(second.snapshot) / "manifest.json").write_text("{")
    with pytest.raises(BackupShrunk):  # the one before it can be read
        refuse_shrunk(empty.database, folder)
    empty.close()


def test_an_own_file_that_was_cut_short_in_the_folder_is_written_anew(small: House, tmp_path: Path) -> None:
    (small.folder / "calibration.json").write_text('{"much": "more"}')
    small.backs_up(tmp_path / "backup")
    kept = BackupFolder(tmp_path / "backup").file(hashlib.sha256(b'{"much": "more"}').hexdigest())
    kept.write_bytes(b"{")
    second = small.backs_up(tmp_path / "backup")
    assert kept.read_bytes() == b'{"much": "more"}' and second.new_files == 1
    assert is_good(tmp_path / "backup", second.manifest.snapshot)


def test_nothing_goes_where_a_snapshot_that_stays_is_damaged(small: House, tmp_path: Path) -> None:
    small.works_a_day()
    for _ in range(3):
        small.backs_up(tmp_path / "backup")
    folder = BackupFolder(tmp_path / "backup")
    listed = folder.snapshot(folder.finished()[-1]) / "files.tsv"
    listed.write_text(listed.read_text().partition("\n")[2])
    before = files_of(tmp_path / "backup")
    with pytest.raises(BackupDamaged, match=r"files\.tsv"):
        drop_old(folder, 1)
    assert files_of(tmp_path / "backup") == before and len(folder.finished()) == 3


def test_what_an_interrupted_backup_left_is_no_snapshot_and_goes(small: House, tmp_path: Path) -> None:
    small.comes()
    folder = BackupFolder(tmp_path / "backup")
    small.backs_up(tmp_path / "backup")
    (name,) = folder.finished()
    half = folder.snapshot("000002-20260401T000000Z")
    half.mkdir()
    (half / "database.sqlite3").write_bytes(b"half")
    part = next(folder.files.glob("*")) / ".1234.part"
    part.write_bytes(b"half")
    assert chosen_snapshot(folder, None).snapshot == name
    again = small.backs_up(tmp_path / "backup").manifest.snapshot
    assert folder.names() == [name, again] and again.startswith("000002")
    assert not part.exists()


def test_files_that_the_store_lost_are_counted_and_the_rest_is_kept(here: House, tmp_path: Path) -> None:
    here.works_a_day()
    here.files("originals")[0].unlink()
    flipped = here.files("pages")[0]
    flipped.write_bytes(flipped.read_bytes()[::-1])
    done = here.backs_up(tmp_path / "backup")
    assert (done.manifest.lacking, done.manifest.files) == (2, 10)
    assert is_good(tmp_path / "backup", done.manifest.snapshot)
    assert not list((tmp_path / "backup").rglob(".*.part"))


def test_a_full_disk_leaves_the_older_snapshots(small: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small.works_a_day()
    small.backs_up(tmp_path / "backup")
    small.comes(content=b"one more")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(backup, "copy_as_kept", full)
    with pytest.raises(StoreFault) as fault:
        small.backs_up(tmp_path / "backup")
    assert fault.value.code == "disk_full"
    monkeypatch.undo()
    folder = BackupFolder(tmp_path / "backup")
    (name,) = folder.finished()
    assert is_good(tmp_path / "backup", name)
    assert small.backs_up(tmp_path / "backup").new_files == 2


def test_a_store_that_is_away_ends_the_backup(small: House, tmp_path: Path) -> None:
    away = House(tmp_path / "away", small.settings.sqlalchemy_url, str(tmp_path / "share"))
    (tmp_path / "share").mkdir()
    for _ in range(backup._MOST_FAULTS):
        away.comes()
    (tmp_path / "share").rename(tmp_path / "unmounted")
    with pytest.raises(StoreFault):
        away.backs_up(tmp_path / "backup")
    assert BackupFolder(tmp_path / "backup").finished() == []
    away.close()


def test_a_damaged_database_makes_no_snapshot(small: House, tmp_path: Path) -> None:
    small.works_a_day()
    small.backs_up(tmp_path / "backup")
    small.close()
    file = Path(small.settings.sqlalchemy_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as rough:
        rough.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = file.stat().st_size
    with file.open("r+b") as disk:
        disk.seek(size // 3)
        disk.write(os.urandom(size // 3))
    with pytest.raises(StoreFault):
        small.backs_up(tmp_path / "backup")
    assert len(BackupFolder(tmp_path / "backup").finished()) == 1


def test_two_backups_at_once_are_refused(small: House, tmp_path: Path) -> None:
    with BackupFolder(tmp_path / "backup").alone(), pytest.raises(BackupInUse):
        small.backs_up(tmp_path / "backup")


def test_a_clock_that_was_set_back_changes_nothing_in_the_order(
    small: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.comes()
    small.backs_up(tmp_path / "backup")
    manifest = BackupFolder(tmp_path / "backup")
    first = manifest.finished()[0]
    manifest.snapshot(first).rename(manifest.snapshot("000001-20991231T000000Z"))
    second = small.backs_up(tmp_path / "backup").manifest.snapshot
    assert chosen_snapshot(manifest, None).snapshot == second


@pytest.mark.parametrize("change", ["a number", "the seal", "cut", "no JSON", "another key", "another name"])
def test_a_manifest_that_was_changed_is_refused(small: House, tmp_path: Path, change: str) -> None:
    small.comes()
    name = small.backs_up(tmp_path / "backup").manifest.snapshot
    folder = BackupFolder(tmp_path / "backup")
    path = folder.snapshot(name) / "manifest.json"
    told = json.loads(path.read_text())
    match change:
        case "a number":
            path.write_text(json.dumps({**told, "files": told["files"] - 1}))
        case "the seal":
            path.write_text(json.dumps({**told, "seal": "0" * 64}))
        case "cut":
            path.write_bytes(path.read_bytes()[:-30])
        case "no JSON":
            path.write_bytes(b"\xff\xfe")
        case "another key":
            path.write_text(json.dumps({**told, "note": "x"}))
        case "another name":
            folder.snapshot(name).rename(folder.snapshot("000007-20260401T000000Z"))
    with pytest.raises(BackupDamaged, match=r"manifest\.json"):
        chosen_snapshot(folder, None)
