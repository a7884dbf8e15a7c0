"""Strips of cells under two readers: empty cells stay empty, signs of their own join, agreement is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.reading import Crop, Reading
from models.scan import Pixels
from pipeline.read.cell_net import shipped_net
from pipeline.read.engine import Beliefs
from pipeline.read.read import read_crops
from pipeline.read.version import reader_version
from tests.pipeline.read.drawn import CHARSET, ToldEngine, believed, free, line, put, spelt, white, written

CLASSES = (*"0123456789-", *"サシツユヨキコタカト", "゛", "゜", "ガ", "")


class ToldCells:
    """Says of every character shown what it was told, and notes how many it saw."""

    name = "told-cells/1"
    charset = CLASSES

    def __init__(self, *says: str, sure: float = 0.99) -> None:
        self.says, self.sure = says, sure
        self.seen = 0

    def beliefs(self, glyphs: Sequence[Pixels]) -> Beliefs:
        self.seen += len(glyphs)
        rows = np.full((len(glyphs), len(CLASSES)), np.log((1 - self.sure) / len(CLASSES)), np.float32)
        for row, character in zip(rows, self.says, strict=True):
            row[CLASSES.index(character)] = np.log(self.sure)
        return rows


def celled(type_: str, text: str) -> Crop:
    return written(line(type_, cells=8), text)


def read(crop: Crop, engine: ToldEngine, second: ToldCells | None) -> Reading:
    (reading,) = read_crops([crop], engine, None, second)
    return reading


def test_a_wavering_first_reader_hears_the_second() -> None:
    steps = believed({"1": 0.5, "7": 0.45}, {}, {"2": 0.9}, {})
    alone = read(celled("digits", "72"), ToldEngine(steps), None)
    both = read(celled("digits", "72"), ToldEngine(steps), ToldCells("7", "2"))
    assert (alone.text, both.text) == ("12", "72")
    assert alone.sight.second == alone.sight.certainty < 0.95
    assert both.sight.second == pytest.approx(0.98, abs=0.02)
    assert both.engine == f"told/1+told-cells/1@{reader_version()}"


def test_disagreement_is_told_whoever_is_followed() -> None:
    reading = read(celled("digits", "72"), ToldEngine(spelt("72")), ToldCells("7", "3", sure=0.6))
    assert reading.text == "72"
    assert reading.sight.second < 0.1


def test_noise_does_not_override_a_sure_first_reader() -> None:
    crop = white(line("digits", cells=4))
    rng = np.random.default_rng(3)
    for number, box in enumerate(crop.field.cell_boxes()):  # type: ignore[union-attr]
        left, top = round((box.x - crop.box_mm.x) * 8) + 20, round((box.y - crop.box_mm.y) * 8) + 12
        crop.writing[top : top + 36, left : left + 24] = rng.integers(0, 2, (36, 24)) * 255 if number else 0
    (reading,) = read_crops([crop], ToldEngine(spelt("4713")), None, shipped_net())
    assert reading.text == "4713"


def test_free_lines_and_unknown_scripts_are_the_first_readers_alone() -> None:
    second = ToldCells()
    free_digits, name = free("digits", "12"), celled("name", "山田")
    readings = read_crops([free_digits, name], ToldEngine(spelt("12"), spelt("山田")), None, second)
    assert [r.text for r in readings] == ["12", "山田"]
    assert all(r.sight.second == r.sight.certainty for r in readings)
    assert second.seen == 0


def test_the_second_reader_fails_aloud() -> None:
    class Broken(ToldCells):
        def beliefs(self, glyphs: Sequence[Pixels]) -> Beliefs:
            raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        read(celled("digits", "12"), ToldEngine(spelt("12")), Broken())


def with_sign(text: str, sign_at: int, size_px: int = 7) -> Crop:
    """Kana in cells, and two short ticks in the cell ``sign_at``."""
    crop = celled("kana", text)
    box = line("kana", cells=8).cell_boxes()[sign_at]
    x, y = round((box.x - crop.box_mm.x) * 8) + 12, round((box.y - crop.box_mm.y) * 8) + 12
    for n in range(2):
        crop.writing[y : y + 2 * size_px, x + size_px * n : x + size_px * n + 4] = 40
    return crop


def read_with_sign(kana: str) -> str:
    """サ, ``kana``, a sign in a cell of its own, ト and コ, as both readers see them."""
    charset = (*CHARSET, "ガ")
    engine = ToldEngine(believed(*(step for c in f"サ{kana}コトコ" for step in ({c: 0.9}, {})), charset=charset))
    engine.charset = charset
    return read(with_sign(f"サ{kana} トコ", 2), engine, ToldCells("サ", kana, "゛", "ト", "コ")).text


def test_a_sign_in_a_cell_of_its_own_voices_the_kana_before_it() -> None:
    assert read_with_sign("カ") == "サガトコ"


def test_a_speck_like_a_sign_does_not_make_another_kana_of_one_that_bears_none() -> None:
    text = read_with_sign("ヨ")
    assert text.startswith("サヨ") and text.endswith("トコ") and len(text) == 5


def test_large_ink_is_no_sign() -> None:
    reading = read(celled("kana", "カカ"), ToldEngine(spelt("カカ")), ToldCells("カ", "゛"))
    assert "ガ" not in reading.text


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("0123456789 "), min_size=1, max_size=8).map("".join))
def test_empty_cells_never_produce_characters(text: str) -> None:
    crop = celled("digits", text)
    inked = text.replace(" ", "")
    (reading,) = read_crops([crop], ToldEngine(spelt(inked)) if inked else ToldEngine(), None, shipped_net())
    assert len(reading.text.replace(" ", "")) == len(inked)
    assert reading.text.replace(" ", "") == inked
    assert reading.is_blank == (not inked)


@pytest.mark.parametrize("shift", [0, 1])
def test_a_number_one_box_further_is_the_same_number(shift: int) -> None:
    (reading,) = read_crops([celled("account_number", " " * shift + "1234567")], ToldEngine(spelt("1234567")))
    assert reading.text == "1234567"


def test_the_shipped_net_reads_what_it_was_made_for() -> None:
    crop = white(line("digits", cells=8))
    for n, digit in enumerate("01234567"):
        put(crop.writing, digit, 58 + 60 * n, 60, 44)
    flat = believed(*[{}] * 16)
    (reading,) = read_crops([crop], ToldEngine(flat), None, shipped_net())
    assert reading.text == "01234567"
