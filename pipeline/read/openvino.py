"""OpenVINO as the runtime of PaddleOCR's recogniser: the same ONNX file, with the processor's quickest arithmetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineFault
from pipeline.read.paddle import Network, PaddleEngine
from pipeline.read.weights import NETWORK

SETTINGS = {
    "PERFORMANCE_HINT": "LATENCY",
    "NUM_STREAMS": "1",
    "ENABLE_CPU_PINNING": "NO",  # two engines would be pinned to the same core
    "ENABLE_HYPER_THREADING": "NO",
}
"""One line at a time, by as many threads as are asked for. An engine of each thread's own costs 0.2 s and 30 MB: what
is the same in all of them, OpenVINO shares inside a process."""


def through_openvino(engine: PaddleEngine, weights: Path, threads: int) -> PaddleEngine:
    """``engine`` with its network run by OpenVINO on ``threads`` CPU threads; EngineFault where OpenVINO cannot.

    A processor that multiplies bfloat16 does so: quicker, and the posteriors differ a little. The name tells.
    """
    try:
        from openvino import Core  # noqa: PLC0415 - only where it is asked for

        settings = {**SETTINGS, "INFERENCE_NUM_THREADS": str(threads)}
        compiled = Core().compile_model(str(weights / NETWORK), "CPU", settings)
        arithmetic = compiled.get_property("INFERENCE_PRECISION_HINT").to_string()
    except Exception as error:
        raise EngineFault(f"OpenVINO cannot load {weights}: {error}") from error
    return engine.through(_network(compiled.create_infer_request()), f"openvino-{arithmetic}")


def _network(request: Any) -> Network:
    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        request.infer({0: batch}, share_inputs=True, share_outputs=True)
        return np.array(request.get_output_tensor(0).data)  # a copy: the next line overwrites it

    return run
