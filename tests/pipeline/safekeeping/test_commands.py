"""``madoguchi sanity``, ``backup`` and ``restore`` as an operator meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.safekeeping.backup_folder import BackupFolder
from tests.pipeline.command_line import madoguchi
from tests.pipeline.safekeeping.house import House, grow_old


@pytest.fixture
def day(tmp_path: Path) -> House:
    """An installation on the embedded database, with a day's work in it and nobody at work."""
    house = House(tmp_path / "day").opens()
    house.works_a_day()
    house.close()
    return house


def test_sanity_says_how_it_is_and_ends_with_it(day: House) -> None:
    done = madoguchi(day.folder, "sanity")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "All is well: 12 files are as the database says.\n"
    part = day.files()[0].with_name(".1.part")
    part.write_bytes(b"half")
    grow_old(part)
    done = madoguchi(day.folder, "sanity", "--quick")
    assert done.returncode == 1 and "! Unfinished: 1 files" in done.stdout and part.name in done.stdout
    done = madoguchi(day.folder, "sanity", "--remove-orphans")
    assert done.returncode == 0 and "1 files without a row were removed" in done.stdout
    gone = day.files("pages")[0]
    gone.unlink()
    done = madoguchi(day.folder, "sanity", "--json")
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert told["found"] == {"missing": {"count": 1, "examples": [str(gone.relative_to(day.folder / "vault"))]}}
    assert (told["files"], told["exit_code"], told["in_progress"], told["removed"]) == (11, 3, 0, 0)


def test_a_backup_is_not_kept_in_what_it_saves(day: House) -> None:
    done = madoguchi(day.folder, "backup", day.folder / "vault" / "backup")
    assert done.returncode == 2 and "lies in the data folder" in done.stderr
    assert not (day.folder / "vault" / "backup").exists()


def test_an_empty_installation_drops_nothing_that_a_full_one_has_kept(day: House, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert madoguchi(day.folder, "backup", backup).returncode == 0
    done = madoguchi(tmp_path / "mistyped", "backup", backup, "--keep", "1")
    assert done.returncode == 2 and done.stderr.startswith("madoguchi: backup_shrunk: 0 scans are here, but 6 are in")
    assert len(BackupFolder(backup).names()) == 1
    assert madoguchi(day.folder, "restore", backup, "--check").returncode == 0
    done = madoguchi(tmp_path / "mistyped", "backup", backup, "--even-smaller")
    assert done.returncode == 0 and len(BackupFolder(backup).finished()) == 2


def test_a_damaged_snapshot_is_listed_as_such_and_keeps_the_old_ones_there(day: House, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    for _ in range(2):
        day.backs_up(backup)
    day.close()
    good, bad = BackupFolder(backup).finished()
    (BackupFolder(backup).snapshot(bad) / "manifest.json").write_text("{")
    listed = madoguchi(day.folder, "restore", backup, "--list")
    assert listed.returncode == 0
    assert listed.stdout.splitlines()[1].split() == [bad, "damaged"] and good in listed.stdout
    done = madoguchi(day.folder, "backup", backup, "--keep", "2")
    assert done.returncode == 1 and f"damaged ({bad}/manifest.json), so none was removed" in done.stderr
    assert len(BackupFolder(backup).finished()) == 3
    back = madoguchi(tmp_path / "back", "restore", backup, "--snapshot", good)
    assert back.returncode == 0, back.stderr


def test_backup_and_restore_by_hand(day: House, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    for _ in range(2):
        day.backs_up(backup)
    day.close()
    done = madoguchi(day.folder, "backup", backup, "--keep", "2")
    assert done.returncode == 0, done.stderr
    assert "12 files, 0 of them new" in done.stdout
    assert "1 older snapshots were removed; 2 are here" in done.stdout
    listed = madoguchi(day.folder, "restore", backup, "--list").stdout.splitlines()
    names = BackupFolder(backup).finished()
    assert [line.split()[0] for line in listed[1:]] == names[::-1] and "12" in listed[1].split()
    done = madoguchi(day.folder, "restore", backup, "--check")
    assert done.returncode == 0 and f"Snapshot {names[-1]} is good: 6 scans, 6 records, 12 files." in done.stdout
    refused = madoguchi(day.folder, "restore", backup)
    assert refused.returncode == 2 and refused.stdout == ""
    assert refused.stderr.startswith("madoguchi: not_empty: ") and "6 scans, 1 corrections" in refused.stderr
    done = madoguchi(tmp_path / "new", "restore", backup, "--snapshot", names[0])
    assert done.returncode == 0, done.stderr
    assert f"Snapshot {names[0]} is restored" in done.stdout and "All is well: 12 files" in done.stdout
    back = House(tmp_path / "new")
    assert back.rows() == day.rows()
    back.close()


def test_a_damaged_backup_is_refused_in_one_line_and_checked_by_name(day: House, tmp_path: Path) -> None:
    madoguchi(day.folder, "backup", tmp_path / "backup")
    folder = BackupFolder(tmp_path / "backup")
    file = folder.file(day.files("pages")[0].stem)
    file.write_bytes(file.read_bytes()[::-1])
    checked = madoguchi(day.folder, "restore", tmp_path / "backup", "--check")
    assert checked.returncode == 3 and file.name in checked.stderr and "1 files are damaged" in checked.stderr
    refused = madoguchi(tmp_path / "new", "restore", tmp_path / "backup")
    (line,) = refused.stderr.splitlines()
    assert refused.returncode == 3 and line.startswith("madoguchi: backup_damaged: ") and file.name in line
    done = madoguchi(tmp_path / "new", "restore", tmp_path / "backup", "--even-damaged")
    assert done.returncode == 3 and "✗ Missing: 1 files" in done.stdout


def test_a_backup_that_lacks_files_says_so_and_drops_none_that_has_them(day: House, tmp_path: Path) -> None:
    day.backs_up(tmp_path / "backup")
    late = day.comes(content=b"kept, and lost before the next backup")
    day.close()
    (lost,) = [path for path in day.files("originals") if path.read_bytes().startswith(b"kept, and lost")]
    lost.unlink()
    done = madoguchi(day.folder, "backup", tmp_path / "backup", "--keep", "1")
    assert late and done.returncode == 1
    assert done.stderr.startswith("1 files that the database names could not be backed up")
    assert len(BackupFolder(tmp_path / "backup").finished()) == 2
