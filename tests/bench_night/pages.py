"""The pages of a night: generated once for a seed and a number, kept in a folder for the next time."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from pipeline.paper.fonts import KEPT_BACK
from pipeline.paper.hands import Writers
from pipeline.paper.real_hands import load_real_hands
from pipeline.paper.sample import Level, write_samples
from pipeline.settings import settings

_A_PIECE = 40


def pages_of(folder: Path, count: int, seed: int, glyphs: Path | None, workers: int = 2) -> list[Path]:
    """``count`` scans of the shipped forms in turn, below ``folder``; pieces that are whole are not made again."""
    pieces = range(0, count, _A_PIECE)
    with ProcessPoolExecutor(workers) as pool:
        made = pool.map(partial(_piece, folder, count, seed, glyphs), pieces)
        return [path for paths in made for path in paths]


def _piece(folder: Path, count: int, seed: int, glyphs: Path | None, first: int) -> list[Path]:
    own, wanted = folder / f"{seed}-{first:05d}", min(_A_PIECE, count - first)
    there = sorted(path for path in own.glob("*.jpg")) if own.is_dir() else []
    if len(there) == wanted:
        return there
    writers = Writers(KEPT_BACK, load_real_hands(glyphs) if glyphs else None)
    write_samples(settings().templates_dir, None, wanted, Level.SCAN, seed * 1000 + first // _A_PIECE, own, writers)
    return sorted(own.glob("*.jpg"))
