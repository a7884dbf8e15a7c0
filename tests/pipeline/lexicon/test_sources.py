"""The names come from the installed packages, once, and are kept whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.lexicon import sources as module
from pipeline.lexicon.graph import places
from pipeline.lexicon.lexicon import load_lexicon
from pipeline.lexicon.sources import Names, kept_names


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lexicon")


@pytest.fixture(scope="module")
def names(folder: Path) -> Names:
    return kept_names(folder)


def test_every_city_and_its_towns(names: Names) -> None:
    assert 1700 < len(names.towns) < 2100
    assert {"三番町", "霞が関"} <= set(names.towns["東京都", "千代田区"])
    assert not [town for towns in names.towns.values() for town in towns if "（" in town or "、" in town]


def test_people_with_their_readings(names: Names) -> None:
    assert {("佐藤", "サトウ"), ("東海林", "ショウジ")} <= set(names.family)
    assert {("恵", "メグミ"), ("太郎", "タロウ")} <= set(names.given)
    assert len(names.family) > 10000 and len(names.given) > 15000


def test_what_is_kept_is_what_was_read(folder: Path, names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> dict[str, list[tuple[str, ...]]]:
        raise AssertionError("read the packages again")

    monkeypatch.setattr(module, "_people", fail)
    assert kept_names(folder) == names
    assert len(list(folder.iterdir())) == 1


def test_the_whole_lexicon_knows_real_addresses_and_names(folder: Path, names: Names) -> None:
    lexicon = load_lexicon(folder)
    assert any(node.free for node in places(lexicon.addresses, "北海道札幌市中央区旭ケ丘"))
    assert any(node.ends for node in places(lexicon.names, "東海林太郎"))
    assert any(node.ends for node in places(lexicon.kana, "ショウジ タロウ"))
