"""What readings are called: by the readers, and by the program that used them."""

from __future__ import annotations

from pipeline.read.engine import CellReader, TextEngine
from pipeline.read.marks import MARKS
from pipeline.read.version import reader_version


def reader_names(engine: TextEngine, second: CellReader | None = None) -> frozenset[str]:
    """What readings of these readers are called now; one that is called otherwise was read by others."""
    return frozenset({signed(name_of(engine, second)), signed(MARKS)})


def name_of(engine: TextEngine, second: CellReader | None) -> str:
    """Both readers in one name."""
    return f"{engine.name}+{second.name}" if second else engine.name


def signed(name: str) -> str:
    """A reader's name with the program's version."""
    return f"{name}@{reader_version()}"
