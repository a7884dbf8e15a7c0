"""Every table in one place; importing this module is what fills ``Base.metadata``."""

from __future__ import annotations

from models.db.asides import NoteRow, SkipRow
from models.db.base import Base, OwnedRow
from models.db.looks import BarredRow, LookRow
from models.db.outbox import DeliveryRow
from models.db.people import AccountRow, LoginFailureRow, LoginSessionRow, MunicipalityRow
from models.db.records import (
    ClaimRow,
    CorrectionRow,
    ExportRecordRow,
    ExportRow,
    ReadingRow,
    RecordFieldRow,
    RecordPageRow,
    RecordRow,
)
from models.db.runs import RunRow
from models.db.sheets import BatchRow, PageRow, ProblemRow, RulingRow, ScanRow, SubmissionRow
from models.db.turns import TurnRow

__all__ = [
    "AccountRow",
    "BarredRow",
    "Base",
    "BatchRow",
    "ClaimRow",
    "CorrectionRow",
    "DeliveryRow",
    "ExportRecordRow",
    "ExportRow",
    "LoginFailureRow",
    "LoginSessionRow",
    "LookRow",
    "MunicipalityRow",
    "NoteRow",
    "OwnedRow",
    "PageRow",
    "ProblemRow",
    "ReadingRow",
    "RecordFieldRow",
    "RecordPageRow",
    "RecordRow",
    "RulingRow",
    "RunRow",
    "ScanRow",
    "SkipRow",
    "SubmissionRow",
    "TurnRow",
]
