"""Writes a fitted net as ONNX: batch normalisation folded into the convolutions, the classes in its metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pipeline.read.glyphs import SIDE
from pipeline.train.cell_sets import classes

EPS = 1e-3
"""Added to a variance before it divides."""

Shape = tuple[int, int, int, int]
"""Of a convolution: side, channels in, channels out, stride."""


def write_net(weights: Mapping[str, Any], running: Mapping[str, Any], shapes: Sequence[Shape], out: Path) -> None:
    """Input ``ink``: N × 1 × side × side of 0..1, ink 1. Output ``said``: N × classes, not yet normalised."""
    stored: dict[str, NDArray[np.float32]] = {}
    nodes, last = [], "ink"
    for n, (side, _, _, stride) in enumerate(shapes):
        stored |= _folded(n, weights, running)
        more = {"kernel_shape": [side, side], "strides": [stride, stride], "auto_pad": "SAME_UPPER"}
        nodes.append(helper.make_node("Conv", [last, f"kernel{n}", f"shift{n}"], [f"c{n}"], **more))
        nodes.append(helper.make_node("Relu", [f"c{n}"], [f"r{n}"]))
        last = f"r{n}"
    rest, channels = SIDE // 8, shapes[-1][2]
    by_channel = np.asarray(weights["dense0"]).reshape(rest, rest, channels, -1).transpose(2, 0, 1, 3)
    stored["dense0"] = by_channel.reshape(rest * rest * channels, -1)
    stored |= {name: np.asarray(weights[name]) for name in ("bias0", "dense1", "bias1")}
    nodes.append(helper.make_node("Flatten", [last], ["flat"]))
    nodes.append(helper.make_node("Gemm", ["flat", "dense0", "bias0"], ["d"]))
    nodes.append(helper.make_node("Relu", ["d"], ["h"]))
    nodes.append(helper.make_node("Gemm", ["h", "dense1", "bias1"], ["said"]))
    picture = helper.make_tensor_value_info("ink", TensorProto.FLOAT, ["n", 1, SIDE, SIDE])
    said = helper.make_tensor_value_info("said", TensorProto.FLOAT, ["n", len(classes())])
    kept = [numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name) for name, value in stored.items()]
    graph = helper.make_graph(nodes, "cells", [picture], [said], kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {"character": "\n".join(classes())})
    onnx.save(model, out)


def _folded(n: int, weights: Mapping[str, Any], running: Mapping[str, Any]) -> dict[str, NDArray[np.float32]]:
    """Convolution ``n`` with the scale and shift of its normalisation in it."""
    factor = np.asarray(weights[f"scale{n}"]) / np.sqrt(np.asarray(running[f"var{n}"]) + EPS)
    shift = np.asarray(weights[f"shift{n}"]) - np.asarray(running[f"mean{n}"]) * factor
    return {f"kernel{n}": (np.asarray(weights[f"conv{n}"]) * factor).transpose(3, 2, 0, 1), f"shift{n}": shift}
