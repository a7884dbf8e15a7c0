"""The counter's pages: sheets as they come in, and a record on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.counter_faces import SheetOut
from api.deps import Now, Operator, RecordId, ServiceDep, Words
from api.routes.counter import counter_of, list_sheets
from api.routes.records import read_record
from api.routes.templates import list_templates
from api.schemas import TemplateOut
from review_ui.contexts import AccountPage
from review_ui.pages import VisitorDep, rendered
from review_ui.summary import Line, lines_of

router = APIRouter(prefix="/counter", include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class CounterPage(AccountPage):
    """Today's sheets of the counter, with room for more; ``most_bytes`` is the size of the largest file taken in."""

    template: ClassVar[str] = "counter.html"
    here: ClassVar[str] = "counter"
    styles: ClassVar[tuple[str, ...]] = ("desk", "counter", "counter_sheet")
    sheets: tuple[SheetOut, ...]
    forms: tuple[TemplateOut, ...]
    most_bytes: int

    @property
    def start(self) -> dict[str, Any]:
        """What the page's script begins with."""
        return {
            "sheets": [sheet.model_dump(mode="json") for sheet in self.sheets],
            "forms": [form.model_dump() for form in self.forms],
            "most_bytes": self.most_bytes,
        }


@dataclass(frozen=True, kw_only=True)
class PrintPage(AccountPage):
    """A record as it stands, on A4; ``form`` is its title, ``blank`` counts the fields that are left out."""

    template: ClassVar[str] = "print.html"
    here: ClassVar[str] = "counter"
    styles: ClassVar[tuple[str, ...]] = ("pages", "print")
    record_id: int
    form: str
    received_at: datetime
    printed_at: datetime
    lines: tuple[Line, ...]
    blank: int

    @property
    def waiting(self) -> int:
        """How many fields nobody has confirmed yet."""
        return sum(line.is_open for line in self.lines)


@router.get("")
def counter_page(
    request: Request, visitor: VisitorDep, service: ServiceDep, actor: Operator, words: Words, now: Now
) -> HTMLResponse:
    """The counter. Whoever opens it will soon bring a sheet: what reads is made ready."""
    counter_of(request).warm()
    page = CounterPage(
        **vars(visitor),
        sheets=tuple(list_sheets(service, actor, words, now).sheets),
        forms=tuple(list_templates(service, actor, words)),
        most_bytes=service.settings.max_file_bytes,
    )
    return rendered(page)


@router.get("/print/{record_id}")
def print_page(
    record_id: RecordId, visitor: VisitorDep, service: ServiceDep, actor: Operator, words: Words, now: Now
) -> HTMLResponse:
    """A record for the resident to look at."""
    record = read_record(record_id, service, actor, words, now)
    lines = tuple(lines_of(record.fields))
    page = PrintPage(
        **vars(visitor),
        record_id=record_id,
        form=record.title,
        received_at=record.received_at,
        printed_at=now,
        lines=lines,
        blank=sum(field.input != "image" for field in record.fields) - len(lines),
    )
    return rendered(page)
