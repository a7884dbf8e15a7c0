"""A person's word on a field, and the end of a review. The machine's reading stays beside it untouched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.db.states import CorrectionKind
from models.reading import FieldValue
from models.record import RecordStatus
from pipeline.store.views import Actor, FieldView


def correct(
    session: Session,
    actor: Actor,
    record_id: int,
    key: str,
    *,
    kind: CorrectionKind,
    text: str,
    value: FieldValue,
    expected_version: int,
    claim_token: int,
    now: datetime,
) -> FieldView:
    """Settle one field and return it as it now stands; the claim is prolonged.

    ``value`` is the normal form of ``text`` (``pipeline.check.values.value_of``). With kind ``confirmed`` the standing
    value is kept and ``text``, ``value`` are not looked at; with ``blank`` and ``illegible`` they become "" and None.
    Conflict (details: field, by, text, version) when another correction came first, or (details: holder) when the
    claim was lost; Refusal (details: status) when the record is not in review.
    """
    raise NotImplementedError


def finish(session: Session, actor: Actor, record_id: int, expected_version: int, now: datetime) -> RecordStatus:
    """Mark a claimed record reviewed and give it back. ``expected_version`` is the record's.

    Refusal (details: open, the number of fields) while a field waits; Conflict when the record's status has changed
    or another account holds it.
    """
    raise NotImplementedError


def reject(session: Session, actor: Actor, record_id: int, reason: str, now: datetime) -> RecordStatus:
    """Take a record out of the way for good (not a resident's form, a test sheet …); the reason is kept.

    Conflict while another account holds it; Refusal when it was exported already.
    """
    raise NotImplementedError
