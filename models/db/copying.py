"""All rows of one database into another of either kind, as they are.

Values travel as the databases hold them, not as the program reads them: JSON as its own text (so that its ``null`` and
an absent value stay two things), words as words (also one that this release does not know).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Enum,
    Insert,
    MetaData,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from models.db.tables import Base
from models.db.types import UtcDateTime

ROWS_AT_A_TIME = 1_000

Tell = Callable[[str, int], None]
"""Hears how many rows of a table are done."""


def copy_rows(source: Connection, target: Connection, tell: Tell) -> Mapping[str, int]:
    """Fill the empty tables of ``target``; how many rows of each table were copied.

    Both are within a transaction of the caller's, ``source`` in one that sees one moment. Numbers that ``target`` gives
    by itself go on behind the last.
    """
    copied: dict[str, int] = {}
    for table in _plain_tables():
        put = _put(table, target.dialect.name)
        copied[table.name] = 0
        rows = source.execute(_all_of(table), execution_options={"yield_per": ROWS_AT_A_TIME})
        for some in rows.mappings().partitions():
            target.execute(put, [dict(row) for row in some])
            copied[table.name] += len(some)
            tell(table.name, copied[table.name])
        _count_on(target, table)
    return copied


def row_counts(connection: Connection) -> Mapping[str, int]:
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def empty_all(connection: Connection) -> None:
    """Remove every row; on PostgreSQL at once, for its tables stay locked until the transaction ends."""
    tables = Base.metadata.sorted_tables
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)} RESTART IDENTITY"))
        return
    for table in reversed(tables):
        connection.execute(table.delete())


def _plain_tables() -> list[Table]:
    """The tables in an order in which rows find those that they name, with columns that change nothing."""
    plain = MetaData()
    return [Table(table.name, plain, *map(_plain_column, table.columns)) for table in Base.metadata.sorted_tables]


def _plain_column(column: Column[Any]) -> Column[Any]:
    return Column(column.name, _plain(column.type), primary_key=column.primary_key)


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    inner = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(inner, JSON):
        return JSON()
    if isinstance(kind, UtcDateTime):
        return kind
    if isinstance(kind, Enum):
        return String()
    return inner if isinstance(inner, SmallInteger) else kind


def _all_of(table: Table) -> Select[*tuple[Any, ...]]:
    """In the order of their numbers: a row that names another of its own table comes after it."""
    columns = [cast(c, Text).label(c.name) if isinstance(c.type, JSON) else c for c in table.columns]
    return select(*columns).order_by(*table.primary_key)


def _put(table: Table, dialect: str) -> Insert:
    values: dict[str, Any] = {}
    for column in table.columns:
        if isinstance(column.type, JSON):
            written = bindparam(column.name, type_=Text())
            values[column.name] = cast(written, JSON) if dialect == "postgresql" else written
        else:
            values[column.name] = bindparam(column.name, type_=column.type)
    return insert(table).values(values)


def _count_on(target: Connection, table: Table) -> None:
    """PostgreSQL counts by itself, whatever numbers the rows came with."""
    if target.dialect.name == "postgresql" and "id" in table.c:
        last = select(func.coalesce(func.max(table.c.id), 1), func.count() > 0).select_from(table).subquery()
        counter = func.pg_get_serial_sequence(table.name, "id")
        target.execute(select(func.setval(counter, *last.c)))
