"""A night as a run, with a real database and real reports: what ends it, what it waits for, what it leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import text

from models.clock import JAPAN
from models.db.session import Database
from models.run import RunOutcome
from pipeline import night, patience
from pipeline.life_signs import LifeSigns
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store.runs import Run, runs


@pytest.fixture
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    site = open_site(Settings(data_dir=tmp_path / "site", database_url=database_url))  # type: ignore[arg-type]
    monkeypatch.setattr(night, "site", lambda: site)
    monkeypatch.setattr(night, "settings", lambda: site.settings)
    night.stopping.clear()
    yield site
    night.stopping.clear()
    site.database.close()


def kept(site: Site) -> list[Run]:
    """The runs, the first begun first."""
    now = datetime.now(UTC)
    with site.database.read() as session:
        return [*reversed(runs(session, now, 9))]


def rename(database: Database, table: str, to: str) -> None:
    with database.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))


def reports(site: Site) -> list[str]:
    return sorted(path.name for path in (site.settings.data_dir / "reports").iterdir())


def test_two_nights_of_a_day_are_two_runs_with_a_report_each(site: Site) -> None:
    day = datetime.now(JAPAN).date().isoformat()
    for flow_run in ("by hand", "by the schedule"):
        with night.kept_run(flow_run):
            pass
    first, second = kept(site)
    assert [(run.flow_run_id, run.outcome) for run in (first, second)] == [
        ("by hand", RunOutcome.DONE),
        ("by the schedule", RunOutcome.DONE),
    ]
    names = [f"night-{day}", f"night-{day}-2"]
    assert reports(site) == sorted(f"{name}.{kind}" for name in names for kind in ("html", "json"))
    told = [json.loads((site.settings.data_dir / "reports" / f"{name}.json").read_text("utf-8")) for name in names]
    assert [one["run"]["id"] for one in told] == [first.id, second.id]
    assert [len(one["nights_before"]) for one in told] == [0, 1]


def test_it_shows_that_it_is_alive_until_it_has_ended(site: Site) -> None:
    signs = LifeSigns(site.settings.data_dir / "runs")
    with night.kept_run(None) as turn:
        assert signs.is_alive(turn.run_id)
    assert signs.is_alive(turn.run_id) is None


@pytest.mark.parametrize(
    ("error", "outcome"), [(ValueError, RunOutcome.FAILED), (KeyboardInterrupt, RunOutcome.CANCELLED)]
)
def test_what_ends_it_is_kept_and_reported(site: Site, error: type[BaseException], outcome: RunOutcome) -> None:
    with pytest.raises(error), night.kept_run(None):
        raise error
    assert [run.outcome for run in kept(site)] == [outcome]
    assert len(reports(site)) == 2


def test_a_database_that_is_gone_at_the_end_is_waited_for(site: Site) -> None:
    back = Timer(0.8, rename, (site.database, "away", "runs"))
    with night.kept_run(None):
        rename(site.database, "runs", "away")
        back.start()
    back.join()
    assert [run.outcome for run in kept(site)] == [RunOutcome.DONE]
    assert len(reports(site)) == 2


def test_a_database_that_is_gone_at_the_beginning_is_waited_for(site: Site) -> None:
    rename(site.database, "runs", "away")
    back = Timer(0.8, rename, (site.database, "away", "runs"))
    back.start()
    with night.kept_run(None):
        pass
    assert [run.outcome for run in kept(site)] == [RunOutcome.DONE]


def test_what_ended_it_is_heard_where_that_cannot_be_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "STORE_PATIENCE_SECONDS", 0.0)
    with pytest.raises(ZeroDivisionError), night.kept_run(None):
        rename(site.database, "runs", "away")
        raise ZeroDivisionError
    rename(site.database, "away", "runs")
    with night.kept_run(None):
        pass
    assert [run.outcome for run in kept(site)] == [None, RunOutcome.DONE]  # lost, once it has been silent for minutes
