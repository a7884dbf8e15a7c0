"""What the watcher says on its terminal: counts and codes, never the name of a file; each trouble once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from models.clock import JAPAN
from models.errors import Defect, MadoguchiError
from pipeline.words import told, words


class Teller:
    """Says what began and what is over."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """``say`` writes a line."""
        self._say = say
        self._on: dict[tuple[str, str], int] = {}
        self._faults: set[str] = set()

    def trouble(self, what: str, code: str = "", count: int = 1) -> None:
        """Something stands in the way, at the municipality with this code."""
        if self._on.get((what, code)) != count:
            self._on[what, code] = count
            self._line(f"watch.{what}", code=code, count=str(count))

    def over(self, what: str, code: str = "") -> None:
        """It does so no more."""
        if self._on.pop((what, code), None) is not None and what == "away":
            self._line("watch.back")

    def fault(self, error: MadoguchiError) -> None:
        """The machine fails; said once until something goes well."""
        if error.code not in self._faults:
            self._faults.add(error.code)
            self._write(told(error))

    def defect(self, error: Exception) -> None:
        """The program failed on a file; its message could name a resident."""
        self._write(told(Defect(error)))

    def well(self) -> None:
        """A file was taken: the machine works."""
        self._faults.clear()

    def looked(self, taken: int, refused: int) -> None:
        """What a look came to, where it came to anything."""
        if taken or refused:
            self._line("watch.looked", taken=str(taken), refused=str(refused))

    def _line(self, key: str, **details: str) -> None:
        self._write(words()(key, **details))

    def _write(self, line: str) -> None:
        self._say(f"{datetime.now(JAPAN):%H:%M:%S}  {line}")
