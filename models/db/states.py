"""Words that only the database knows: what became of a page, a field, a correction."""

from __future__ import annotations

from enum import StrEnum


class PageStatus(StrEnum):
    """What became of a page: read (by itself, or as the form that a person named), waiting for a ruling, or ruled."""

    READ = "read"
    REFUSED = "refused"
    ATTACHED = "attached"
    """Kept with a record and never read."""
    BLANK_BACK = "blank_back"
    """An empty side of a scan in which something was read."""
    DROPPED = "dropped"
    """Taken off the list of refused pages by a person; the ruling says whether it is to be scanned again."""


class RulingKind(StrEnum):
    """What a person says of a refused page or file."""

    FORM = "form"
    """It is page 1 of this form: read it as that."""
    PAGE = "page"
    """It is a later page of a record's form: read it as that."""
    ATTACHMENT = "attachment"
    """It belongs to a record."""
    DROP = "drop"
    """Nothing is to be done with it."""
    RESCAN = "rescan"
    """Somebody was asked to scan the paper again; it is off the list like one that was dropped."""
    RESCANNED = "rescanned"
    """The new scan has come, or is waited for no more."""
    RESTORE = "restore"
    """Take the ruling before back: it waits again."""


class FieldState(StrEnum):
    """Whose word a field's value is: the machine's, nobody's yet, or a person's."""

    ACCEPTED = "accepted"
    OPEN = "open"
    DECIDED = "decided"


class Proof(StrEnum):
    """How far a second person has verified a field's value."""

    UNASKED = "unasked"
    """Nobody is asked for a second word, or not before the first look is over."""
    AWAITED = "awaited"
    """A second person's word is waited for."""
    AGREED = "agreed"
    """Two independent words say the same."""
    DIFFERS = "differs"
    """They do not: the first stands for the moment, a third person decides."""
    RULED = "ruled"
    """A third person has decided."""


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
    NOT_APPLICABLE = "not_applicable"
    """The writer says that the question does not concern them (該当なし, a dash); the value is None."""
    STRUCK_OUT = "struck_out"
    """What was written is crossed out and nothing stands in its place; the value is None."""
    UNDONE = "undone"
    """A person took their own last answer back: what stood before it stands again."""


class SkipReason(StrEnum):
    """Why a person put a record aside."""

    LATER = "later"
    RESIDENT = "resident"
    """The resident has to be asked."""
    UNSURE = "unsure"
    """The person cannot tell what is right."""
    OTHER = "other"
    """Something else, in the person's own words."""


class DeliveryState(StrEnum):
    """Whether the file of an export is where it was ordered to."""

    PENDING = "pending"
    DELIVERED = "delivered"


class DeliveryTrouble(StrEnum):
    """Why a file could not be written this time."""

    DISK_FULL = "disk_full"
    OUT_OF_REACH = "out_of_reach"
    """The folder is not there, or does not let us write."""
    IN_THE_WAY = "in_the_way"
    """Another file has its name; it stays as it is."""
