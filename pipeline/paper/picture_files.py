"""Pictures of sheets as the files that machines write: JPEG, PNG, TIFF, PDF."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.paper.degrade import Picture

_NO_TIME = time.gmtime(0)
"""Written into PDFs, so that the same sheet gives the same bytes."""


def write_pictures(path: Path, pictures: Sequence[Picture], quality: int = 82) -> None:
    """Write the pictures as pages of one file, whose suffix (.jpg, .png, .tif, .pdf) says which kind.

    JPEG and PNG hold one page. ``quality`` (1..95) is that of JPEG, in TIFF and PDF too; faxes are kept without loss.
    A PDF drawn at the first picture's resolution gives the pictures' pixels again.
    """
    first, *others = map(_image, pictures)
    across, down = pictures[0].dpi
    settings: dict[str, dict[str, Any]] = {
        ".jpg": {"quality": quality, "dpi": (across, down)},
        ".png": {"dpi": (across, down), "optimize": first.mode == "1"},
        ".tif": {"dpi": (across, down), **_tiff(first, quality)},
        ".pdf": {"resolution": across, "quality": quality, "creationDate": _NO_TIME, "modDate": _NO_TIME},
    }
    more: dict[str, Any] = {"save_all": True, "append_images": others} if others else {}
    first.save(path, **settings[path.suffix], **more)


def _image(picture: Picture) -> Image.Image:
    if picture.pixels.ndim == 3:
        return Image.fromarray(np.ascontiguousarray(picture.pixels[:, :, ::-1]))
    grey = Image.fromarray(picture.pixels)
    return grey.convert("1") if picture.is_bilevel else grey


def _tiff(image: Image.Image, quality: int) -> dict[str, Any]:
    return {"compression": "group4"} if image.mode == "1" else {"compression": "jpeg", "quality": quality}
