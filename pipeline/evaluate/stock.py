"""PaddleOCR as it comes, to compare with: its own detector, recogniser and decoding, no knowledge of the form."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import yaml

from models.scan import Pixels

_DETECTOR, _DETECTOR_FILE = "PP-OCRv6_small_det", "models/PP-OCRv6_det_small.onnx"
_ENGINE = {
    "engine": "onnxruntime",
    "device": "cpu",
    "engine_config": {"intra_op_num_threads": 1, "inter_op_num_threads": 1},
}


@dataclass(frozen=True, slots=True)
class Text:
    """What stock PaddleOCR read, its score, and the middle of the line in pixels of the picture."""

    text: str
    score: float
    middle: tuple[float, float] = (0.0, 0.0)


class Stock:
    """PaddleOCR's ``TextDetection`` and ``TextRecognition`` with the weights of the installed wheel.

    Not thread-safe, as they are not.
    """

    def __init__(self, weights: Path) -> None:
        """Load both; ``weights`` is the recogniser's folder (see ``ensure_weights``)."""
        from paddleocr import TextDetection, TextRecognition  # noqa: PLC0415 - takes 1.5 s

        name = yaml.safe_load((weights / "inference.yml").read_text("utf-8"))["Global"]["model_name"]
        self._recognise = TextRecognition(model_name=name, model_dir=str(weights), **_ENGINE)
        self._detect = TextDetection(model_name=_DETECTOR, model_dir=_detector().name, **_ENGINE)

    def lines(self, pictures: Sequence[Pixels]) -> list[Text]:
        """Read pictures (blue-green-red) of single lines."""
        if not pictures:
            return []
        found = self._recognise.predict([np.ascontiguousarray(picture) for picture in pictures])
        return [Text(str(one["rec_text"]), float(one["rec_score"])) for one in found]

    def page(self, picture: Pixels) -> list[Text]:
        """Find the lines of a whole page and read them."""
        (found,) = self._detect.predict(picture)
        corners = [np.asarray(polygon, np.float32) for polygon in found["dt_polys"]]
        texts = self.lines([_cut_out(picture, four) for four in corners])
        middles = [tuple(four.mean(axis=0).tolist()) for four in corners]
        return [Text(one.text, one.score, middle) for one, middle in zip(texts, middles, strict=True)]


def _cut_out(picture: Pixels, four: Any) -> Pixels:
    """A line laid flat, as PaddleOCR's own pipeline does before it reads."""
    width = max(1, round(max(np.linalg.norm(four[1] - four[0]), np.linalg.norm(four[2] - four[3]))))
    height = max(1, round(max(np.linalg.norm(four[3] - four[0]), np.linalg.norm(four[2] - four[1]))))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    line = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(four, flat), (width, height), flags=cv2.INTER_CUBIC)
    return np.asarray(np.rot90(line) if height >= 1.5 * width else line, np.uint8)


@cache
def _detector() -> tempfile.TemporaryDirectory[str]:
    """A folder with the detector as PaddleOCR wants it, gone with the process; its settings are PaddleOCR's."""
    made = tempfile.TemporaryDirectory(prefix="madoguchi-detector-")
    folder = Path(made.name)
    (folder / "inference.onnx").symlink_to(Path(str(files("rapidocr") / _DETECTOR_FILE)))
    operations = [
        {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
        {"DetLabelEncode": None},
        {"DetResizeForTest": {"limit_side_len": 960, "limit_type": "max"}},
        {
            "NormalizeImage": {
                "mean": [0.485, 0.456, 0.406],
                "std": [0.229, 0.224, 0.225],
                "scale": "1./255.",
                "order": "hwc",
            }
        },
        {"ToCHWImage": None},
        {"KeepKeys": {"keep_keys": ["image", "shape", "polys", "ignore_tags"]}},
    ]
    config = {
        "Global": {"model_name": _DETECTOR},
        "PreProcess": {"transform_ops": operations},
        "PostProcess": {
            "name": "DBPostProcess", "thresh": 0.3, "box_thresh": 0.6, "max_candidates": 1000, "unclip_ratio": 1.5,
        },
    }  # fmt: skip
    (folder / "inference.yml").write_text(yaml.safe_dump(config), "utf-8")
    return made
