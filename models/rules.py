"""Between-field rules of a form, as data in its template.

A broken rule is a reason to show the fields to a person; it never changes a value. ``when`` narrows a rule
to sheets on which a choice field holds one of the given values. Keys may use ``*`` for every row
(``members.*.relationship``); such a key names ``<rows>.<field>`` of the template.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class When(_Strict):
    """The rule holds only where choice ``field`` has one of the values ``is_``, or (``not_``) none of them."""

    field: str
    is_: tuple[str, ...] = Field((), alias="is")
    not_: tuple[str, ...] = Field((), alias="not")


class _RuleBase(_Strict):
    when: When | None = None

    def named_keys(self) -> tuple[str, ...]:
        """Every field or row-group key that the rule names (a ``*`` key gives its row group)."""
        own = self._own_keys() + ((self.when.field,) if self.when else ())
        return tuple(key.split(".*.")[0] for key in own)

    def _own_keys(self) -> tuple[str, ...]:
        raise NotImplementedError


class DateOrder(_RuleBase):
    """``earlier`` is not after ``later``, and at most ``max_days`` before it."""

    kind: Literal["date_order"]
    earlier: str
    later: str
    max_days: int | None = None

    def _own_keys(self) -> tuple[str, ...]:
        return (self.earlier, self.later)


class ExactlyOne(_RuleBase):
    """Among the written rows, exactly one has ``value`` in the starred field."""

    kind: Literal["exactly_one"]
    field: str
    value: str

    def _own_keys(self) -> tuple[str, ...]:
        return (self.field,)


class RequiredWhen(_RuleBase):
    """``field`` must be filled (``when`` says on which sheets)."""

    kind: Literal["required_when"]
    field: str

    def _own_keys(self) -> tuple[str, ...]:
        return (self.field,)


class EmptyWhen(_RuleBase):
    """``field`` must be blank (``when`` says on which sheets)."""

    kind: Literal["empty_when"]
    field: str

    def _own_keys(self) -> tuple[str, ...]:
        return (self.field,)


class NotTogether(_RuleBase):
    """Choice ``field`` must not hold ``value`` (``when`` says beside what)."""

    kind: Literal["not_together"]
    field: str
    value: str

    def _own_keys(self) -> tuple[str, ...]:
        return (self.field,)


class PostalAddress(_RuleBase):
    """The address lies in the area of the postal code."""

    kind: Literal["postal_address"]
    postal_code: str
    address: str

    def _own_keys(self) -> tuple[str, ...]:
        return (self.postal_code, self.address)


class SameKana(_RuleBase):
    """Two kana fields name the same person; compared under a fold (bank kana has no small letters)."""

    kind: Literal["same_kana"]
    a: str
    b: str

    def _own_keys(self) -> tuple[str, ...]:
        return (self.a, self.b)


class AgeBetween(_RuleBase):
    """On the day ``on``, the person born on ``birth`` is from ``least`` to ``most`` years old."""

    kind: Literal["age_between"]
    birth: str
    on: str
    least: int = 0
    most: int = 130

    def _own_keys(self) -> tuple[str, ...]:
        return (self.birth, self.on)


Rule = Annotated[
    DateOrder | ExactlyOne | RequiredWhen | EmptyWhen | NotTogether | PostalAddress | SameKana | AgeBetween,
    Field(discriminator="kind"),
]
