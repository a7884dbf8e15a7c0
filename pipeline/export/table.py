"""Records as a CSV table (RFC 4180: comma, CRLF, quotes doubled) that spreadsheets open without running anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.clock import as_told
from models.reading import FieldValue
from pipeline.export.columns import ExportedRecord, columns

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet takes for a formula; the full-width forms ＝ － are plain text and stay.

Numbers get no exception, since no form asks for a negative one. A cell that has apostrophes before such a sign
already gets one more, so that taking one away always gives the value back.
"""

OWN_COLUMNS = ("record_id", "received_at")


@dataclass(frozen=True, slots=True)
class LostCharacter:
    """A character that the chosen encoding does not have, and where it stands."""

    record_id: int
    field: str
    character: str

    def __str__(self) -> str:
        return f"{self.record_id} {self.field} {self.character} (U+{ord(self.character):04X})"


def csv_text(records: Sequence[ExportedRecord]) -> str:
    """The whole table: a header row of field keys, then one row a record."""
    keys = columns(records)
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)  # quotes what needs quotes, CRLF at line ends
    writer.writerow([*OWN_COLUMNS, *keys])
    for record in records:
        values = {field.key: _cell(field.value) for field in record.fields}
        writer.writerow([record.record_id, as_told(record.received_at), *(values.get(key, "") for key in keys)])
    return sheet.getvalue()


def lost_characters(records: Sequence[ExportedRecord], encoding: str) -> Iterator[LostCharacter]:
    """Every character of every value that ``encoding`` cannot hold; none are replaced, ever."""
    for record in records:
        for field in record.fields:
            for character in dict.fromkeys(_cell(field.value)):
                if not _fits(character, encoding):
                    yield LostCharacter(record.record_id, field.key, character)


def _fits(character: str, encoding: str) -> bool:
    try:
        return character.encode(encoding).decode(encoding) == character
    except UnicodeEncodeError:
        return False


def _cell(value: FieldValue) -> str:
    """The value as one cell: choices joined with ``;``, an apostrophe before what would be taken for a formula."""
    text = ";".join(value) if isinstance(value, tuple) else value or ""
    return f"'{text}" if FORMULA.match(text) else text
