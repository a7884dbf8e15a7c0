"""PaddleOCR itself with its real weights, reading what a handwriting face draws."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import EngineFault
from models.scan import Pixels
from pipeline.read.alphabets import alphabet
from pipeline.read.decode import decode_line
from pipeline.read.paddle import PaddleEngine
from pipeline.read.read import prepare, read_crops
from pipeline.read.script import Script
from pipeline.read.weights import CONFIG, NETWORK, ensure_weights
from tests.pipeline.read.drawn import line, put, white, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure_weights(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def engine(folder: Path) -> PaddleEngine:
    return PaddleEngine(folder)


def printed(text: str, height: int = 48) -> Pixels:
    """A line of printed digits in a picture that is as wide as they need."""
    (width, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 2)
    pixels = np.full((48, width + 20), 255, np.uint8)
    cv2.putText(pixels, text, (10, 37), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 20, 2, cv2.LINE_AA)
    return np.asarray(cv2.resize(pixels, None, fx=height / 48, fy=height / 48, interpolation=cv2.INTER_AREA), np.uint8)


def texts(engine: PaddleEngine, lines: list[Pixels]) -> dict[int, str]:
    digits = alphabet(Script.DIGITS, engine.charset)
    return {index: decode_line(steps, digits)[0].text for index, steps in engine.posteriors(lines)}


def test_the_engine_says_what_it_is(engine: PaddleEngine) -> None:
    assert engine.name == "paddleocr/PP-OCRv6_small_rec/6f327246"
    assert engine.charset[0] == ""
    assert len(set(engine.charset)) == len(engine.charset) > 18_000
    assert set("0123456789ー髙東アッツ ") <= set(engine.charset)


def test_belief_adds_up_to_one_at_every_step(engine: PaddleEngine) -> None:
    ((index, steps),) = engine.posteriors([printed("0312")])
    assert (index, steps.dtype, steps.shape[1]) == (0, np.float32, len(engine.charset))
    assert steps.sum(axis=1) == pytest.approx(np.ones(len(steps)), abs=1e-3)


@pytest.mark.parametrize("text", ["0123456789", "8801", "7"])
def test_digits_in_cells_are_read(engine: PaddleEngine, text: str) -> None:
    (reading,) = read_crops([written(line("digits", cells=10), text)], engine)
    assert reading.text == text
    assert reading.score > 0.9


@pytest.mark.parametrize("text", ["サットウ ユウジ", "キョウコ", "タケウチ", "ヤマダ ジョー"])
def test_katakana_in_cells_are_read_with_their_gap_and_size(engine: PaddleEngine, text: str) -> None:
    (reading,) = read_crops([written(line("kana", box_mm=[10, 10, 64, 8], cells=8), text)], engine)
    assert reading.text == text


def test_a_name_on_a_free_line_is_read(engine: PaddleEngine) -> None:
    crop = white(line("name"))
    for n, character in enumerate("山田太郎"):
        put(crop.writing, character, 60 + 46 * n, 62, 44)
    (reading,) = read_crops([crop], engine)
    assert reading.text == "山田太郎"
    assert reading.score > 0.9


def test_lines_of_every_width_keep_their_own_answer(engine: PaddleEngine) -> None:
    wanted = ["31415926", "7", "2718", "16", "1618033", "42", "2719", "2720", "2721", "2722"]
    found = texts(engine, [printed(text) for text in wanted])
    assert [found[index] for index in range(len(wanted))] == wanted


def test_a_line_is_read_the_same_in_company_and_alone(engine: PaddleEngine) -> None:
    lines = [printed("2718"), printed("31415926"), printed("1718"), printed("2719")]
    together = dict(engine.posteriors(lines))
    for index, pixels in enumerate(lines):
        ((_, alone),) = engine.posteriors([pixels])
        np.testing.assert_allclose(together[index], alone, atol=1e-4)
        assert len(alone) == math.ceil(pixels.shape[1] / 8)


@pytest.mark.parametrize("height", [24, 60, 96])
def test_a_line_of_another_height_is_scaled(engine: PaddleEngine, height: int) -> None:
    ((_, usual),), ((_, scaled),) = (engine.posteriors([printed("31415926", tall)]) for tall in (48, height))
    assert len(scaled) == pytest.approx(len(usual), abs=1)
    assert texts(engine, [printed("31415926", height)]) == {0: "31415926"}


def test_white_paper_is_silence(engine: PaddleEngine) -> None:
    ((_, steps),) = engine.posteriors([np.full((48, 160), 255, np.uint8)])
    assert steps[:, 0].min() > 0.9
    assert list(engine.posteriors([])) == []


def test_the_line_of_a_strip_is_as_long_as_its_windows_say(engine: PaddleEngine) -> None:
    (strip,) = prepare(written(line("digits", cells=10), "12345")).lines
    ((_, steps),) = engine.posteriors([strip.pixels])
    for number, window in enumerate(strip.windows):
        per_px = len(steps) / strip.pixels.shape[1]
        inside = steps[int(window.left * per_px) : round(window.right * per_px)]
        best = engine.charset[int(inside[:, 1:].max(axis=0).argmax()) + 1]
        assert best == "12345"[number]


def test_a_broken_network_is_an_engine_fault(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / CONFIG, tmp_path)
    (tmp_path / NETWORK).write_bytes((folder / NETWORK).read_bytes()[:5000])
    with pytest.raises(EngineFault, match="cannot load"):
        PaddleEngine(tmp_path)


def test_a_folder_without_weights_is_an_engine_fault(tmp_path: Path) -> None:
    with pytest.raises(EngineFault, match="cannot load"):
        PaddleEngine(tmp_path)
