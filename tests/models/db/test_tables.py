"""The tables as the code sees them are the tables that the migrations make, and they keep the house's laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, func, inspect, select, text, update
from sqlalchemy.exc import StatementError

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.tables import Base, BatchRow, CorrectionRow, MunicipalityRow, OwnedRow, ReadingRow, RunRow
from models.errors import StoreFault
from tests.pipeline.store.paper import NOW, draft_in, town
from tests.pipeline.store.races import race


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


OF_THE_INSTALLATION = {MunicipalityRow, RunRow}


def test_every_table_but_those_of_the_installation_belongs_to_a_municipality(database: Database) -> None:
    inspector = inspect(database.engine)
    for mapper in Base.registry.mappers:
        if mapper.class_ in OF_THE_INSTALLATION:
            continue
        assert issubclass(mapper.class_, OwnedRow)
        name = mapper.class_.__tablename__
        assert any(key["constrained_columns"] == ["municipality_id"] for key in inspector.get_foreign_keys(name))
        assert any(index["column_names"] == ["municipality_id"] for index in inspector.get_indexes(name))


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.write() as session:
        town(session)
    migrate(database.engine)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(MunicipalityRow)) == 1


@pytest.mark.parametrize(
    ("table", "column"),
    [(ReadingRow, "text"), (ReadingRow, "score"), (CorrectionRow, "after_text"), (CorrectionRow, "account_id")],
)
def test_readings_and_corrections_cannot_be_changed(
    database: Database, tmp_path: Path, table: type[ReadingRow] | type[CorrectionRow], column: str
) -> None:
    draft_in(database, tmp_path).settle("name", "斎藤 裕二")
    with database.read() as session:
        before = session.scalars(select(getattr(table, column)).order_by(table.id)).all()
    with pytest.raises(StoreFault), database.write() as session:
        session.execute(update(table).values({column: getattr(table, column)}))
    with database.read() as session:
        assert session.scalars(select(getattr(table, column)).order_by(table.id)).all() == before != []


def test_moments_come_back_in_utc(database: Database) -> None:
    tokyo = datetime(2025, 4, 1, 8, 30, 0, 123456, timezone(timedelta(hours=9)))
    with database.write() as session:
        here = town(session)
        session.add(BatchRow(municipality_id=here.id, key="k", name="n", opened_at=tokyo))
    with database.read() as session:
        opened = session.scalars(select(BatchRow.opened_at)).one()
    assert opened == tokyo
    assert opened.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.write() as session:
        here = town(session)
        session.add(BatchRow(municipality_id=here.id, key="k", name="n", opened_at=NOW.replace(tzinfo=None)))
        session.flush()


def test_foreign_keys_are_kept(database: Database) -> None:
    with pytest.raises(StoreFault), database.write() as session:
        session.add(BatchRow(municipality_id=99, key="k", name="n", opened_at=NOW))


def test_a_reading_session_refuses_to_write(database: Database) -> None:
    with pytest.raises(StoreFault), database.read() as session:
        town(session)


def test_what_is_raised_undoes_the_transaction(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        town(session)
        raise ZeroDivisionError
    with database.read() as session:
        assert session.scalars(select(MunicipalityRow)).all() == []


def test_the_embedded_database_survives_a_power_cut(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        settings = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")}
    assert settings == {"journal_mode": "wal", "synchronous": 2}  # 2 is FULL


def test_postgresql_compiles_no_query(database: Database) -> None:
    if database.engine.dialect.name == "postgresql":
        with database.read() as session:
            assert session.scalar(text("SHOW jit")) == "off"


def test_a_fault_tells_no_personal_data(sqlite_database: Database) -> None:
    with pytest.raises(StoreFault) as caught, sqlite_database.write() as session:
        session.execute(text("INSERT INTO nowhere VALUES ('斎藤 裕二')"))
    assert "斎藤" not in f"{caught.value} {caught.value.details} {caught.value.__cause__}"


def test_a_connection_that_does_not_come_free_is_a_fault_of_the_environment(sqlite_url: str) -> None:
    database = Database(create_engine(sqlite_url, pool_size=1, max_overflow=0, pool_timeout=0.1))
    with database.read() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(StoreFault), database.read() as another:
            another.execute(text("SELECT 1"))
    database.close()


def test_unreachable_database_is_a_fault_of_the_environment() -> None:
    database = Database(make_engine("postgresql+psycopg://nobody@/nothing?host=/nonexistent"))
    with pytest.raises(StoreFault), database.read() as session:
        session.execute(text("SELECT 1"))


def test_many_connections_at_once_open_a_new_file(tmp_path: Path) -> None:
    def open_it(url: str) -> str:
        engine = make_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS t (x INTEGER)"))
            mode = connection.scalar(text("PRAGMA journal_mode"))
        engine.dispose()
        return str(mode)

    for number in range(10):
        url = f"sqlite:///{tmp_path / str(number)}"
        assert race(lambda _, url=url: open_it(url), 6) == ["wal"] * 6  # type: ignore[misc]
