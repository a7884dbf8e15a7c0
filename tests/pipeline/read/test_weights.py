"""The recogniser's weights: laid out once, checked on every start, repaired where they were changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from models.errors import WeightsError
from pipeline.read import weights
from pipeline.read.weights import CONFIG, MANIFEST, NETWORK, ensure_weights, named_source


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    ensure_weights(folder)
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_the_folder_holds_network_configuration_and_manifest(data: Path) -> None:
    folder = ensure_weights(data)
    assert folder == data / "weights" / named_source().name
    assert {path.name for path in folder.iterdir()} == {NETWORK, CONFIG, MANIFEST}


def test_the_manifest_says_what_the_weights_are(data: Path) -> None:
    folder, source = ensure_weights(data), named_source()
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert (manifest["name"], manifest["version"]) == ("PP-OCRv6_small_rec", "PP-OCRv6")
    assert (manifest["licence"], manifest["package"]) == ("Apache-2.0", "rapidocr")
    assert manifest["sha256"] == {NETWORK: source.sha256, CONFIG: sha256(folder / CONFIG)}
    assert sha256(folder / NETWORK) == source.sha256 == sha256(source.find())


def test_the_configuration_is_what_paddleocr_reads(data: Path) -> None:
    config = yaml.load((ensure_weights(data) / CONFIG).read_text("utf-8"), Loader=yaml.CSafeLoader)
    characters = config["PostProcess"]["character_dict"]
    assert config["Global"]["model_name"] == named_source().name
    assert len(characters) == len(set(characters)) == 18708
    assert set("09AZアッツ髙東") <= set(characters)


def test_the_second_call_writes_nothing(data: Path) -> None:
    before = times(ensure_weights(data))
    assert times(ensure_weights(data)) == before


@pytest.mark.parametrize("name", [NETWORK, CONFIG])
def test_a_changed_file_is_repaired(data: Path, name: str) -> None:
    folder = ensure_weights(data)
    right = sha256(folder / name)
    with (folder / name).open("r+b") as file:
        file.seek(1000)
        file.write(b"tampered")
    assert sha256(folder / name) != right
    assert sha256(ensure_weights(data) / name) == right


@pytest.mark.parametrize("name", [NETWORK, CONFIG, MANIFEST])
def test_a_lost_file_comes_back(data: Path, name: str) -> None:
    (ensure_weights(data) / name).unlink()
    assert {path.name for path in ensure_weights(data).iterdir()} == {NETWORK, CONFIG, MANIFEST}


@pytest.mark.parametrize("content", ["", "{", "{}", '{"sha256": {}}'])
def test_a_manifest_that_says_nothing_is_written_again(data: Path, content: str) -> None:
    folder = ensure_weights(data)
    right = (folder / MANIFEST).read_text("utf-8")
    (folder / MANIFEST).write_text(content, "utf-8")
    assert (ensure_weights(data) / MANIFEST).read_text("utf-8") == right


@pytest.mark.parametrize("missing", [NETWORK, CONFIG])
def test_an_own_folder_needs_both_files(tmp_path: Path, missing: str) -> None:
    for name in {NETWORK, CONFIG} - {missing}:
        (tmp_path / name).write_bytes(b"own")
    with pytest.raises(WeightsError, match=missing) as caught:
        ensure_weights(tmp_path / "data", own=tmp_path)
    assert caught.value.details == {"path": str(tmp_path / missing)}


def test_an_own_folder_is_used_as_it_is(tmp_path: Path) -> None:
    for name in (NETWORK, CONFIG):
        (tmp_path / name).write_bytes(b"own")
    assert ensure_weights(tmp_path / "data", own=tmp_path) == tmp_path
    assert {path.name for path in tmp_path.iterdir()} == {NETWORK, CONFIG}


def test_a_package_that_is_not_installed_says_what_to_install() -> None:
    for gone in ({"package": "no_such_package"}, {"file": "models/other.onnx"}):
        with pytest.raises(WeightsError, match=r"pip install \w+==3\.10\.0"):
            replace(named_source(), **gone).find()


def test_a_package_with_another_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = replace(named_source(), sha256="0" * 64)
    monkeypatch.setattr(weights, "named_source", lambda: source)
    with pytest.raises(WeightsError, match="sha256 differs"):
        ensure_weights(tmp_path)
    assert list(tmp_path.rglob("*.onnx")) == []


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "weights").write_text("a file where the folder should be")
    with pytest.raises(WeightsError, match="cannot write weights"):
        ensure_weights(tmp_path)
