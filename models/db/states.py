"""Words that only the database knows: what became of a page, a field, a correction."""

from __future__ import annotations

from enum import StrEnum


class PageStatus(StrEnum):
    """Whether a page was read."""

    READ = "read"
    REFUSED = "refused"


class FieldState(StrEnum):
    """Whose word a field's value is: the machine's, nobody's yet, or a person's."""

    ACCEPTED = "accepted"
    OPEN = "open"
    DECIDED = "decided"


class CorrectionKind(StrEnum):
    """How a person settled a field."""

    CONFIRMED = "confirmed"
    """The machine's value stands (Enter on an unchanged field)."""
    TYPED = "typed"
    CANDIDATE = "candidate"
    """Picked among the reader's candidates."""
    BLANK = "blank"
    """Nothing is written there."""
    ILLEGIBLE = "illegible"
    """Something is written there that nobody can read; the value is None."""
