"""The letters of a blank are traced once and kept beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.page import BlankSheet
from pipeline.align import trace as module
from pipeline.align.trace import trace
from tests.pipeline.identify.forms import printed_sheet


@pytest.fixture
def blank() -> BlankSheet:
    pixels = np.full((2376, 1680), 255, np.uint8)
    cv2.rectangle(pixels, (200, 300), (1400, 420), 0, 3)
    for n, letter in enumerate("ABCDEFGH"):
        cv2.putText(pixels, letter, (240 + 60 * n, 380), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    return printed_sheet(pixels)


def test_each_letter_is_one_and_rules_are_none(blank: BlankSheet) -> None:
    traced = trace(blank)
    middles = [np.divmod(part, 1680)[1].mean() for part in np.split(traced.places, traced.starts[1:])]
    assert np.allclose(middles, [251 + 60 * n for n in range(8)], atol=6)
    assert traced.looks.shape == (3, len(traced.places))
    assert (blank.pixels.ravel()[traced.places[traced.firm]] < 160).all()
    assert not (traced.firm & traced.off).any()


def test_what_is_kept_is_what_was_traced(blank: BlankSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, beside = trace(blank), replace(blank, kept=tmp_path / "sheet.npz")
    assert [path.name for path in tmp_path.iterdir()] == []
    trace(beside)
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.letters.npz"]
    monkeypatch.setattr(module, "_traced", lambda pixels: pytest.fail("traced again"))
    again = trace(beside)
    for name in ("places", "starts", "looks", "firm", "off"):
        one, other = getattr(fresh, name), getattr(again, name)
        assert one.dtype == other.dtype and (one == other).all()


def test_rubbish_beside_the_blank_is_replaced(blank: BlankSheet, tmp_path: Path) -> None:
    beside = replace(blank, kept=tmp_path / "sheet.npz")
    (tmp_path / "sheet.letters.npz").write_bytes(b"rubbish")
    assert len(trace(beside).starts) == 8
    assert (tmp_path / "sheet.letters.npz").stat().st_size > 100


def test_an_empty_sheet_has_no_letters() -> None:
    empty = trace(printed_sheet(np.full((2376, 1680), 255, np.uint8)))
    assert len(empty.places) == len(empty.starts) == 0
