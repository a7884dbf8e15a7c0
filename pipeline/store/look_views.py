"""What the store tells of a field's verification by a second and a third person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.db.states import CorrectionKind, Proof
from models.reading import FieldValue
from models.template import Verification


@dataclass(frozen=True, slots=True)
class Said:
    """A word on a field. The machine's has neither an account nor a name nor a time."""

    account_id: int | None
    by: str | None
    at: datetime | None
    kind: CorrectionKind
    value: FieldValue
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words on one field: the first, a second person's beside it, and a third's who decided between the two."""

    first: Said
    second: Said | None = None
    ruling: Said | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Where a field stands in its verification.

    ``words`` are there where anybody was asked to verify it. The rest is for whoever looks at the record now:
    ``asked``: the look that the record is in asks for this field; ``hidden``: what stands there is not for their eyes;
    ``locked``: two people have settled it, and this look leaves it as it is.
    """

    verification: Verification = Verification.NONE
    proof: Proof = Proof.UNASKED
    words: Words | None = None
    asked: bool = False
    hidden: bool = False
    locked: bool = False

    @property
    def verified(self) -> Said | None:
        """The word by which the value counts as verified: a second that agreed, or a third that decided."""
        if self.words is None:
            return None
        return {Proof.AGREED: self.words.second, Proof.RULED: self.words.ruling}.get(self.proof)


NO_CHECK = Check()
"""Of a field that nobody has to verify."""
