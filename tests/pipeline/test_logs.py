"""What the program writes of its own work: events, numbers, and nobody's name, whatever libraries say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models.errors import StoreFault
from pipeline.logs import prepare_logs
from pipeline.settings import Settings
from tests.pipeline.command_line import ROOT, SAMPLES, environment, started

RESIDENT = "斎藤 裕二"
ROMAN = "Saito Yuji"

SAYS = """
import logging, threading, warnings
from pipeline.logs import LogEvent, log, prepare_logs, warn
from pipeline.settings import settings
prepare_logs(settings())
log(LogEvent.SCAN_READ, scan=7, pages=2, seconds=0.5)
warn(LogEvent.READING, code="engine", tries=1)
warn(LogEvent.READING, code="斎藤 裕二")
warn(LogEvent.READING, name="Saito Yuji")
warn("Saito Yuji")
logging.getLogger("some.library").warning("cannot open %s", "斎藤 裕二.pdf")
logging.getLogger("some.library").info("Saito Yuji")
warnings.warn("Saito Yuji")
try:
    raise ValueError("Saito Yuji")
except ValueError:
    logging.getLogger("some.library").exception("斎藤 裕二")
def fail():
    raise KeyError("Saito Yuji")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
"""


def say(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", SAYS]
    done = subprocess.run(
        command, env=environment(folder, **more), capture_output=True, text=True, cwd=ROOT, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in (RESIDENT, ROMAN, "斎藤"):
        assert name not in done.stdout + done.stderr
    return done


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_lines_hold_everything_that_may_be_told(tmp_path: Path) -> None:
    told = lines(say(tmp_path, MADOGUCHI_LOG_FORMAT="json").stderr)
    assert all({"at", "level", "event"} <= line.keys() for line in told)
    bare = [{key: value for key, value in line.items() if key != "at"} for line in told]
    assert bare[0] == {"event": "scan_read", "level": "info", "scan": 7, "pages": 2, "seconds": 0.5}
    assert bare[1] == {"event": "reading", "level": "warning", "code": "engine", "tries": 1}
    assert bare[2] == {"event": "reading", "level": "warning", "code": "?"}
    assert bare[3] == {"event": "reading", "level": "warning"}
    assert bare[4] == {"event": "unexpected", "level": "warning"}
    assert (bare[5]["event"], bare[5]["logger"], bare[5]["place"]) == ("library", "some.library", "<string>:11")
    assert [line["logger"] for line in bare[5:8]] == ["some.library", "py.warnings", "some.library"]
    assert (bare[7]["error"], bare[7]["frames"]) == ("ValueError", "<string>:15")
    assert (bare[8]["event"], bare[8]["error"]) == ("unexpected", "KeyError")
    assert len(bare) == 9


def test_as_shipped_only_warnings_are_told_in_plain_lines(tmp_path: Path) -> None:
    told = say(tmp_path).stderr.splitlines()
    assert "event=reading code=engine tries=1" in told[0] and len(told) == 7
    assert not any("scan_read" in line or "py.warnings" in line for line in told)


def test_a_file_takes_everything_and_may_be_moved_away(tmp_path: Path) -> None:
    file = tmp_path / "logs" / "madoguchi.log"
    done = say(tmp_path, MADOGUCHI_LOG_FORMAT="json", MADOGUCHI_LOG_FILE=str(file))
    assert done.stderr == "" and len(lines(file.read_text(encoding="utf-8"))) == 9
    file.rename(file.with_suffix(".1"))
    say(tmp_path, MADOGUCHI_LOG_FORMAT="json", MADOGUCHI_LOG_FILE=str(file))
    assert len(lines(file.read_text(encoding="utf-8"))) == 9


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreFault):
        prepare_logs(Settings(log_file=tmp_path / "file" / "log"))


ROUNDS = """
import sys, time
from pathlib import Path
from models.db.session import Database, make_engine
from pipeline.export.deliver import Courier, Rounds
from pipeline.logs import prepare_logs
from pipeline.settings import settings
prepare_logs(settings())
nowhere = Database(make_engine("postgresql+psycopg://nobody@/nothing?host=/nonexistent"))
rounds = Rounds(Courier(nowhere), 1)
rounds.start()
while not settings().log_file.read_text():
    time.sleep(0.05)
rounds.close()
"""


def test_a_database_that_is_out_of_reach_is_no_defect(tmp_path: Path) -> None:
    file = tmp_path / "log"
    more = {"MADOGUCHI_LOG_FORMAT": "json", "MADOGUCHI_LOG_FILE": str(file)}
    command = [sys.executable, "-c", ROUNDS]
    subprocess.run(command, env=environment(tmp_path, **more), cwd=ROOT, timeout=120, check=True)
    told = lines(file.read_text(encoding="utf-8"))
    assert [(line["event"], line["level"], line["code"]) for line in told] == [("deliveries", "warning", "store")]


def secrets_of(folder: Path) -> set[str]:
    """What stands on the sheets, by their truth, and what the files are called."""
    found = {path.name for path in folder.iterdir()}
    for path in SAMPLES.glob("*.json"):
        found |= {value for value in strings(json.loads(path.read_text(encoding="utf-8"))) if len(value) >= 4}
    # Six digits and fewer stand in hashes and times, too.
    said = {secret for secret in found if not secret.isascii() or not secret.replace("_", "").isalpha()}
    return {secret for secret in said if not secret.isdigit() or len(secret) > 6}


def strings(told: object) -> set[str]:
    if isinstance(told, str):
        return {told}
    inside = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return set().union(*map(strings, inside)) if inside else set()


def test_reading_sheets_with_known_names_writes_none_of_them(tmp_path: Path) -> None:
    folder, file = tmp_path / "scanner", tmp_path / "log"
    folder.mkdir()
    for number, name in enumerate(("resident_transfer_scan.jpg", "bad/encrypted.pdf", "bad/blank_page.jpg")):
        shutil.copy(SAMPLES / name, folder / f"{RESIDENT}-{number}{Path(name).suffix}")
    logged = {"MADOGUCHI_LOG_FORMAT": "json", "MADOGUCHI_LOG_FILE": str(file)}
    done = started(tmp_path / "var", "ingest", folder, **logged)
    assert done.returncode == 1, done.stderr
    told = lines(file.read_text(encoding="utf-8"))
    read = [line for line in told if line["event"] == "scan_read"]
    assert sorted((line["pages"], line["records"]) for line in read) == [(1, 0), (1, 1)]
    home = b"".join(path.read_bytes() for path in (tmp_path / "var" / "prefect").rglob("*") if path.is_file())
    written = file.read_bytes() + done.stderr.encode() + home
    secrets = secrets_of(folder)
    assert len(secrets) > 20 and RESIDENT in "".join(secrets)
    for secret in secrets:
        for told_as in (secret.encode(), secret.encode("unicode_escape"), os.fsencode(secret)):
            assert told_as not in written, secret
