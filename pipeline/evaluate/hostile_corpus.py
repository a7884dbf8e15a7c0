"""All kinds of hostile files, and how many of each the whole corpus has."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.random import Generator

from pipeline.evaluate import hostile, hostile_images, hostile_pdf
from pipeline.evaluate.hostile import Sort, Sound, corpus

SORTS: Mapping[str, Sort] = {
    "truncated": Sort(hostile.truncated, 300),
    "bits flipped": Sort(hostile.flipped, 450),
    "overwritten": Sort(hostile.overwritten, 200),
    "spliced": Sort(hostile.spliced, 120),
    "polyglot": Sort(hostile.polyglot, 100),
    "other type": Sort(hostile.other_type, 130),
    "tiny": Sort(hostile.tiny, 60),
    "PNG bomb": Sort(hostile_images.png_bomb, 40, (".png",)),
    "PNG lie": Sort(hostile_images.png_lie, 80, (".png",)),
    "JPEG lie": Sort(hostile_images.jpeg_lie, 100, (".jpg",)),
    "JPEG scans": Sort(hostile_images.jpeg_scans, 8, (".jpg",)),
    "TIFF lie": Sort(hostile_images.tiff_lie, 150, (".tif",)),
    "TIFF circle": Sort(hostile_images.tiff_circle, 40, (".tif",)),
    "TIFF bomb": Sort(hostile_images.tiff_bomb, 30, (".tif",)),
    "PDF tree": Sort(hostile_pdf.pdf_tree, 80, (".pdf",)),
    "PDF box": Sort(hostile_pdf.pdf_box, 80, (".pdf",)),
    "PDF swell": Sort(hostile_pdf.pdf_swell, 20, (".pdf",)),
    "PDF drawing": Sort(hostile_pdf.pdf_drawing, 40, (".pdf",)),
    "PDF actions": Sort(hostile_pdf.pdf_actions, 30, (".pdf",)),
    "PDF references": Sort(hostile_pdf.pdf_reference, 60, (".pdf",)),
    "PDF pages": Sort(hostile_pdf.pdf_pages, 20, (".pdf",)),
    "PDF locked": Sort(hostile_pdf.pdf_locked, 20, (".pdf",)),
}

ODD_NAMES = 40
"""Files whose bytes are harmless and whose names are not."""

_STEMS = (
    b"-rf", b"--version", b"a" * 251, "申".encode() * 83, "申請書".encode("cp932"), b"\xff\xfe\xfd", b"new\nline",
    b"\x1b[31mred", b"  ", b"$(reboot)", b"%s%n", b"'; drop table scans; --", "gnp.\u202egrub".encode(), b"CON",
    "が".encode(), b"tab\t", b"\xc3\x28", b"q\"uote", b"evil..", "🖨".encode(),
)  # fmt: skip


def hostile_files(seed: int, share: float = 1.0) -> Iterator[tuple[str, str, bytes]]:
    """The corpus, or a share of each kind (at least one); kind, file name and bytes."""
    counts = {kind: max(1, round(sort.count * share)) for kind, sort in SORTS.items()}
    yield from corpus(SORTS, seed, counts)
    yield from _odd_names(np.random.default_rng(seed), max(len(_STEMS), round(ODD_NAMES * share)))


def _odd_names(rng: Generator, count: int) -> Iterator[tuple[str, str, bytes]]:
    sound = Sound()
    for number in range(count):
        stem = _STEMS[number % len(_STEMS)] + (b"" if number < len(_STEMS) else b"%d" % number)
        data = hostile.truncated(rng, sound) if number % 2 else sound.files[number % len(sound.files)]
        yield "odd name", os.fsdecode(stem[:251] + b".pdf"), data
