"""All answers of one sheet, as the rules look at them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.reading import FieldValue


@dataclass(frozen=True, slots=True)
class Answer:
    """A field's value, and whether anything is written there (a value may be None because it has no normal form)."""

    value: FieldValue
    written: bool

    @property
    def values(self) -> tuple[str, ...]:
        """The values as a tuple, whatever the type: one, several, or none."""
        if self.value is None:
            return ()
        return (self.value,) if isinstance(self.value, str) else self.value


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers by field key, seen from the whole sheet or, with ``row``, from one row of a row group."""

    by_key: Mapping[str, Answer]
    row: int | None = None

    def of_row(self, row: int) -> Answers:
        """The same answers, with ``*`` meaning this row."""
        return replace(self, row=row)

    def key(self, named: str) -> str:
        """The key of the field that a rule names: the row's number in place of ``*``."""
        return named.replace(".*.", f".{self.row}.")

    def __getitem__(self, named: str) -> Answer:
        """The answer in the field that a rule names."""
        return self.by_key[self.key(named)]

    def day(self, named: str) -> datetime.date | None:
        """The value of a date field; None where there is none."""
        value = self[named].value
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None

    def text(self, named: str) -> str | None:
        """The value of a field that has at most one; None where there is none."""
        value = self[named].value
        return value if isinstance(value, str) else None

    def written_rows(self, group: str) -> tuple[int, ...]:
        """The numbers of the rows of ``group`` in which something is written, from the top."""
        prefix = f"{group}."
        written = (key for key, answer in self.by_key.items() if answer.written and key.startswith(prefix))
        return tuple(sorted({int(key.removeprefix(prefix).split(".")[0]) for key in written}))
