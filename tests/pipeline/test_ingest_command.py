"""``madoguchi ingest`` with the real engine, Prefect and database: stored once, however often and however ended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.pipeline.command_line import ROOT, SAMPLES, command, environment, started
from tests.readiness import furnish

TABLES = ("scans", "submissions", "pages", "problems", "records", "record_fields", "readings")


def rows(data_dir: Path, query: str) -> list[tuple[object, ...]]:
    path = data_dir / "madoguchi.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
        return connection.execute(query).fetchall()


def counts(data_dir: Path) -> dict[str, int]:
    return {table: int(str(rows(data_dir, f"select count(*) from {table}")[0][0])) for table in TABLES}


def values(data_dir: Path) -> list[tuple[object, ...]]:
    """Every stored value with its scan's hash: what a later export is made of, without row ids and times."""
    return rows(
        data_dir,
        "select s.sha256, p.number, f.key, f.value, f.text, f.decision from record_fields f"
        " join records r on r.id = f.record_id join pages p on p.id = r.page_id join scans s on s.id = p.scan_id"
        " order by 1, 2, 3",
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four good scans and two bad ones."""
    chosen = tmp_path_factory.mktemp("scanner")
    good = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".jpg", ".png", ".tif", ".pdf"})[:4]
    for path in [*good, SAMPLES / "bad" / "encrypted.pdf", SAMPLES / "bad" / "blank_page.jpg"]:
        shutil.copy(path, chosen)
    return chosen


@pytest.fixture(scope="module")
def undisturbed(folder: Path, unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = furnish(tmp_path_factory.mktemp("undisturbed"), unpacked)
    done = started(data_dir, "ingest", folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "encrypted.pdf" in done.stdout and "blank_page.jpg" in done.stdout
    return data_dir


def test_good_and_bad_files_are_all_accounted_for(undisturbed: Path) -> None:
    have = counts(undisturbed)
    assert have["submissions"] == 6 and have["scans"] == 5
    assert have["records"] >= 4 and have["readings"] == have["record_fields"]
    codes = [code for (code,) in rows(undisturbed, "select code from problems where code <> 'turned_page'")]
    assert sorted(map(str, codes)) == ["blank_page", "encrypted_pdf"]


def test_the_same_command_again_changes_nothing(folder: Path, undisturbed: Path) -> None:
    before, told = counts(undisturbed), values(undisturbed)
    done = started(undisturbed, "ingest", folder)
    assert done.returncode == 1, done.stderr
    assert counts(undisturbed) == before and values(undisturbed) == told


def test_prefect_keeps_nothing_personal(folder: Path, undisturbed: Path) -> None:
    kept = b"".join(path.read_bytes() for path in (undisturbed / "prefect").rglob("*") if path.is_file())
    assert kept  # Prefect did run
    for path in folder.iterdir():
        assert path.name.encode() not in kept
    texts = {str(text) for (text,) in rows(undisturbed, "select text from record_fields where length(text) > 5")}
    written = {text for text in texts if re.search(r"[^a-z_,]", text)}  # an option's name stands in code, too
    assert written and not [text for text in written if text.encode() in kept]


def test_killed_in_the_middle_and_run_again(folder: Path, undisturbed: Path, unpacked: Path, tmp_path: Path) -> None:
    furnish(tmp_path, unpacked)
    shutil.copytree(undisturbed / "prefect", tmp_path / "prefect")  # its first start in a new home takes 12 s
    process = subprocess.Popen(
        command("ingest", folder),
        env=environment(tmp_path, MADOGUCHI_WORKERS="1", MADOGUCHI_TURN_SECONDS="3"),  # the dead one's lapse soon
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for_first_page(tmp_path, process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    stored = counts(tmp_path)
    assert 0 < stored["pages"] < counts(undisturbed)["pages"]  # really in the middle
    done = started(tmp_path, "ingest", folder, MADOGUCHI_WORKERS="1")
    assert done.returncode == 1, done.stderr
    assert counts(tmp_path) == counts(undisturbed)
    assert values(tmp_path) == values(undisturbed)


def wait_for_first_page(data_dir: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "ended before it could be killed"
        try:
            if counts(data_dir)["pages"]:
                return
        except sqlite3.OperationalError:
            pass  # the database is not there yet
        time.sleep(0.02)
    pytest.fail("no page was stored in two minutes")
