"""The poured town is one that the program takes for its own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from models.db.session import Database, make_engine
from models.db.tables import AccountRow
from tests.api.conftest import house_at
from tests.bench_desk.crowd import SHARES, Crowd
from tests.bench_desk.pour import pour


def test_every_door_takes_poured_records_for_its_own(tmp_path: Path, database_url: str) -> None:
    for house in house_at(tmp_path, database_url):
        database = Database(make_engine(database_url))
        with database.read() as session:
            account = session.scalars(select(AccountRow.id).filter_by(username="suzuki")).one()
        database.close()
        pour(Crowd(1000, 6, house.municipality_id, account, 7), database_url)
        desk = house.login("yamada")
        told = desk.ok("GET", "/records?status=draft&limit=200")
        assert {status: round(count / 1000, 3) for status, count in told["counts"].items()} == SHARES
        assert {entry["total_fields"] for entry in told["entries"]} == {6}
        assert all(entry["open_fields"] >= 1 for entry in told["entries"])
        assert told["entries"][0]["lane"] == "counter" and told["entries"][-1]["lane"] == "batch"
        taken = desk.ok("POST", "/records/next", {})
        assert taken["record"]["record_id"] == told["entries"][0]["record_id"]
        assert house.hand_in() == 1001  # the database counts on behind them
