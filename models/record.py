"""The record of one form, from machine draft to export, and what became of each page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.page import AlignedPage
from models.problem import Problem
from models.reading import DecidedField


class RecordStatus(StrEnum):
    """The life of a record; it only moves forward, or to ``rejected``.

    A record that goes on to its second or third look is a draft again, for another person.
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    EXPORTED = "exported"
    REJECTED = "rejected"


WAITING = (RecordStatus.DRAFT, RecordStatus.IN_REVIEW)
"""A record in one of these waits for a person or is with one."""


class Lane(StrEnum):
    """How urgent a record is, most urgent first: somebody waits at the counter, or it came with a pile."""

    COUNTER = "counter"
    BATCH = "batch"


class Look(StrEnum):
    """Which time a record is looked at: by the first person, by a second who verifies, by a third who decides.

    A word of a person has one, too: whether it is the first on its field, a second beside it, or decides between two.
    """

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class Role(StrEnum):
    """What an account may do; each role may do what those before it may."""

    OPERATOR = "operator"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"

    def may(self, needed: Role) -> bool:
        """Whether this role includes what ``needed`` allows."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, eq=False)
class ReadPage:
    """A page that was laid on its template and read; the draft of a record.

    ``seconds`` is the wall time from decoded pixels to decisions.
    """

    aligned: AlignedPage
    fields: tuple[DecidedField, ...]
    problems: tuple[Problem, ...]
    seconds: float

    @property
    def number(self) -> int:
        """The page's number in its scan, 1-based."""
        return self.aligned.page.number


@dataclass(frozen=True, slots=True, eq=False)
class RefusedPage:
    """A page that was not read; the first problem says why. ``number`` is 1-based.

    It holds no pixels: a page that cannot be decoded has none.
    """

    number: int
    problems: tuple[Problem, ...]
    seconds: float


PageResult = ReadPage | RefusedPage
