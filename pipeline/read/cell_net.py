"""The second reader of lone characters: a small net of this project, run by ONNX Runtime.

It was fitted to invented cells (``pipeline/train``); ``cell_net.toml`` beside it says how, and what it gets right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from models.errors import EngineFault
from models.scan import Pixels
from pipeline.read.engine import Beliefs
from pipeline.read.glyphs import SIDE

WEIGHTS = Path(__file__).with_name("cell_net.onnx")


class CellNet:
    """See ``CellReader``. Takes about 0.1 ms a character on one thread."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        """Load the net; EngineFault where it is missing or broken."""
        import onnxruntime  # noqa: PLC0415 - heavy, and only needed where something is read

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
            told = self._session.get_modelmeta().custom_metadata_map["character"]
            digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        except Exception as error:
            raise EngineFault(f"cannot load {weights}: {error}") from error
        self.charset = tuple(told.split("\n"))
        self.name = f"cells/{digest[:8]}"

    def beliefs(self, glyphs: Sequence[Pixels]) -> Beliefs:
        """See ``CellReader``."""
        if not glyphs:
            return np.zeros((0, len(self.charset)), np.float32)
        ink = np.stack(glyphs).reshape(-1, 1, SIDE, SIDE).astype(np.float32) * np.float32(1 / 255)
        try:
            (said,) = self._session.run(None, {"ink": ink})
        except Exception as error:
            raise EngineFault(f"{self.name} failed on {len(glyphs)} characters: {error}") from error
        return np.asarray(said, np.float32)


@cache
def shipped_net() -> CellNet:
    """The net that the program ships, loaded once a process."""
    return CellNet()
