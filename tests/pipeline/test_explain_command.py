"""``madoguchi explain``: the picture of every stage, and the reason where there is none."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from models.geometry import PX_PER_MM
from models.scan import Pixels
from tests.pipeline.command_line import SAMPLES, madoguchi
from tests.readiness import furnish

STAGES = ("matches", "identified", "overlay", "residual", "fields", "readings")
A4_PX = round(297 * PX_PER_MM), round(210 * PX_PER_MM)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Path:
    """A data folder ready to read, for all tests of this file."""
    return furnish(tmp_path_factory.mktemp("house"), unpacked)


@pytest.fixture(scope="module")
def explained(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scan with two pages, explained."""
    out = tmp_path_factory.mktemp("explained") / "new" / "folder"
    done = madoguchi(house, "explain", SAMPLES / "two_faxes.tif", "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(out)]
    return out


def picture(path: Path) -> Pixels:
    pixels = cv2.imread(str(path))
    assert pixels is not None, path.name
    return np.asarray(pixels, np.uint8)


def test_every_stage_of_every_page_has_its_picture_in_its_order(explained: Path) -> None:
    names = sorted(path.stem.split("_", 1)[1] for path in explained.iterdir())
    assert names == sorted(f"page{page}_{stage}" for page in (1, 2) for stage in STAGES)
    for page in (1, 2):
        of_page = sorted(path.stem for path in explained.glob(f"*_page{page}_*.png"))
        assert [stem.split("_")[-1] for stem in of_page] == list(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_pictures_show_something(explained: Path, stage: str) -> None:
    for path in explained.glob(f"*_{stage}.png"):
        pixels = picture(path)
        assert min(pixels.shape[:2]) > 500, path.name
        assert pixels.std() > 10, path.name


@pytest.mark.parametrize("stage", ["overlay", "residual", "fields"])
def test_stages_after_alignment_show_the_whole_sheet_in_colour(explained: Path, stage: str) -> None:
    for path in explained.glob(f"*_{stage}.png"):
        pixels = picture(path)
        assert pixels.shape[0] / pixels.shape[1] == pytest.approx(A4_PX[0] / A4_PX[1], rel=0.02)
        coloured = np.ptp(pixels.astype(np.int16), axis=2) > 60
        assert coloured.sum() > 200, path.name


@pytest.mark.parametrize(
    ("name", "told"), [("encrypted.pdf", "The PDF has a password"), ("blank_page.jpg", "The page is blank")]
)
def test_a_refused_file_says_why_and_has_no_pictures(house: Path, name: str, told: str, tmp_path: Path) -> None:
    done = madoguchi(house, "explain", SAMPLES / "bad" / name, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith(told)
    assert list((tmp_path / "out").glob("*")) == []


def test_pictures_that_cannot_be_written_are_one_line(house: Path, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    sample = SAMPLES / "resident_transfer_scan.jpg"
    done = madoguchi(house, "explain", sample, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1 and done.stderr.startswith("madoguchi: store: ")
