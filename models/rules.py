"""Between-field rules of a form, as data in its template.

A broken rule is a reason to show its fields to a person; it never changes a value. ``when`` narrows a rule to sheets on
which a choice field holds certain values. A key with ``*`` (``members.*.relationship``) names a field of a row group:
the rule is then kept or broken in every written row by itself, except that ``exactly_one`` looks over all rows.
A rule about an answer that is blank or has no normal form is silent, unless blankness is what it is about.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import Field

from models.fields import LineType
from models.labels import Strict


class Answerable(NamedTuple):
    """What a rule must know of a field: its type, and its options' values where it is a choice."""

    type: str
    options: frozenset[str] = frozenset()


class Mention(NamedTuple):
    """A field that a rule names: the types it may have (any where empty) and the values the rule speaks of."""

    key: str
    types: frozenset[str] = frozenset()
    values: tuple[str, ...] = ()

    def slip(self, fields: Mapping[str, Answerable]) -> str | None:
        """Why this mention cannot be meant, given the template's fields; None where it fits."""
        field = fields.get(self.key)
        if field is None:
            return f"unknown field {self.key}"
        if self.types and field.type not in self.types:
            return f"field {self.key} is of type {field.type}, not {' or '.join(sorted(self.types))}"
        unknown = [value for value in self.values if field.options and value not in field.options]
        return f"field {self.key} has no option {', '.join(unknown)}" if unknown else None


_CHOICE, _DATE, _KANA = frozenset({"choice", "choices"}), frozenset({"date"}), frozenset({"kana"})
_WRITTEN = _CHOICE | _DATE | frozenset(get_args(LineType))
"""Types whose blankness can be told; a picture is never read."""


class When(Strict):
    """The rule holds only where choice ``field`` has one of the values ``is``, and none of the values ``not``."""

    field: str = Field(description="key of a choice field")
    is_: tuple[str, ...] = Field((), alias="is", description="option values with which the rule holds; any where empty")
    not_: tuple[str, ...] = Field((), alias="not", description="option values with which the rule does not hold")


class _RuleBase(Strict):
    when: When | None = Field(None, description="the sheets on which the rule holds; every sheet where absent")

    def slips(self, fields: Mapping[str, Answerable]) -> Iterator[str]:
        """What does not fit the template's ``fields`` (row fields under ``<rows>.*.<field>``), in words."""
        yield from filter(None, (mention.slip(fields) for mention in self._all_mentions()))
        if len(self._row_groups()) > 1:
            yield "names fields of two row groups"

    def row_group(self) -> str | None:
        """The row group whose written rows the rule is about, each by itself; None for the sheet as a whole."""
        return next(iter(self._row_groups()), None)

    def _row_groups(self) -> frozenset[str]:
        return frozenset(m.key.split(".*.")[0] for m in self._all_mentions() if ".*." in m.key)

    def _all_mentions(self) -> tuple[Mention, ...]:
        if self.when is None:
            return self._mentions()
        return (*self._mentions(), Mention(self.when.field, _CHOICE, self.when.is_ + self.when.not_))

    @abstractmethod
    def _mentions(self) -> tuple[Mention, ...]:
        """Every field that the rule itself names, ``when`` left out."""


class DateOrder(_RuleBase):
    """``earlier`` is not after ``later``, and at most ``max_days`` before it."""

    kind: Literal["date_order"]
    earlier: str
    later: str
    max_days: int | None = Field(None, description="days that may lie between the two; any number where absent")

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.earlier, _DATE), Mention(self.later, _DATE))


class ExactlyOne(_RuleBase):
    """Among the written rows, exactly one has ``value`` in the starred field."""

    kind: Literal["exactly_one"]
    field: str = Field(pattern=r"\.\*\.", description="a starred key, such as members.*.relationship")
    value: str

    def row_group(self) -> None:
        """None: the rows are looked over together."""

    def slips(self, fields: Mapping[str, Answerable]) -> Iterator[str]:
        """As for every rule; the rows are looked over together, so the sheets are not told by a row."""
        yield from super().slips(fields)
        if self.when is not None and ".*." in self.when.field:
            yield f"'when' names {self.when.field}, a field of a row"

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.field, values=(self.value,)),)


class RequiredWhen(_RuleBase):
    """``field`` must be filled on the sheets that ``when`` describes."""

    kind: Literal["required_when"]
    field: str
    when: When

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.field, _WRITTEN),)


class EmptyWhen(_RuleBase):
    """``field`` must be blank on the sheets that ``when`` describes."""

    kind: Literal["empty_when"]
    field: str
    when: When

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.field, _WRITTEN),)


class NotTogether(_RuleBase):
    """Choice ``field`` must not hold ``value`` beside what ``when`` describes."""

    kind: Literal["not_together"]
    field: str
    value: str
    when: When

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.field, _CHOICE, (self.value,)),)


class PostalAddress(_RuleBase):
    """The address lies in the area of the postal code."""

    kind: Literal["postal_address"]
    postal_code: str
    address: str

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.postal_code, frozenset({"postal_code"})), Mention(self.address, frozenset({"address"})))


class BankCode(_RuleBase):
    """The bank's code is the named bank's."""

    kind: Literal["bank_code"]
    code: str
    name: str

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.code, frozenset({"digits"})), Mention(self.name, frozenset({"text"})))


class SameKana(_RuleBase):
    """Two kana fields name the same person; compared under a fold (bank kana has no small letters)."""

    kind: Literal["same_kana"]
    a: str
    b: str

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.a, _KANA), Mention(self.b, _KANA))


class AgeBetween(_RuleBase):
    """On the day ``on``, the person born on ``birth`` is from ``least`` to ``most`` years old."""

    kind: Literal["age_between"]
    birth: str
    on: str
    least: int = Field(0, description="years of age")
    most: int = Field(130, description="years of age")

    def _mentions(self) -> tuple[Mention, ...]:
        return (Mention(self.birth, _DATE), Mention(self.on, _DATE))


Rule = Annotated[
    DateOrder | ExactlyOne | RequiredWhen | EmptyWhen | NotTogether | PostalAddress | BankCode | SameKana | AgeBetween,
    Field(discriminator="kind"),
]
