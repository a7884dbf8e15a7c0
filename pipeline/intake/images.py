"""TIFF, JPEG and PNG through Pillow: measured by their headers, then decoded to upright blue-green-red.

The decoder is the one that the first bytes name, never one of Pillow's forty others. On hostile bytes decoders raise
almost anything, so every ``Exception`` is caught here: whatever a decoder says, the page is broken.
"""

from __future__ import annotations

from pathlib import Path

import cv2
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from models.problem import Problem
from models.scan import MediaType
from pipeline.intake.caps import Caps
from pipeline.intake.flatten import Canvas, Raster, flattened
from pipeline.intake.trouble import broken_file, too_many_pages, too_many_pixels, too_much_memory

_DECODERS: dict[MediaType, type[ImageFile]] = {
    MediaType.TIFF: TiffImageFile,
    MediaType.JPEG: JpegImageFile,
    MediaType.PNG: PngImageFile,
}


def measure_image(path: Path, media_type: MediaType, caps: Caps) -> int | Problem:
    """The number of frames, or why the file goes no further; only headers are read."""
    try:
        with _DECODERS[media_type](path) as image:
            return _measure_frames(image, media_type, caps)
    except MemoryError:
        return too_much_memory(caps)
    except Exception:
        return broken_file("unreadable")


def _measure_frames(image: ImageFile, media_type: MediaType, caps: Caps) -> int | Problem:
    """Walk the frames up to the cap. A broken frame counts as a page and ends the walk: what follows it is lost."""
    frames = caps.max_pages if media_type is MediaType.TIFF else 1
    for number in range(1, frames + 1):
        try:
            image.seek(number - 1)
            pixels = image.width * image.height
        except EOFError:
            return number - 1
        except Exception:
            return number
        if pixels > caps.max_page_pixels:
            return too_many_pixels(pixels, number, caps)
    return too_many_pages(f"> {frames}", caps) if _has_frame(image, frames) else frames


def _has_frame(image: ImageFile, index: int) -> bool:
    """Whether there is one more frame; always False for JPEG, and for PNG, whose animations are not paper."""
    if not isinstance(image, TiffImageFile):
        return False
    try:
        image.seek(index)
    except Exception:
        return False
    return True


def decode_frame(path: Path, media_type: MediaType, number: int, caps: Caps, canvas: Canvas) -> Raster | Problem:
    """One frame on a canvas, or that it is broken."""
    try:
        with _DECODERS[media_type](path) as image:
            image.seek(number - 1)
            return flattened(image, canvas)
    except MemoryError:
        return too_much_memory(caps, number)
    except cv2.error as error:
        is_memory = error.code == cv2.Error.StsNoMem
        return too_much_memory(caps, number) if is_memory else broken_file("unreadable", number)
    except Exception as error:
        return broken_file("truncated" if "truncated" in str(error) else "unreadable", number)
