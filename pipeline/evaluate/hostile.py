"""Files that are damaged, or made to do harm, in a seeded way: what an inbox must live through."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Bytes = Callable[[Generator, "Sound"], bytes]
"""Makes one file of a kind."""

LONG_AGO = time.gmtime(0)
"""No file tells when it was made: the same seed gives the same bytes."""


class Sound:
    """Small files with nothing wrong, to be damaged."""

    @cached_property
    def picture(self) -> Image.Image:
        """A page with a frame, lines and grain, as a scanner gives it."""
        grain = np.random.default_rng(1).normal(232, 9, (420, 300)).clip(0, 255).astype(np.uint8)
        page = Image.fromarray(grain)
        draw = ImageDraw.Draw(page)
        draw.rectangle((20, 20, 280, 400), outline=20, width=2)
        for y in range(60, 400, 30):
            draw.line((20, y, 280, y), fill=40)
            draw.text((30, y - 16), f"{y} field {y * 7}", fill=10)
        return page

    @cached_property
    def files(self) -> Sequence[bytes]:
        """One of each sort that scanners write."""
        page, colour, ink = self.picture, self.picture.convert("RGB"), self.picture.convert("1")
        return (
            saved(colour, "JPEG", quality=80),
            saved(page, "JPEG", quality=80, progressive=True),
            saved(page, "PNG"),
            saved(page.convert("P"), "PNG", interlace=1),
            saved(ink, "TIFF", compression="group4", save_all=True, append_images=[ink, ink]),
            saved(page, "TIFF", compression="tiff_lzw"),
            saved(colour, "TIFF", compression="tiff_adobe_deflate"),
            saved(colour, "TIFF", compression="jpeg"),
            saved(page, "TIFF"),
            saved(colour, "PDF", resolution=100, creationDate=LONG_AGO, modDate=LONG_AGO),
            self.drawn,
        )

    @cached_property
    def drawn(self) -> bytes:
        """A PDF of two pages with writing and a picture in them."""
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=(300, 420), invariant=1)
        for number in (1, 2):
            canvas.drawString(40, 380, f"page {number}")
            canvas.drawImage(ImageReader(self.picture), 40, 40, 200, 280)
            canvas.showPage()
        canvas.save()
        return file.getvalue()


def saved(image: Image.Image, sort: str, **how: object) -> bytes:
    """The picture as a file of that sort."""
    file = io.BytesIO()
    image.save(file, sort, **how)
    return file.getvalue()


def truncated(rng: Generator, sound: Sound) -> bytes:
    """Cut off anywhere."""
    data = _any(rng, sound)
    return data[: int(rng.integers(1, len(data)))]


def flipped(rng: Generator, sound: Sound) -> bytes:
    """A few bits turned over."""
    data = np.frombuffer(_any(rng, sound), np.uint8).copy()
    places = rng.integers(0, len(data), int(rng.integers(1, 60)))
    data[places] ^= (1 << rng.integers(0, 8, len(places))).astype(np.uint8)
    return data.tobytes()


def overwritten(rng: Generator, sound: Sound) -> bytes:
    """A block of one byte, or of noise, in the middle: a disk's bad sectors."""
    data = bytearray(_any(rng, sound))
    start, size = int(rng.integers(0, len(data))), int(rng.integers(1, 4096))
    block = rng.bytes(size) if rng.random() < 0.5 else bytes([int(rng.choice([0, 0xFF]))]) * size
    data[start : start + size] = block[: len(data) - start]
    return bytes(data)


def spliced(rng: Generator, sound: Sound) -> bytes:
    """The beginning of one file and the end of another."""
    one, other = _any(rng, sound), _any(rng, sound)
    return one[: int(rng.integers(16, len(one)))] + other[int(rng.integers(0, len(other))) :]


def polyglot(rng: Generator, sound: Sound) -> bytes:
    """Two sorts at once: which one is read is decided by the first bytes alone."""
    one, other = _any(rng, sound), _any(rng, sound)
    heads = (
        b"",
        b"GIF89a",
        b"PK\x03\x04",
        b"<html><script>",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"MZ",
        b"#!/bin/sh\n",
    )
    return heads[int(rng.integers(len(heads)))] + one + b"\n%PDF-1.4\n" + other


def other_type(rng: Generator, sound: Sound) -> bytes:
    """No scan at all, whatever it is called."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.pdf"), bytes(10_000_000), zipfile.ZIP_DEFLATED)
    sorts = (
        lambda: "住所録,氏名\n".encode("cp932") * int(rng.integers(1, 200)),
        lambda: b"<!doctype html><p>" + rng.bytes(200).hex().encode(),
        packed.getvalue,
        lambda: saved(sound.picture, "GIF"),
        lambda: saved(sound.picture, "BMP"),
        lambda: saved(sound.picture, "WEBP"),
        lambda: b"\x7fELF" + rng.bytes(400),
        lambda: b"%!PS-Adobe-3.0\n(%stdin) run\n",
        lambda: b"II+\x00\x08\x00\x00\x00" + rng.bytes(64),  # BigTIFF, which the first bytes tell apart
        lambda: zlib.compress(bytes(1_000_000)),
        lambda: rng.bytes(int(rng.integers(1, 3000))),
    )
    return sorts[int(rng.integers(len(sorts)))]()


def tiny(rng: Generator, sound: Sound) -> bytes:
    """Nothing, or hardly more than a signature."""
    heads = (b"", b"\0", b"%PDF-", b"%PDF-1.7\n%%EOF", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"\n")
    return heads[int(rng.integers(len(heads)))] + rng.bytes(int(rng.choice([0, 0, 1, 8])))


def _any(rng: Generator, sound: Sound) -> bytes:
    return sound.files[int(rng.integers(len(sound.files)))]


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of hostile file, and how many of it the whole corpus has."""

    make: Bytes
    count: int
    suffixes: tuple[str, ...] = (".pdf", ".tif", ".jpg", ".png")


def corpus(sorts: Mapping[str, Sort], seed: int, counts: Mapping[str, int]) -> Iterator[tuple[str, str, bytes]]:
    """Kind, file name and bytes of each file; the same seed gives the same files."""
    sound = Sound()
    for place, (kind, sort) in enumerate(sorts.items()):
        for number in range(counts[kind]):
            rng = np.random.default_rng((seed, place, number))
            yield kind, f"{kind}_{number:04}{sort.suffixes[number % len(sort.suffixes)]}", sort.make(rng, sound)


def written(folder: Path, files: Iterator[tuple[str, str, bytes]]) -> Mapping[str, str]:
    """Write them into a folder; the kind of each by its name."""
    kinds: dict[str, str] = {}
    for kind, name, data in files:
        (folder / name).write_bytes(data)
        kinds[name] = kind
    return kinds
