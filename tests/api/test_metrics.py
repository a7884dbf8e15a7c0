"""What a monitor reads, who may read it, and that it tells of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr, ValidationError
from sqlalchemy import update

from models.db.session import Database
from models.db.tables import PageRow, SubmissionRow
from models.run import RunOutcome
from pipeline.settings import Settings
from pipeline.store.runs import begin_run, end_run
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import House, house_at

TOKEN = "a-token-that-nobody-guesses"
HERE = "http://127.0.0.1:8000"
Numbers = dict[str, float]


@pytest.fixture
def busy(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Two sheets were read today and one refused, and a file; two scans wait, of which one was given up."""
    for house in house_at(tmp_path, database_url):
        for number in (1, 2):
            house.hand_in(number)
        town.hand_in_refused(house.database, house.settings, house.municipality_id)
        town.hand_in_no_scan(house.database, house.settings, house.municipality_id)
        today = datetime.now(UTC) - timedelta(seconds=1)
        with house.database.write() as session:
            session.execute(update(PageRow).values(stored_at=today))
            session.execute(update(SubmissionRow).values(at=today))
        yield house


@contextmanager
def seen_from(
    house: House, address: str = "127.0.0.1", base: str = HERE, token: str | None = None
) -> Iterator[TestClient]:
    settings = house.settings.model_copy(update={"metrics_token": SecretStr(token) if token else None})
    with TestClient(create_app(settings), base_url=base, client=(address, 50_000)) as client:
        yield client


