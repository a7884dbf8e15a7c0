"""PaddleOCR's text recogniser behind ``TextEngine``; everything that knows PaddleOCR is in this file."""

from __future__ import annotations

import copy
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import yaml
from numpy.typing import NDArray

from models.errors import EngineFault
from models.scan import Pixels
from pipeline.read.engine import Posteriors
from pipeline.read.weights import weights_id

LINE_HEIGHT = 48
"""Input height of the recogniser in pixels; lines are scaled to it."""

WIDTH_STEP = 16
"""Lines are padded to a multiple of this (pixels), so that some share a batch."""

BATCH = 4
"""Lines that go through the network together. Its time grows with the pixels alone (9 ms for 100 px on one thread),
so larger batches save nothing, and padding costs."""

Network = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""The recogniser's network: prepared lines of one width (lines × 3 × 48 × width) to posteriors for each."""


class PaddleEngine:
    """PP-OCR weights in PaddleOCR's ``TextRecognition``, run by ONNX Runtime on ``threads`` CPU threads.

    Not thread-safe: give every worker thread its own. Loading takes about 2 s in a process's first engine.
    """

    def __init__(self, weights: Path, threads: int = 1) -> None:
        """Load the folder ``weights`` (see ``ensure_weights``); EngineFault where PaddleOCR cannot."""
        try:
            predictor = _load(weights, threads)
            self._normalise = predictor.pre_tfs["ReisizeNorm"]
            runner = predictor.runner
            characters = tuple(predictor.post_op.character)
            name = str(predictor.model_name)
        except Exception as error:
            raise EngineFault(f"PaddleOCR cannot load {weights}: {error}") from error
        self._network: Network = lambda batch: runner(x=[batch])[0]
        self._batch = BATCH
        self.name = f"paddleocr/{name}/{weights_id(weights)}"
        self.charset: tuple[str, ...] = ("", *characters[1:])

    def through(self, network: Network, runtime: str) -> PaddleEngine:
        """This engine with another runtime behind it: lines are prepared and answers checked in the same way.

        They go through one at a time: a runtime that prepares for each shape has few of them to prepare for.
        """
        other = copy.copy(self)
        other._network, other._batch, other.name = network, 1, f"{self.name}/{runtime}"
        return other

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        """See ``TextEngine``; lines of nearly the same width share a batch."""
        inputs = [_scaled(line) for line in lines]
        for width, batch in _batches([line.shape[1] for line in inputs], self._batch):
            outputs = self._infer(np.stack([self._prepared(inputs[index], width) for index in batch]))
            for index, steps in zip(batch, outputs, strict=True):
                yield index, steps[: math.ceil(len(steps) * inputs[index].shape[1] / width)]

    def _prepared(self, line: Pixels, width: int) -> NDArray[np.float32]:
        """PaddleOCR's own normalisation of a line padded with paper to ``width``."""
        padded = cv2.copyMakeBorder(line, 0, 0, 0, width - line.shape[1], cv2.BORDER_CONSTANT, value=(255,))
        ratio = (width + 0.5) / LINE_HEIGHT  # PaddleOCR rounds the width down again
        return np.asarray(self._normalise.resize_norm_img(cv2.cvtColor(padded, cv2.COLOR_GRAY2BGR), ratio), np.float32)

    def _infer(self, batch: NDArray[np.float32]) -> Posteriors:
        try:
            outputs = self._network(batch)
        except Exception as error:
            raise EngineFault(f"{self.name} failed on a batch of {len(batch)} lines: {error}") from error
        steps = np.asarray(outputs, np.float32)
        if steps.ndim != 3 or (steps.shape[0], steps.shape[2]) != (len(batch), len(self.charset)):
            raise EngineFault(f"{self.name} answered with shape {steps.shape}")
        return steps


def _load(weights: Path, threads: int) -> Any:
    """PaddleX's predictor inside PaddleOCR's ``TextRecognition``; the import alone takes 1.5 s."""
    from paddleocr import TextRecognition  # noqa: PLC0415

    config = yaml.load((weights / "inference.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return TextRecognition(
        model_name=config["Global"]["model_name"],
        model_dir=str(weights),
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": threads, "inter_op_num_threads": 1},
        device="cpu",
    ).paddlex_predictor


def _scaled(line: Pixels) -> Pixels:
    """The line at the recogniser's height, its shape kept."""
    if line.shape[0] == LINE_HEIGHT:
        return line
    width = max(1, round(line.shape[1] * LINE_HEIGHT / line.shape[0]))
    return np.asarray(cv2.resize(line, (width, LINE_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def _batches(widths: Sequence[int], most: int) -> Iterator[tuple[int, list[int]]]:
    """Indices of lines to read together, ``most`` at a time, with the width to pad them to."""
    by_width: dict[int, list[int]] = defaultdict(list)
    for index, width in enumerate(widths):
        by_width[math.ceil(width / WIDTH_STEP) * WIDTH_STEP].append(index)
    for width, indices in sorted(by_width.items()):
        for first in range(0, len(indices), most):
            yield width, indices[first : first + most]
