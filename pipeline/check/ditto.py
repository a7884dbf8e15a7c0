"""Marks that say "the same as above" (〃, 同上, 同じ, 々): what they stand for is offered, never put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.reading import Candidate, Reading
from models.reasons import Reason, ReasonCode
from models.template import FormField, LineField, Template

DITTO = "〃"
"""How two short strokes are put down as text, whatever the recogniser took them for."""

_WORDS = frozenset(
    {"同上", "同じ", "同", "仝", "々", "上同", "同左", "右同", "同右", "上記同じ"}
    | {f"{place}{particle}同じ" for place in ("上", "上記", "右", "左") for particle in "にと"}
)
_STROKES = frozenset(
    {"〃", "″", '"', "”", "“", "''", "´´", "ノノ", "ソ", "リ", "ッ", "//", "/'"}
    | {a + b for a in "1Il|/" for b in "1Il|/"}
)
"""What two slanted strokes alone are read as, in fields where no such answer can stand."""

_TYPES = frozenset({"name", "address", "text", "kana"})


@dataclass(frozen=True, slots=True)
class Dittoed:
    """A reading that says "the same as above", and the key of the field whose answer is meant; None where unclear."""

    reading: Reading
    other: str | None

    @property
    def reason(self) -> Reason:
        """Why a person must look."""
        if self.other is None:
            return Reason(ReasonCode.WRONG_FORMAT)
        return Reason(ReasonCode.SAME_AS_ABOVE, {"other": self.other})


def dittos(template: Template, readings: Mapping[str, Reading]) -> Mapping[str, Dittoed]:
    """The readings that say "the same as above", by field key, with what they stand for among their candidates."""
    fields = template.all_fields()
    saying = {field.key for field in fields if says_same(field, readings[field.key].text)}
    return {
        field.key: _offered(readings[field.key], _meant(field, fields, saying, readings), readings)
        for field in fields
        if field.key in saying
    }


def says_same(field: FormField, text: str) -> bool:
    """Whether ``text`` in ``field`` says no more than "the same as above"."""
    if not isinstance(field, LineField) or field.type not in _TYPES:
        return False
    bare = "".join(text.split())
    if field.cells:  # both strokes stand in one cell
        return field.type == "kana" and len(bare) == 1 and bare in _STROKES
    return bare in _WORDS or bare in _STROKES


def _meant(
    field: FormField, fields: Sequence[FormField], saying: set[str], readings: Mapping[str, Reading]
) -> str | None:
    """The key of the field that "above" means: the same one of the rows above, else the nearest before of its type."""
    group, _, rest = field.key.partition(".")
    number, _, name = rest.partition(".")
    keys = {one.key for one in fields}
    if number.isdecimal() and name:
        above = [f"{group}.{row}.{name}" for row in range(int(number) - 1, 0, -1)]
        if meant := _first_written([key for key in above if key in keys], saying, readings):
            return meant
    before = [one.key for one in fields[: fields.index(field)] if one.type == field.type and not _is_row(one.key)]
    return _first_written(before[::-1], saying, readings)


def _is_row(key: str) -> bool:
    return any(part.isdecimal() for part in key.split("."))


def _first_written(keys: Sequence[str], saying: set[str], readings: Mapping[str, Reading]) -> str | None:
    return next((key for key in keys if key not in saying and readings[key].text.strip()), None)


def _offered(reading: Reading, other: str | None, readings: Mapping[str, Reading]) -> Dittoed:
    text = DITTO if "".join(reading.text.split()) in _STROKES else reading.text
    own = Candidate(text, reading.score)
    meant = () if other is None else (Candidate(readings[other].text, 0.0),)
    return Dittoed(replace(reading, text=text, candidates=(own, *meant)), other)
