"""How refused sheets look from outside, and what a ruling came to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.faces import form_title
from api.schemas import Out, TemplateOut
from api.service import Service
from models.catalogue import Catalogue, Titles
from models.db.states import RulingKind
from models.problem import NAMED_FORMS, Problem
from pipeline.store.views import RecordBefore, RefusedSheet


class RecordBeforeOut(Out):
    """The record read from a page before it in the same scan: what a page may be an attachment of.

    ``lacks`` are the pages of its form that it has not and still takes.
    """

    record_id: int
    form: str
    version: str
    title: str
    page_number: int
    lacks: list[int]


class RefusedOut(Out):
    """A page that was not read (a whole file: without ``page_id``), and what to do.

    ``guesses`` are the forms that it may be all the same, the likeliest first; at most two.
    """

    page_id: int | None
    file_id: int
    batch: str
    file_name: str
    page_number: int | None
    code: str
    words: str
    at: datetime
    guesses: list[TemplateOut]
    before: RecordBeforeOut | None


class RulingOut(Out):
    """What a ruling came to; ``record_id`` is the record that was read."""

    kind: RulingKind
    record_id: int | None


def refused_out(sheet: RefusedSheet, service: Service, words: Catalogue) -> RefusedOut:
    """A page that was not read, with what to do about it."""
    titles = service.titles[words.language]
    return RefusedOut(
        page_id=sheet.page_id,
        file_id=sheet.file_id,
        batch=sheet.batch,
        file_name=sheet.file_name,
        page_number=sheet.page_number,
        code=sheet.code,
        words=words.problem(Problem(sheet.code, page=sheet.page_number, details=sheet.details), titles),
        at=sheet.at,
        guesses=guesses_of(sheet.details, titles),
        before=_before_out(sheet.before, service, words) if sheet.before else None,
    )


def guesses_of(details: Mapping[str, str], titles: Titles) -> list[TemplateOut]:
    """The forms that a problem's details name, as far as they are registered still."""
    if details.get("form_page", "1") != "1":  # a later page is no record by itself
        return []
    named = [(details.get(form, ""), details.get(version, "")) for form, version in NAMED_FORMS]
    return [TemplateOut(form=one[0], version=one[1], title=titles[one]) for one in named if one in titles]


def _before_out(before: RecordBefore, service: Service, words: Catalogue) -> RecordBeforeOut:
    return RecordBeforeOut(
        record_id=before.record_id,
        form=before.form,
        version=before.version,
        title=form_title(service, before.form, before.version, words),
        page_number=before.page_number,
        lacks=_lacks(before, service),
    )


def _lacks(before: RecordBefore, service: Service) -> list[int]:
    form = service.forms.get((before.form, before.version))
    if form is None or not before.waits:
        return []
    return [template.page for template in form.pages if template.page not in before.has]
