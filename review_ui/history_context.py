"""What the page of a record's history may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.history_schemas import AnsweredOut, HistoryOut
from models.clock import JAPAN
from models.record import RecordStatus
from review_ui.supervisor_contexts import CountsPage


@dataclass(frozen=True, kw_only=True)
class HistoryPage(CountsPage):
    """Everything that happened to a record."""

    template: ClassVar[str] = "history.html"
    here: ClassVar[str] = "history"
    history: HistoryOut

    def moment(self, moment: datetime) -> str:
        """Date and time to the second: things of one minute stand in an order."""
        return moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def waits(self) -> bool:
        """Whether the record can be opened on the desk."""
        return self.may_review and self.history.status in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW)

    @property
    def effort(self) -> tuple[int, float, int]:
        """Measured answers, their seconds and their keystrokes."""
        measured = [one for one in self.history.events if isinstance(one, AnsweredOut) and one.seconds is not None]
        return len(measured), sum(one.seconds or 0 for one in measured), sum(one.keystrokes or 0 for one in measured)
