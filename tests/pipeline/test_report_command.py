"""``madoguchi report`` as a person runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.run import RunOutcome
from pipeline.store.batches import ensure_municipality
from pipeline.store.runs import begin_run, end_run
from tests.pipeline.command_line import madoguchi

START = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An installation with two runs."""
    database = Database(make_engine(f"sqlite:///{tmp_path / 'madoguchi.sqlite3'}"))
    migrate(database.engine)
    with database.write() as session:
        ensure_municipality(session, "131016", "見本市")
        for key, day in (("night-2026-11-25", 0), ("night-2026-11-26", 1)):
            start = START + timedelta(days=day)
            end_run(session, begin_run(session, key, start, 2, None), RunOutcome.DONE, start + timedelta(hours=1))
    database.close()
    return tmp_path


def test_the_last_report_is_written_where_the_morning_finds_it(data_dir: Path) -> None:
    done = madoguchi(data_dir, "report", "--last")
    assert done.returncode == 0, done.stderr
    assert str(data_dir / "reports" / "night-2026-11-26.html") in done.stdout
    assert "Night report" in (data_dir / "reports" / "night-2026-11-26.html").read_text(encoding="utf-8")


def test_a_named_run_goes_to_a_file_and_as_json_to_the_terminal(data_dir: Path, tmp_path: Path) -> None:
    html = tmp_path / "elsewhere" / "report.html"
    done = madoguchi(data_dir, "report", "--run", "night-2026-11-25", "--html", html, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"]["key"] == "night-2026-11-25"
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not (data_dir / "reports").exists()


@pytest.mark.parametrize(("arguments", "code"), [(("--run", "none"), "not_found"), (("--run", "x", "--last"), "usage")])
def test_what_is_asked_for_wrongly_is_told_in_one_line(data_dir: Path, arguments: tuple[str, ...], code: str) -> None:
    done = madoguchi(data_dir, "report", *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"madoguchi: {code}: ") and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("language", "words"), [("en", "No night has run here"), ("ja", "まだ一度も行われていない")])
def test_before_the_first_run_there_is_nothing_to_tell(tmp_path: Path, language: str, words: str) -> None:
    done = madoguchi(tmp_path, "report", MADOGUCHI_LANGUAGE=language)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("madoguchi: no_run_yet: ") and words in done.stderr
