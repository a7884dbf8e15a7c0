"""``madoguchi watch`` as a process: takes in, reads, moves, and stops when it is told to."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from models.errors import UsageError
from pipeline.commands.watch import watch
from pipeline.inbox.opening import _alone, watcher_at
from pipeline.inbox.telling import Teller
from pipeline.inbox.watcher import Looked
from pipeline.settings import Settings
from pipeline.site import open_site
from tests.pipeline.command_line import ROOT, SAMPLES, command, environment, madoguchi, started
from tests.pipeline.test_ingest_command import rows


def until(happened: Callable[[], object], process: subprocess.Popen[str] | None = None, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        assert process is None or process.poll() is None, "it ended"
        time.sleep(0.02)


def test_a_sheet_is_read_and_a_signal_ends_it_cleanly(tmp_path: Path, ready_house: Path) -> None:
    inbox, data = tmp_path / "inbox", ready_house
    (inbox / "131016" / "counter").mkdir(parents=True)
    chosen = environment(data, MADOGUCHI_WORKERS="1", MADOGUCHI_INBOX_DIR=str(inbox), MADOGUCHI_INBOX_SECONDS="0.1")
    process = subprocess.Popen(
        command("watch"), env=chosen, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None and "Watching" in process.stdout.readline()
        with pytest.raises(UsageError, match="another process"), _alone(inbox, data / "inbox"):
            pass
        part = inbox / "131016" / "counter" / "山田太郎.jpg.part"
        shutil.copy(SAMPLES / "resident_transfer_scan.jpg", part)
        part.rename(part.with_suffix(""))
        until(lambda: rows(data, "select 1 from records"), process)
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert rows(data, "select lane, form from records") == [(0, "resident_transfer")]
    assert [path.name for path in (inbox / "131016" / "done").rglob("*.jpg")] == ["山田太郎.jpg"]
    assert "1 taken in, 0 not accepted" in rest and "山田" not in rest and "Traceback" not in rest


def test_once_ends_with_what_is_there_and_1_where_any_was_refused(tmp_path: Path) -> None:
    folder = tmp_path / "inbox" / "131016"
    folder.mkdir(parents=True)
    shutil.copy(SAMPLES / "bad" / "encrypted.pdf", folder)
    done = madoguchi(tmp_path / "var", "watch", "--once", "--read", "nothing", tmp_path / "inbox")
    assert done.returncode == 1, done.stderr
    assert [path.name for path in folder.rglob("*.txt")] == ["encrypted.reason.txt"]


def test_without_a_folder_nothing_begins(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="MADOGUCHI_INBOX_DIR"):
        watch()
    with pytest.raises(UsageError, match="no such folder"):
        watch(tmp_path / "nowhere", once=True)


@pytest.mark.parametrize("name", ["watch", "night"])
def test_a_file_as_the_inbox_ends_it_at_once(tmp_path: Path, name: str) -> None:
    inbox = tmp_path / "inbox"
    inbox.write_bytes(b"")
    done = started(tmp_path / "var", name, MADOGUCHI_INBOX_DIR=str(inbox))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(f"[the inbox is no folder: {inbox}]")
    assert "Traceback" not in done.stderr


def test_an_inbox_that_is_not_there_is_a_share_that_may_come(tmp_path: Path) -> None:
    site = open_site(Settings(data_dir=tmp_path / "var"))
    said: list[str] = []
    with watcher_at(tmp_path / "inbox", site, lambda *_: None, Teller(said.append), Event()) as watcher:
        assert watcher.look() == Looked(waiting=1)
    site.database.close()
    assert len(said) == 1 and "届きません" in said[0]
