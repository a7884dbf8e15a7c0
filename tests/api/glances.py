"""Sheets with marks that wait to be judged at a glance."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from models.db.tables import CorrectionRow, RecordFieldRow
from models.reasons import Reason, ReasonCode
from tests.api import town
from tests.api.conftest import House

ROWS = range(1, 5)
SEXES = tuple(f"members.{row}.sex" for row in ROWS)
UNSURE = town.Asked((Reason(ReasonCode.LOW_CONFIDENCE),))


def hand_in_marks(
    house: House,
    number: int,
    read: Mapping[str, str] | None = None,
    *,
    true: Mapping[str, str] | None = None,
    also: Collection[str] = (),
) -> int:
    """One sheet of four people, all read as men unless ``read`` says otherwise; ``also`` are other fields that wait.

    ``true`` is what really stands on the paper.
    """
    texts = {**town.MOVE.texts, **dict.fromkeys(SEXES, "male"), **(read or {})}
    asked = dict.fromkeys((*SEXES, *also), UNSURE)
    written = town.Written(texts, asked, true or {})
    return town.hand_in(house.database, house.settings, house.municipality_id, written, number)


def words_on(house: House, key: str, record_id: int) -> list[tuple[str, str, str]]:
    """Every person's word on a field, first to last: kind, text before, text after."""
    query = (
        select(CorrectionRow.kind, CorrectionRow.before_text, CorrectionRow.after_text)
        .join(RecordFieldRow, RecordFieldRow.id == CorrectionRow.record_field_id)
        .where(RecordFieldRow.key == key, RecordFieldRow.record_id == record_id)
        .order_by(CorrectionRow.version)
    )
    with house.database.read() as session:
        return [(str(kind), before, after) for kind, before, after in session.execute(query)]
