"""How the counter's sheets look from outside, and what is told of them while they are read."""

from __future__ import annotations

from datetime import datetime

from api.faces import form_title
from api.refusals import guesses_of
from api.schemas import Out, TemplateOut
from api.service import Service
from models.catalogue import Catalogue
from models.counter import CounterStage
from models.problem import Problem, ProblemCode
from models.record import Look, RecordStatus
from pipeline.store.counter_found import SheetRecord, SheetRefusal
from pipeline.store.counter_sheets import CounterSheet


class SheetRecordOut(Out):
    """A record that was read in a sheet; ``held_by`` is who works on it now, ``look`` whose look it waits for.

    ``total_fields`` leaves pictures out that nobody is asked about.
    """

    record_id: int
    form: str
    version: str
    title: str
    status: RecordStatus
    look: Look
    open_fields: int
    total_fields: int
    held_by: str | None


class SheetRefusalOut(Out):
    """A page that was not read (the whole file: without ``page_id``): why, and what it may be all the same."""

    page_id: int | None
    page_number: int | None
    code: ProblemCode
    words: str
    guesses: list[TemplateOut]


class SheetOut(Out):
    """A sheet at the counter: one file, and what became of it. ``failure`` says in words what the machine lacked."""

    sheet_id: int
    file_name: str
    at: datetime
    stage: CounterStage
    pages_done: int
    page_count: int
    failure: str | None
    is_handed_over: bool
    records: list[SheetRecordOut]
    refusals: list[SheetRefusalOut]


class SheetsOut(Out):
    """Today's sheets of the counter, the last first."""

    sheets: list[SheetOut]


class ReceivedOut(Out):
    """A sheet that is kept; ``earlier`` is when the same bytes had come in before, null where they are new."""

    sheet: SheetOut
    earlier: datetime | None


def sheet_out(sheet: CounterSheet, service: Service, words: Catalogue) -> SheetOut:
    """A sheet for people."""
    return SheetOut(
        sheet_id=sheet.sheet_id,
        file_name=sheet.file_name,
        at=sheet.at,
        stage=sheet.stage,
        pages_done=sheet.pages_done,
        page_count=sheet.page_count,
        failure=_failure(sheet.failure, words),
        is_handed_over=sheet.is_handed_over,
        records=[_record_out(record, service, words) for record in sheet.records],
        refusals=[_refusal_out(refusal, service, words) for refusal in sheet.refusals],
    )


def _failure(code: str | None, words: Catalogue) -> str | None:
    """The words of an error by its code; details are not kept, so that those with blanks in them get general ones."""
    if code is None:
        return None
    return words(
        f"error.{code}" if code in ("engine", "store", "disk_full", "environment", "weights") else "error.error"
    )


def _record_out(record: SheetRecord, service: Service, words: Catalogue) -> SheetRecordOut:
    return SheetRecordOut(
        record_id=record.record_id,
        form=record.form,
        version=record.version,
        title=form_title(service, record.form, record.version, words),
        status=record.status,
        look=record.look,
        open_fields=record.open_fields,
        total_fields=record.total_fields,
        held_by=record.held_by,
    )


def _refusal_out(refusal: SheetRefusal, service: Service, words: Catalogue) -> SheetRefusalOut:
    titles = service.titles[words.language]
    return SheetRefusalOut(
        page_id=refusal.page_id,
        page_number=refusal.number,
        code=refusal.code,
        words=words.problem(Problem(refusal.code, page=refusal.number, details=refusal.details), titles),
        guesses=guesses_of(refusal.details, titles),
    )
