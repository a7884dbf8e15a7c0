"""Golden paper: one small page of each defect and near miss, made anew only by ``python -m pipeline.paper.golden``.

``tests/golden/<name>.json`` says the form (none for a page that must be refused), by how much the picture is enlarged
before it is laid, and where the corners of every field's box truly lie on it then, in pixels.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.page import BlankSheet
from models.scan import Matrix, Pixels
from pipeline.identify.known import load_known
from pipeline.paper.blanks import printed
from pipeline.paper.defects import Defect, damage
from pipeline.paper.degrade import Level, Picture, degrade
from pipeline.paper.designs import DESIGNS
from pipeline.paper.papers import PX_PER_MM
from pipeline.paper.strangers import Stranger, filled, stranger
from pipeline.paper.twins import Twin, twin
from pipeline.settings import PROJECT_ROOT

_SEED = 20261125
_LONGER_SIDE = 1300
"""Of a picture as it is kept: about 110 dpi."""

_MOST_BYTES = 58_000
_MOST_BILEVEL_BYTES = 88_000
_QUALITIES = (70, 60, 50, 42, 35, 28, 22, 16)
_TRIES = 20
_COLOURED = {Defect.STAINS, Defect.STAMP}
_STRANGERS = (Stranger.BLANK_PAPER, Stranger.WRITTEN_LINE, Stranger.LETTER, Stranger.TABLE, Stranger.OTHER_FORM)
_TWINS = (Twin.ROW_LESS, Twin.ROW_MORE, Twin.MOVED_BOX, Twin.REVISED_LABEL)


def write_golden(folder: Path) -> list[Path]:
    """Write every golden page and what is true of it; the same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = [known.blank() for known in load_known(PROJECT_ROOT / "form_templates")]
    written = []
    for number, defect in enumerate(Defect):
        sheet, picture = _small_enough(sheets[number % 4 :] + sheets[: number % 4], defect)
        written.append(_write_defect(folder / defect.value, picture, sheet, defect))
    for kind in _STRANGERS:
        written.append(_write_stranger(folder / f"stranger_{kind.value}", stranger(kind, _rng(kind.value), Level.SCAN)))
    for number, change in enumerate(_TWINS):
        page = filled(printed(*twin(DESIGNS[number], change, _SEED)), _rng(change.value)).pixels
        picture = degrade(page, PX_PER_MM, Level.SCAN, _rng(change.value))
        written.append(_write_stranger(folder / f"twin_{change.value}", picture))
    return written


def _small_enough(sheets: Sequence[BlankSheet], defect: Defect) -> tuple[BlankSheet, Picture]:
    """A filled sheet with the defect; where bilevel, the first with few enough specks to keep."""
    for number in range(_TRIES):
        sheet = sheets[number % len(sheets)]
        canvas = filled(sheet, _rng(sheet.template.form))
        picture = damage(canvas, defect, _rng(f"{defect.value} {number}"))
        if not picture.is_bilevel or len(_coded(picture)) <= _MOST_BILEVEL_BYTES:
            break
    return sheet, picture


def _write_defect(path: Path, picture: Picture, sheet: BlankSheet, defect: Defect) -> Path:
    whole = picture.pixels.shape
    kept = _shrunk(picture, in_colour=defect in _COLOURED)
    enlarged = 1.0
    if defect is Defect.DPI_600:
        enlarged = whole[0] / kept.pixels.shape[0]
    back = picture if enlarged > 1 else kept
    boxes = [field.box_mm.corners() for field in sheet.template.all_fields()]
    corners = back.placement.points_on_page(np.array(boxes, np.float64).reshape(-1, 2))
    told = {
        "form": sheet.template.form,
        "version": sheet.template.version,
        "enlarged": round(enlarged, 4),
        "corners_px": [[round(float(x), 2), round(float(y), 2)] for x, y in corners],
    }
    return _write(path, kept, told)


def _write_stranger(path: Path, picture: Picture) -> Path:
    return _write(path, _shrunk(picture, in_colour=False), {"form": None})


def _write(path: Path, picture: Picture, told: dict[str, Any]) -> Path:
    image = path.with_suffix(".png" if picture.is_bilevel else ".jpg")
    image.write_bytes(_coded(picture))
    path.with_suffix(".json").write_text(json.dumps(told) + "\n", encoding="utf-8")
    return image


def _coded(picture: Picture) -> bytes:
    """The picture's file: PNG of one bit where bilevel, else JPEG as good as fits."""
    if picture.is_bilevel:
        return cv2.imencode(".png", picture.pixels, [cv2.IMWRITE_PNG_BILEVEL, 1])[1].tobytes()
    for quality in _QUALITIES:
        coded = cv2.imencode(".jpg", picture.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(coded) <= _MOST_BYTES:
            break
    return coded


def _shrunk(picture: Picture, *, in_colour: bool) -> Picture:
    """The picture small enough to keep; a bilevel one stays as it is, for it would turn grey."""
    if picture.is_bilevel:
        return picture
    pixels = picture.pixels
    if pixels.ndim == 3 and not in_colour:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    height, width = pixels.shape[:2]
    share = min(1.0, _LONGER_SIDE / max(height, width))
    size = round(width * share), round(height * share)
    small: Pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return dataclasses.replace(picture, pixels=small, placement=picture.placement.then(_resized((width, height), size)))


def _resized(before: tuple[int, int], after: tuple[int, int]) -> Matrix:
    """Pixel places before a resize to those after it."""
    across, down = after[0] / before[0], after[1] / before[1]
    return np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2], [0, 0, 1]], np.float64)


def _rng(name: str) -> np.random.Generator:
    return np.random.default_rng((_SEED, zlib.crc32(name.encode())))


if __name__ == "__main__":
    write_golden(PROJECT_ROOT / "tests" / "golden")
