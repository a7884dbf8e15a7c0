"""No word leaves the machine: what libraries tell their makers is switched off before any of them is loaded."""

from __future__ import annotations

import os
import sys

SILENT = {
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime reports to Microsoft from its import on, under a number of the machine
    "PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK": "True",  # PaddleX asks model hubs at its import
    "DO_NOT_TRACK": "1",
}
"""Environment variables, for this process and those it starts."""

REPORTER = "openvino_telemetry"
"""OpenVINO reports each import to Google Analytics through this package; where it cannot be imported, OpenVINO puts a
stub that does nothing in its place."""


def keep_silent() -> None:
    """Call before onnxruntime, paddleocr or openvino is imported."""
    os.environ.update(SILENT)
    sys.modules[REPORTER] = None  # type: ignore[assignment]
