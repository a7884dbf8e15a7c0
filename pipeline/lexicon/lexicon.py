"""What may be written as an address and as somebody's name: the lists, made ready for reading."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from pipeline.lexicon.graph import Graph, Node
from pipeline.lexicon.house import house_number
from pipeline.lexicon.sources import Name, Names, kept_names
from pipeline.lexicon.spelling import LARGE, kana_key, name_key, place_key, without_county

SECTION = ("", "大字", "字")
"""Words for a part of a town or village, before the name of it; often left out."""

_A_HOUSE = (house_number,)

CITIES_AT_HAND = 128
"""Cities whose towns are kept ready, 0.2 MB each: people hand in forms where they live, and all 1,900 fill a third of a
gigabyte in every process that reads."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Graphs of addresses down to the town, of people's names in kanji, and of their readings in katakana.

    ``family`` and ``given`` are the readings of each name (in the spelling of ``name_key``).
    """

    addresses: Graph
    names: Graph
    kana: Graph
    family: Mapping[str, frozenset[str]]
    given: Mapping[str, frozenset[str]]


_loading = threading.Lock()
_loaded: dict[Path, Lexicon] = {}


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon, one a process; its sources are kept in ``folder`` (0.5 s to load, and 4 s more at first use)."""
    with _loading:
        if folder not in _loaded:
            _loaded[folder] = lexicon_of(kept_names(folder))
        return _loaded[folder]


def lexicon_of(names: Names) -> Lexicon:
    """The graphs of these names."""
    return Lexicon(
        addresses=Graph(_addresses(names), place_key),
        names=Graph(_people(names, lambda name: {name_key(name[0])}), name_key),
        kana=Graph(_people(names, lambda name: {name[1], name[1].translate(LARGE)}), kana_key),
        family=_readings(names.family),
        given=_readings(names.given),
    )


def graph_of(texts: Iterable[str]) -> Graph:
    """A list of whole texts, spaces in them or none."""
    start = Node()
    for text in texts:
        start.grow("".join(text.split())).ends = True
    return Graph(start, str)


def _readings(names: Iterable[Name]) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, kana in names:
        found[name_key(name)].add(kana)
    return {name: frozenset(kana) for name, kana in found.items()}


def _addresses(names: Names) -> Node:
    """Prefecture, which may be left out, as may a county (郡); then the city, and its towns when it is reached."""
    start, towns_of = Node(), lru_cache(maxsize=CITIES_AT_HAND)(partial(_city, names.towns))
    for prefecture, city in names.towns:
        for before in ("", prefecture):
            for name in {city, without_county(city)}:
                start.grow(place_key(before + name)).begins += (partial(towns_of, prefecture, city),)
    return start


def _city(towns: Mapping[tuple[str, str], tuple[str, ...]], prefecture: str, city: str) -> Node:
    """The town areas of one city; house numbers may follow on each."""
    start = Node(ends=True)
    for town in towns[prefecture, city]:
        if not town:  # "what is not listed below": hardly anything but where nothing is listed
            start.free = len(towns[prefecture, city]) == 1
            start.begins = _A_HOUSE
            continue
        for before in SECTION:
            end = start.grow(place_key(before + town))
            end.ends = end.free = True
            end.begins = _A_HOUSE
    return start


def _people(names: Names, spellings: Callable[[Name], Iterable[str]]) -> Node:
    """A family name, then a given name, with a space between or none."""
    start, given = Node(), Node()
    for name in names.given:
        for letters in spellings(name):
            given.grow(letters).ends = True
    for name in names.family:
        for letters in spellings(name):
            end = start.grow(letters)
            end.ends = True
            end.after[" "] = given
            end.begins = (lambda: given,)
    return start
