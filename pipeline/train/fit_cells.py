"""Fits the reader of single characters and writes ``pipeline/read/cell_net.onnx`` (``make cell-weights``).

Needs jax, optax and onnx (``requirements-train.txt``), which the program itself does not, and the Debian packages of
``cell_writing``. An hour on two cores. The shipped net was fitted in legs (``cell_net.toml``); this does it in one.

The net: four convolutions, each normalised over its batch while it learns and folded into plain weights afterwards, and
two dense layers. Belief is compared only among what may stand in a cell.
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from pipeline.read.glyphs import SIDE
from pipeline.train.cell_sets import Cells, allowed, classes, invent_cells
from pipeline.train.write_net import EPS, Shape, write_net

SHAPES: tuple[Shape, ...] = ((5, 1, 20, 2), (3, 20, 40, 2), (3, 40, 56, 1), (3, 56, 96, 2))
"""Of each convolution: side, channels in, channels out, stride."""
HIDDEN = 96
BATCH = 128
SMOOTHING = 0.02
Weights = dict[str, Any]


def fresh(seed: int) -> tuple[Weights, Weights]:
    """Random weights, and running means and variances of each convolution's outputs."""
    rng = np.random.default_rng(seed)
    weights: Weights = {}
    running: Weights = {}
    for n, (side, into, out, _) in enumerate(SHAPES):
        weights[f"conv{n}"] = rng.normal(0, np.sqrt(2 / (side * side * into)), (side, side, into, out))
        weights[f"scale{n}"], weights[f"shift{n}"] = np.ones(out), np.zeros(out)
        running[f"mean{n}"], running[f"var{n}"] = np.zeros(out), np.ones(out)
    flat = (SIDE // 8) ** 2 * SHAPES[-1][2]
    weights["dense0"], weights["bias0"] = rng.normal(0, np.sqrt(2 / flat), (flat, HIDDEN)), np.zeros(HIDDEN)
    weights["dense1"] = rng.normal(0, np.sqrt(1 / HIDDEN), (HIDDEN, len(classes())))
    weights["bias1"] = np.zeros(len(classes()))
    as_single = partial(jax.tree.map, lambda value: jnp.asarray(value, jnp.float32))
    return as_single(weights), as_single(running)


def logits(weights: Weights, running: Weights, x: Any, *, learning: bool, key: Any = None) -> tuple[Any, Weights]:
    """The net's answers for pictures N × side × side × 1 of 0..1, and what it saw of means and variances."""
    seen: Weights = {}
    for n, (_, _, _, stride) in enumerate(SHAPES):
        x = jax.lax.conv_general_dilated(
            x, weights[f"conv{n}"], (stride, stride), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        mean, var = running[f"mean{n}"], running[f"var{n}"]
        if learning:
            mean, var = x.mean((0, 1, 2)), x.var((0, 1, 2))
        seen[f"mean{n}"], seen[f"var{n}"] = mean, var
        x = jax.nn.relu((x - mean) / jnp.sqrt(var + EPS) * weights[f"scale{n}"] + weights[f"shift{n}"])
    x = x.reshape(x.shape[0], -1)
    if learning:
        x = x * jax.random.bernoulli(key, 0.8, x.shape) / 0.8
    x = jax.nn.relu(x @ weights["dense0"] + weights["bias0"])
    return x @ weights["dense1"] + weights["bias1"], seen


def _loss(weights: Weights, running: Weights, x: Any, y: Any, masks: Any, key: Any) -> tuple[Any, Weights]:
    said, seen = logits(weights, running, x, learning=True, key=key)
    log_p = jax.nn.log_softmax(jnp.where(masks, said, -1e9))
    smooth = (jnp.where(masks, log_p, 0).sum(1) / masks.sum(1)) * SMOOTHING
    right = jnp.take_along_axis(log_p, y[:, None], 1)[:, 0] * (1 - SMOOTHING)
    return -(right + smooth).mean(), seen


class Learner:
    """Weights on their way down."""

    def __init__(self, steps: int, seed: int, rate: float = 3e-3) -> None:
        self.weights, self.running = fresh(seed)
        schedule = optax.cosine_onecycle_schedule(steps, rate, pct_start=0.15, final_div_factor=200)
        self._optimiser = optax.chain(optax.clip_by_global_norm(2.0), optax.adamw(schedule, weight_decay=1e-3))
        self._state = self._optimiser.init(self.weights)
        self._key = jax.random.PRNGKey(seed)
        self._step = jax.jit(self._stepped)
        self._masks = jnp.array(np.stack([allowed(group) for group in range(3)]))

    def _stepped(self, weights: Weights, running: Weights, state: Any, x: Any, y: Any, g: Any, key: Any) -> Any:
        grad = jax.value_and_grad(_loss, has_aux=True)
        (loss, seen), slope = grad(weights, running, x, y, self._masks[g], key)
        updates, state = self._optimiser.update(slope, state, weights)
        running = jax.tree.map(lambda old, new: 0.98 * old + 0.02 * new, running, seen)
        return optax.apply_updates(weights, updates), running, state, loss

    def learn(self, x: NDArray[np.float32], y: NDArray[np.int64], g: NDArray[np.int64]) -> float:
        """One step on one batch; the loss is returned."""
        self._key, key = jax.random.split(self._key)
        self.weights, self.running, self._state, loss = self._step(
            self.weights, self.running, self._state, x, y, g, key
        )
        return float(loss)

    def right(self, cells: Cells) -> NDArray[np.bool_]:
        """Which cells are read right, each among what may stand there."""
        said = []
        for first in range(0, len(cells.labels), 500):
            x = np.float32(1 / 255) * cells.pictures[first : first + 500, :, :, None].astype(np.float32)
            said.append(np.asarray(logits(self.weights, self.running, x, learning=False)[0]))
        masked = np.where(np.stack([allowed(int(g)) for g in cells.groups]), np.concatenate(said), -np.inf)
        return np.asarray(masked.argmax(1) == cells.labels)


def jittered(pictures: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.float32]:
    """Pictures as 0..1 with a batch's own shift of up to 2 pixels and contrast."""
    dy, dx = rng.integers(-2, 3, 2)
    x = np.roll(pictures, (dy, dx), (1, 2)).astype(np.float32) * np.float32(1 / 255)
    return np.asarray((x ** np.float32(rng.uniform(0.7, 1.4)))[..., None], np.float32)


def main() -> None:
    """Invent cells, learn, and write the net."""
    asked = _asked()
    print_line = sys.stdout.write
    shards = [invent_cells(8000, seed, asked.fonts) for seed in range(asked.shards)]
    held = invent_cells(6000, 10_000, asked.fonts)
    learner, rng = Learner(asked.steps, asked.seed), np.random.default_rng(asked.seed)
    start = time.monotonic()
    for step in range(asked.steps):
        shard = shards[int(rng.integers(len(shards)))]
        chosen = rng.integers(0, len(shard.labels), BATCH)
        loss = learner.learn(jittered(shard.pictures[chosen], rng), shard.labels[chosen], shard.groups[chosen])
        if step % 200 == 199:
            share, seconds = learner.right(held).mean(), time.monotonic() - start
            print_line(f"{step + 1} loss {loss:.3f} right {share:.4f} {seconds:.0f} s\n")
    write_net(learner.weights, learner.running, SHAPES, asked.out)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts/truetype"))
    parser.add_argument("--shards", type=int, default=40, help="of 8,000 invented cells each")
    parser.add_argument("--steps", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("pipeline/read/cell_net.onnx"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