def read(house: House) -> Numbers:
    with seen_from(house) as client:
        reply = client.get("/metrics")
    assert reply.status_code == 200 and reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(reply.text))
    return {
        sample.name
        + "".join(f",{value}" for key, value in sorted(sample.labels.items()) if key != "municipality"): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_numbers_are_those_made_by_hand(busy: House) -> None:
    with busy.database.write() as session:
        old = begin_run(session, "old", datetime(2026, 1, 1, tzinfo=UTC), 2, None)
        end_run(session, old, RunOutcome.FAILED, datetime(2026, 1, 1, 3, tzinfo=UTC))
    found = read(busy)
    fields, asked = len(list(town.blank().template.all_fields())), len(town.MOVE.asked)
    expected = {
        "madoguchi_pages_today,read": 2,
        "madoguchi_pages_today,refused": 1,
        "madoguchi_refused_total,unknown_form": 1,
        "madoguchi_refused_total,empty_file": 1,
        "madoguchi_fields_total,review": 2 * asked,
        "madoguchi_fields_total,accept": 2 * (fields - asked),
        "madoguchi_records_open,draft": 2,
        "madoguchi_page_seconds_count": 3,
        "madoguchi_page_seconds_sum": pytest.approx(0.4 + 0.4 + 0.2),
        "madoguchi_page_seconds_bucket,0.1": 0,
        "madoguchi_page_seconds_bucket,0.2": 1,
        "madoguchi_page_seconds_bucket,0.4": 3,
        "madoguchi_page_seconds_bucket,+Inf": 3,
        "madoguchi_run_active": 0,
        "madoguchi_last_run_outcome,failed": 1,
        "madoguchi_last_run_outcome,done": 0,
        "madoguchi_last_run_end_timestamp_seconds": datetime(2026, 1, 1, 3, tzinfo=UTC).timestamp(),
    }
    assert {key: found.get(key) for key in expected} == expected


def test_a_run_that_goes_on_is_told(busy: House) -> None:
    with busy.database.write() as session:
        begin_run(session, "now", datetime.now(UTC) - timedelta(minutes=2), 2, None)
    found = read(busy)
    assert (found["madoguchi_run_active"], found["madoguchi_run_pages_done"], found["madoguchi_run_pages_left"]) == (
        1,
        3,
        0,
    )
    assert found["madoguchi_run_pages_a_minute"] == pytest.approx(1.5, rel=0.2)
    assert "madoguchi_last_run_outcome,done" not in found


def test_what_waits_is_told_by_lane_with_its_age(busy: House, tmp_path: Path) -> None:
    came = datetime.now(UTC) - timedelta(hours=2)
    wait(busy.database, busy.municipality_id, tmp_path, came)
    found = read(busy)
    assert (found["madoguchi_scans_waiting,batch"], found["madoguchi_scans_waiting,counter"]) == (2, 1)
    assert found["madoguchi_scans_oldest_seconds,batch"] == pytest.approx(7200, abs=120)


def wait(database: Database, here: int, folder: Path, came: datetime) -> None:
    from models.record import Lane
    from pipeline.store.batches import open_batch, register_scan
    from tests.pipeline.store.paper import scan_of

    with database.write() as session:
        for number, lane in enumerate((Lane.BATCH, Lane.BATCH, Lane.COUNTER)):
            batch = open_batch(session, here, key=f"w{lane}", name="w", now=came, lane=lane)
            register_scan(session, here, batch, scan_of(folder, f"w{number}".encode()), came)


def test_nobody_is_named(busy: House) -> None:
    with seen_from(busy) as client:
        text = client.get("/metrics").text
    for secret in ("斎藤", "scan-000", "unknown.jpg", "empty.pdf", "夜間", "見本市"):
        assert secret not in text
    labels = set(re.findall(r"([a-z_]+)=\"", text))
    assert labels <= {"municipality", "lane", "status", "code", "decision", "le", "outcome", "version"}


OPEN = 200
CLOSED = 401


@pytest.mark.parametrize(("address", "base", "headers", "status"), [
    ("127.0.0.1", HERE, {}, OPEN),
    ("127.9.9.9", "http://localhost:8000", {}, OPEN),
    ("::1", "http://[::1]:8000", {}, OPEN),
    ("::ffff:127.0.0.1", HERE, {}, OPEN),
    ("192.0.2.7", "http://desk.example.lg.jp", {}, CLOSED),
    ("192.0.2.7", HERE, {}, CLOSED),
    ("127.0.0.1", "http://desk.example.lg.jp", {}, CLOSED),  # a proxy that passes the name on
    ("127.0.0.1", HERE, {"X-Forwarded-For": "192.0.2.7"}, CLOSED),
    ("127.0.0.1", HERE, {"X-Forwarded-For": "127.0.0.1"}, CLOSED),
    ("127.0.0.1", HERE, {"Forwarded": "for=192.0.2.7"}, CLOSED),
    ("127.0.0.1", HERE, {"X-Real-IP": "192.0.2.7"}, CLOSED),
    ("127.0.0.1", HERE, {"Via": "1.1 proxy"}, CLOSED),
    ("192.0.2.7", HERE, {"Authorization": f"Bearer {TOKEN}"}, CLOSED),  # no token is set: none opens
    ("not an address", HERE, {}, CLOSED),
])  # fmt: skip
def test_without_a_token_only_this_machine_may_read(
    house: House, address: str, base: str, headers: dict[str, str], status: int
) -> None:
    with seen_from(house, address, base) as client:
        reply = client.get("/metrics", headers=headers)
    assert reply.status_code == status
    assert ("madoguchi_" in reply.text) is (status == OPEN)


@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.7"])
@pytest.mark.parametrize(("shown", "status"), [
    (f"Bearer {TOKEN}", OPEN), (f"bearer {TOKEN}", OPEN), ("", CLOSED), ("Bearer ", CLOSED),
    (f"Bearer {TOKEN}x", CLOSED), (f"Basic {TOKEN}", CLOSED), (TOKEN, CLOSED), ("Bearer ｔ", CLOSED),
])  # fmt: skip
def test_with_a_token_everybody_shows_it(house: House, address: str, shown: str, status: int) -> None:
    with seen_from(house, address, "http://desk.example.lg.jp", TOKEN) as client:
        reply = client.get("/metrics", headers={"Authorization": shown.encode()})
    assert reply.status_code == status
    assert reply.headers.get("www-authenticate") == (None if status == OPEN else "Bearer")


def test_a_token_that_is_easily_guessed_is_no_setting() -> None:
    with pytest.raises(ValidationError):
        Settings(metrics_token="short")  # type: ignore[arg-type]


def test_a_database_that_is_gone_is_told_as_such(house: House) -> None:
    with seen_from(house) as client:
        _lose_database(house.settings.data_dir)
        client.app.state.service.database.engine.dispose()  # type: ignore[attr-defined]
        reply = client.get("/metrics")
    assert (reply.status_code, reply.text) == (503, "the database does not answer\n")


def _lose_database(folder: Path) -> None:
    """Rubbish stands where the database stood. Its files are moved away, never cut short: whoever still has them open
    has the shared memory (``-shm``) mapped, and a process that touches a mapping beyond its file's end dies
    (SIGBUS)."""
    for path in sorted(folder.glob("madoguchi.sqlite3*")):
        path.rename(path.with_name(f"lost-{path.name}"))
    (folder / "madoguchi.sqlite3").write_bytes(b"no database" * 500)
