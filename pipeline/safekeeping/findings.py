"""What a look over the installation found."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum

MOST_EXAMPLES = 100
"""So many of a kind are named; all are counted."""


class Finding(StrEnum):
    """What can be wrong; the words are ``sanity.<value>``."""

    MISSING = "missing"
    """A row names a file that is not there."""
    CORRUPT = "corrupt"
    """A file has other bytes than were kept."""
    UNREADABLE = "unreadable"
    """A file is there, and the store cannot read it to its end."""
    DATABASE = "database"
    """The database's own check, or its tables."""
    ROWS = "rows"
    """Rows that contradict each other."""
    ORPHAN = "orphan"
    """A scan or page image that no row names, older than a day."""
    PART = "part"
    """An unfinished file, older than a day."""
    STRANGE = "strange"
    """What is none of this program's files, or of a municipality that the database does not know."""

    @property
    def is_loss(self) -> bool:
        """Whether something is lost or broken; the others can be put right."""
        return self not in (Finding.ORPHAN, Finding.PART, Finding.STRANGE)


@dataclass(frozen=True, slots=True)
class Report:
    """``files`` were held against what rows say; ``in_progress`` are unnamed files younger than a day."""

    files: int
    in_progress: int
    removed: int
    counts: dict[Finding, int]
    examples: dict[Finding, list[str]]

    @property
    def exit_code(self) -> int:
        """0 all is well, 1 something can be put right, 3 something is missing or broken."""
        return 3 if any(kind.is_loss for kind in self.counts) else 1 if self.counts else 0


class Findings:
    """Collects; memory stays small however much is wrong."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self.counts: Counter[Finding] = Counter()
        self.examples: defaultdict[Finding, list[str]] = defaultdict(list)
        self.in_progress = self.removed = 0

    def add(self, kind: Finding, what: str, times: int = 1) -> None:
        """One more; ``what`` names a file by its hash or says what is wrong, never what stands in it."""
        self.counts[kind] += times
        if len(self.examples[kind]) < MOST_EXAMPLES:
            self.examples[kind].append(what)

    def report(self, files: int) -> Report:
        """What was found, in the order of ``Finding``."""
        kinds = [kind for kind in Finding if self.counts[kind]]
        return Report(
            files,
            self.in_progress,
            self.removed,
            {kind: self.counts[kind] for kind in kinds},
            {kind: self.examples[kind] for kind in kinds},
        )
