"""Which runtime reads: the one that is set, or the quicker one where it gives the same answers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from models.errors import EngineFault
from models.scan import Pixels
from pipeline.read.engine import TextEngine
from pipeline.read.openvino import through_openvino
from pipeline.read.paddle import PaddleEngine

Runtime = Literal["auto", "onnxruntime", "openvino"]

AGREED = 5e-2
"""By how much a probability may differ on the built-in line, whose writing is clear: bfloat16 differs by 0.009 on
processors with AVX-512 and by 0.024 on those with AMX, and reads as well on both; what is broken is far off."""


def open_engine(weights: Path, threads: int, runtime: Runtime = "auto") -> TextEngine:
    """The engine on ``runtime``; ``auto`` is OpenVINO where it loads and agrees with ONNX Runtime.

    EngineFault where the runtime that was asked for does not load.
    """
    reference = PaddleEngine(weights, threads)
    if runtime == "onnxruntime":
        return reference
    try:
        quick = through_openvino(reference, weights, threads)
        return quick if runtime == "openvino" or difference(reference, quick) <= AGREED else reference
    except EngineFault:
        if runtime == "openvino":
            raise
        return reference


def runtime_of(engine: TextEngine) -> str:
    """``onnxruntime``, or what the engine's name says behind its weights."""
    return [*engine.name.split("/"), "onnxruntime"][3]


def difference(one: TextEngine, other: TextEngine) -> float:
    """The largest difference of two engines' posteriors on the built-in line; 1 where it has other steps."""
    ((_, a),), ((_, b),) = one.posteriors([_built_in_line()]), other.posteriors([_built_in_line()])
    return float(np.abs(a - b).max()) if a.shape == b.shape and np.isfinite(b).all() else 1.0


def _built_in_line() -> Pixels:
    """Digits and letters in print, dark on white."""
    line = np.full((48, 320), 255, np.uint8)
    cv2.putText(line, "2026-11-26 A", (12, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20,), 2, cv2.LINE_AA)
    return line
