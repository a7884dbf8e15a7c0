"""Column types that keep the nouns' promises on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, SmallInteger, String
from sqlalchemy.types import TypeDecorator

from models.reading import FieldValue
from models.record import Lane

Id = BigInteger().with_variant(Integer, "sqlite")
"""A row number; SQLite counts by itself only in columns that are called INTEGER."""

Sha256 = String(64)
"""64 hexadecimal digits."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone, got {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back with UTC attached; SQLite itself knows no time zones."""
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Value(TypeDecorator[FieldValue]):
    """A field's normal form as JSON: a string, a list of strings, or NULL for blank."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: FieldValue, dialect: Dialect) -> Any:
        """Tuples become lists."""
        return list(value) if isinstance(value, tuple) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> FieldValue:
        """Lists become tuples."""
        return tuple(value) if isinstance(value, list) else value


class Urgency(TypeDecorator[Lane]):
    """A lane as its place among the lanes, so that an index in ascending order gives the most urgent first."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Lane | None, dialect: Dialect) -> int | None:
        """To its place."""
        return None if value is None else list(Lane).index(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Lane | None:
        """Back to its name."""
        return None if value is None else list(Lane)[value]


def code_of(words: type[StrEnum]) -> Enum:
    """A column of one of ``words``, stored as its plain text so that a new word needs no migration."""
    return Enum(words, native_enum=False, length=32, values_callable=lambda e: [w.value for w in e])
