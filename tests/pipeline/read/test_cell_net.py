"""The shipped net: what its paper says of it is true, and it refuses broken files."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineFault
from pipeline.paper.fonts import FACES, glyph
from pipeline.read.cell_net import WEIGHTS, CellNet, shipped_net
from pipeline.read.glyphs import INK_SIDE, SIDE, framed
from pipeline.read.second import SIGNS, second_opinion

DIGITS = tuple("0123456789")


def told() -> dict[str, object]:
    return tomllib.loads(WEIGHTS.with_suffix(".toml").read_text(encoding="utf-8"))


def test_its_paper_names_this_very_file_and_it_is_small() -> None:
    content = WEIGHTS.read_bytes()
    assert told()["sha256"] == hashlib.sha256(content).hexdigest()
    assert len(content) <= 1_000_000


def test_no_face_of_the_test_sheets_was_used_to_fit_it() -> None:
    used = {str(name).rpartition("/")[2] for name in told()["faces"]}  # type: ignore[attr-defined]
    assert used and used.isdisjoint(face.file.rpartition("/")[2] for face in FACES)


def test_it_reads_the_digits_of_faces_that_it_never_saw() -> None:
    net = shipped_net()
    drawn = [glyph(face, digit, 40) for face in FACES for digit in DIGITS]
    shapes = [ink[np.ix_(ink.any(axis=1), ink.any(axis=0))] for ink in drawn]
    said = second_opinion(net.beliefs([framed(ink) for ink in shapes]), net.charset, DIGITS).argmax(axis=1)
    assert np.mean(said == np.tile(range(10), len(FACES))) > 0.93


def test_it_knows_digits_letters_kana_and_the_two_signs() -> None:
    assert set("0123456789-AZアガンヴ" + SIGNS) < set(shipped_net().charset)
    assert shipped_net().charset[-1] == ""
    assert shipped_net().name.startswith("cells/")


def test_nothing_to_look_at_gives_nothing() -> None:
    assert shipped_net().beliefs([]).shape == (0, len(shipped_net().charset))


def test_a_broken_file_and_a_wrong_picture_are_faults(tmp_path: Path) -> None:
    broken = tmp_path / "net.onnx"
    broken.write_bytes(WEIGHTS.read_bytes()[:1000])
    with pytest.raises(EngineFault, match="cannot load"):
        CellNet(broken)


@pytest.mark.parametrize("shape", [(50, 10), (6, 40), (20, 20), (200, 3)])
def test_ink_is_framed_in_the_middle_whatever_its_shape_and_darkness(shape: tuple[int, int]) -> None:
    picture = framed(np.full(shape, 80, np.uint8))
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    assert picture.shape == (SIDE, SIDE)
    assert max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 == INK_SIDE
    assert abs(rows[0] + rows[-1] - SIDE + 1) <= 1 and abs(columns[0] + columns[-1] - SIDE + 1) <= 1
    assert picture.max() == 255
