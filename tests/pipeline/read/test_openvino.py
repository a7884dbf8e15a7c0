"""OpenVINO behind PaddleOCR's conventions: the same answers, and ONNX Runtime where they are not the same."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from threadpoolctl import threadpool_info

from models.errors import EngineFault
from models.scan import Pixels
from pipeline.read import engines
from pipeline.read.engines import AGREED, difference, open_engine, runtime_of
from pipeline.read.names import signed
from pipeline.read.paddle import PaddleEngine
from pipeline.read.read import read_crops
from pipeline.read.weights import ensure_weights
from pipeline.threads import one_thread_inside
from tests.pipeline.read.drawn import line, put, white, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure_weights(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def plain(folder: Path) -> PaddleEngine:
    return PaddleEngine(folder)


@pytest.fixture(scope="module")
def quick(folder: Path) -> PaddleEngine:
    engine = open_engine(folder, 1, "openvino")
    assert isinstance(engine, PaddleEngine)
    return engine


def grey(width: int, seed: int) -> Pixels:
    return np.random.default_rng(seed).integers(0, 255, (48, width), np.uint8)


def test_the_name_tells_runtime_and_arithmetic(plain: PaddleEngine, quick: PaddleEngine) -> None:
    assert quick.name in {f"{plain.name}/openvino-{arithmetic}" for arithmetic in ("f32", "bf16", "f16")}
    assert (runtime_of(plain), runtime_of(quick)) == ("onnxruntime", quick.name.split("/")[-1])
    assert quick.charset == plain.charset


def test_both_runtimes_believe_nearly_the_same(plain: PaddleEngine, quick: PaddleEngine) -> None:
    assert 0.0 < difference(plain, quick) < 0.05  # not the very same network run twice
    assert difference(plain, plain) == 0.0
    crops = [
        written(line("digits", cells=10), "0123456789"),
        written(line("kana", cells=8), "タケウチ"),
        white(line("name")),
    ]
    for n, character in enumerate("山田太郎"):
        put(crops[2].writing, character, 60 + 46 * n, 62, 44)
    for read in (read_crops(crops, plain), read_crops(crops, quick)):
        assert [reading.text for reading in read] == ["0123456789", "タケウチ", "山田太郎"]
        assert min(reading.score for reading in read) > 0.9
    assert {reading.engine for reading in read_crops(crops, quick)} == {signed(quick.name)}


def test_each_line_keeps_its_own_answer(quick: PaddleEngine) -> None:
    """OpenVINO writes each answer to the same place."""
    lines = [grey(200, 1), grey(96, 2), grey(200, 3), grey(160, 4)]
    together = dict(quick.posteriors(lines))
    assert len(together) == 4 and not np.array_equal(together[0], together[2])
    for index, pixels in enumerate(lines):
        ((_, alone),) = quick.posteriors([pixels])
        np.testing.assert_allclose(together[index], alone, atol=1e-5)


@pytest.mark.parametrize("threads", [1, 2])
def test_threads_are_as_many_as_were_asked_for(folder: Path, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import openvino

    compiled: list[Any] = []
    real = openvino.Core.compile_model

    def remembered(*arguments: Any, **more: Any) -> Any:
        compiled.append(real(*arguments, **more))
        return compiled[-1]

    monkeypatch.setattr(openvino.Core, "compile_model", remembered)
    open_engine(folder, threads, "openvino")
    (model,) = compiled
    told = {name: model.get_property(name) for name in ("INFERENCE_NUM_THREADS", "NUM_STREAMS", "ENABLE_CPU_PINNING")}
    assert told == {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False}


def test_everything_else_stays_at_one_thread(folder: Path) -> None:
    one_thread_inside()
    engine = open_engine(folder, 2, "openvino")
    before = threading.active_count()
    assert len(dict(engine.posteriors([grey(200, 1), grey(96, 2)]))) == 2
    assert threading.active_count() == before
    assert cv2.getNumThreads() == 1
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


def test_auto_takes_openvino_only_where_it_agrees(
    folder: Path, plain: PaddleEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off_by(much: float) -> str:
        def leaning(engine: PaddleEngine, _weights: Path, _threads: int) -> PaddleEngine:
            network = engine._network
            return engine.through(lambda batch: network(batch) + np.float32(much), "leaning")

        monkeypatch.setattr(engines, "through_openvino", leaning)
        return open_engine(folder, 1, "auto").name

    assert off_by(0.5 * AGREED) == f"{plain.name}/leaning"
    assert off_by(2 * AGREED) == plain.name
    assert off_by(float("nan")) == plain.name


def test_without_openvino_auto_is_onnx_runtime_and_the_setting_is_refused(
    folder: Path, plain: PaddleEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    assert open_engine(folder, 1, "auto").name == plain.name
    with pytest.raises(EngineFault, match="OpenVINO cannot load"):
        open_engine(folder, 1, "openvino")


def test_onnx_runtime_alone_loads_no_openvino(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "through_openvino", lambda *_: pytest.fail("was loaded"))
    assert runtime_of(open_engine(folder, 1, "onnxruntime")) == "onnxruntime"
