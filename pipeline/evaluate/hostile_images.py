"""Pictures made to do harm: sizes that are not there, pixels without end, directories in circles."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.random import Generator
from PIL import Image

from pipeline.evaluate.hostile import Sound, saved

_HUGE = (0, 1, 65_535, 100_000, 2**31 - 1, 2**32 - 1)


def png_bomb(rng: Generator, sound: Sound) -> bytes:
    """Much from little: pixels, text, or a colour profile that swell a thousandfold."""
    swollen = zlib.compress(bytes(int(rng.integers(20, 120)) * 1_000_000), 9)
    middle = (
        lambda: _chunk(b"zTXt", b"Comment\0\0" + swollen),
        lambda: _chunk(b"iTXt", b"Comment\0\1\0\0\0" + swollen),
        lambda: _chunk(b"iCCP", b"profile\0\0" + swollen),
        lambda: _chunk(b"tEXt", b"k\0" + b"A" * 3_000_000),
        lambda: b"".join(_chunk(b"tEXt", b"k\0v") for _ in range(3000)),
        lambda: b"",
    )[int(rng.integers(6))]()
    side = int(rng.choice([300, 2000, 6000]))
    return _png(side, side, int(rng.choice([1, 8])), 0, middle, zlib.compress(bytes(side * (side + 1)), 9))


def png_lie(rng: Generator, sound: Sound) -> bytes:
    """A header that promises what does not come."""
    width, height = (int(rng.choice(_HUGE)) if rng.random() < 0.6 else int(rng.integers(1, 5000)) for _ in range(2))
    depth, colour = int(rng.choice([1, 2, 4, 8, 16, 3, 255])), int(rng.choice([0, 2, 3, 4, 6, 7]))
    return _png(width, height, depth, colour, b"", zlib.compress(rng.bytes(int(rng.integers(0, 2000)))))


def jpeg_lie(rng: Generator, sound: Sound) -> bytes:
    """Another size, number of colours or sampling in the frame's header; tables and directories of nonsense."""
    data = bytearray(saved(sound.picture.convert("RGB"), "JPEG", quality=70))
    frame = data.index(b"\xff\xc0")
    choice = int(rng.integers(5))
    if choice == 0:
        data[frame + 5 : frame + 9] = struct.pack(">HH", *(int(rng.choice([0, 1, 5000, 65_535])) for _ in range(2)))
    elif choice == 1:
        data[frame + 9] = int(rng.integers(0, 256))
    elif choice == 2:
        data[frame + 11] = int(rng.integers(0, 256))
    elif choice == 3:
        tables = data.index(b"\xff\xdb")
        data[tables + 5 : tables + 69] = rng.bytes(64)
    else:
        exif = b"Exif\0\0" + tiff_lie(rng, sound)[:60_000]
        data[2:2] = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    return bytes(data)


def jpeg_scans(rng: Generator, sound: Sound) -> bytes:
    """A progressive picture whose scans come again and again: each costs a whole pass."""
    data = saved(Image.fromarray(np.zeros((2000, 2000), np.uint8)), "JPEG", progressive=True)
    first, last = data.index(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:first] + data[first:last] * int(rng.integers(50, 400)) + data[last:]


def tiff_lie(rng: Generator, sound: Sound) -> bytes:
    """Entries of the directory that name no sizes, no types, and places that are not there."""
    entries = [
        (256, 4, 1, _size(rng)),
        (257, 4, 1, _size(rng)),
        (258, 3, 1, int(rng.choice([1, 8, 16, 32, 0, 65_535]))),
        (259, 3, 1, int(rng.choice([1, 3, 4, 5, 7, 8, 32_773, 32_946, 34_712, 50_000, 9999]))),
        (262, 3, 1, int(rng.choice([0, 1, 2, 3, 5, 6, 8, 99]))),
        (273, 4, int(rng.choice([1, 2, 2**20, 2**31])), int(rng.choice([8, 200, 2**31]))),
        (277, 3, 1, int(rng.choice([1, 3, 4, 0, 65_535]))),
        (278, 4, 1, _size(rng)),
        (279, 4, 1, int(rng.choice([0, 100, 2**32 - 1]))),
        (274, int(rng.integers(0, 20)), int(rng.choice([1, 2**30])), int(rng.integers(0, 2**32))),
        (322, 4, 1, int(rng.choice([0, 1, 16, 2**31]))),
        (323, 4, 1, int(rng.choice([0, 1, 16, 2**31]))),
    ]
    some = [entry for entry in entries if rng.random() < 0.85]
    return _tiff(some, int(rng.choice([0, 8, 20, 2**31])), rng.bytes(300))


def tiff_circle(rng: Generator, sound: Sound) -> bytes:
    """Directories that lead back to themselves, or on and on."""
    count = int(rng.integers(1, 300))
    directory = 2 + 12 * 3 + 4
    parts = [b"II*\0", struct.pack("<I", 8)]
    for number in range(count):
        following = 8 + directory * ((number + 1) % count if rng.random() < 0.99 else 0)
        entries = ((256, 3, 1, 10), (257, 3, 1, 10), (273, 4, 1, 8))
        parts.append(struct.pack("<H", 3) + b"".join(struct.pack("<HHII", *e) for e in entries))
        parts.append(struct.pack("<I", following))
    return b"".join(parts)


def tiff_bomb(rng: Generator, sound: Sound) -> bytes:
    """A large empty page, packed to almost nothing; within the limits it is a page like others."""
    width, height = (int(rng.choice([600, 3000, 6200, 30_000])) for _ in range(2))
    packed = zlib.compress(bytes(min(width * height, 40_000_000)), 9)
    sizes = ((256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1))
    strips = ((273, 4, 1, 150), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, len(packed)))
    return _tiff([*sizes, *strips], 0, b"\0" * (150 - 8 - 2 - 12 * 9 - 4) + packed)


def _size(rng: Generator) -> int:
    return int(rng.choice(_HUGE)) if rng.random() < 0.3 else int(rng.integers(1, 4000))


def _tiff(entries: list[tuple[int, int, int, int]], following: int, data: bytes) -> bytes:
    ordered = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + ordered + struct.pack("<I", following) + data


def _png(width: int, height: int, depth: int, colour: int, middle: bytes, pixels: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + middle + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
