"""``madoguchi export`` and ``madoguchi deliver`` as a script meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.tables import DeliveryRow, RecordRow
from models.record import RecordStatus
from pipeline.export.export import export_records
from pipeline.export.order import ExportOrder
from tests.pipeline.command_line import madoguchi
from tests.pipeline.export.shop import die, instead, killed_in_a_child
from tests.pipeline.store.paper import NOW, draft_in

WIDE = {"COLUMNS": "240"}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """The embedded database of a data folder, with one reviewed record."""
    database = Database(make_engine(f"sqlite:///{tmp_path / 'var' / 'madoguchi.sqlite3'}"))
    migrate(database.engine)
    draft_in(database, tmp_path / "paper", ask=())
    database.close()
    return database


def statuses(database: Database) -> list[RecordStatus]:
    with database.read() as session:
        return list(session.scalars(select(RecordRow.status)))


def export(tmp_path: Path, *more: str | Path) -> tuple[int, str, str]:
    done = madoguchi(tmp_path / "var", "export", "--form", "greeting", *more)
    return done.returncode, done.stdout, done.stderr


def test_a_job_that_is_run_again_does_nothing_twice(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "share" / "out.csv"
    code, _, wrong = export(tmp_path, "--out", out, "--key", "nightly-2026-11-26")
    assert code == 3 and wrong.startswith("madoguchi: no_folder: ") and not out.parent.exists()  # a share that is away
    assert statuses(database) == [RecordStatus.REVIEWED]
    out.parent.mkdir()
    code, told, wrong = export(tmp_path, "--out", out, "--key", "nightly-2026-11-26")
    assert (code, wrong) == (0, "") and told == f"1 records written to {out}.\n"
    content = out.read_bytes()
    assert b"\r\n1,2025-04-01T18:00:00+09:00," in content
    assert export(tmp_path, "--out", out, "--key", "nightly-2026-11-26")[0] == 0
    assert out.read_bytes() == content
    out.unlink()  # the system that it is for has taken it
    code, told, _ = export(tmp_path, "--out", out, "--key", "nightly-2026-11-26")
    assert code == 0 and told.startswith("This export was written before: 1 records") and not out.exists()
    code, _, wrong = export(tmp_path, "--out", out, "--key", "nightly 26")
    assert code == 2 and wrong.startswith("madoguchi: usage: ")


def test_another_file_stops_an_export_before_anything_is_marked(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    code, told, wrong = export(tmp_path, "--out", out)
    assert (code, told) == (2, "") and wrong.startswith("madoguchi: file_in_the_way: ") and wrong.count("\n") == 1
    assert out.read_text() == "mine" and statuses(database) == [RecordStatus.REVIEWED]


def test_what_a_killed_export_left_is_delivered(database: Database, tmp_path: Path) -> None:
    out = tmp_path / "share" / "out.csv"
    out.parent.mkdir()
    order = ExportOrder(1, "monday", "greeting")
    with instead("pipeline.export.put._write", lambda *_: die()):
        assert killed_in_a_child(database, lambda: export_records(database, order, out, NOW))
    assert statuses(database) == [RecordStatus.EXPORTED] and not out.exists()
    with database.write() as session:
        session.execute(update(DeliveryRow).values(held_until=None))
    out.parent.rename(tmp_path / "away")
    done = madoguchi(tmp_path / "var", "deliver", **WIDE)
    assert done.returncode == 3 and done.stderr.startswith("madoguchi: not_delivered: ")
    told = done.stdout.splitlines()
    assert told[0] == "0 files written, 1 still waiting" and len(told) == 3
    assert str(out) in told[2] and "The folder is not there" in told[2] and "monday" in told[2]
    (tmp_path / "away").rename(out.parent)
    done = madoguchi(tmp_path / "var", "deliver", **WIDE)
    assert (done.returncode, done.stdout) == (0, "1 files written, 0 still waiting\n")
    assert b"\r\n1,2025-04-01T18:00:00+09:00," in out.read_bytes()
    assert [path.name for path in out.parent.iterdir()] == ["out.csv"]


def test_a_form_that_is_not_there_is_told_from_one_that_waits_for_nothing(database: Database, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "out.csv"))
    unknown = madoguchi(tmp_path / "var", "export", "--form", "nope", *out)
    assert (
        unknown.returncode == 2 and "there is no form nope; the forms are account_transfer_request," in unknown.stderr
    )
    idle = madoguchi(tmp_path / "var", "export", "--form", "resident_transfer", *out)
    assert (idle.returncode, idle.stdout, idle.stderr) == (0, "No record waits to be exported.\n", "")
