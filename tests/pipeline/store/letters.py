"""A form of three pages, as kept pages made by hand: the way of the store without pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models.db.session import Database
from models.document import KeptPage, KeptSheet
from models.form import forms_of
from models.page import Residual
from models.problem import Problem, ProblemCode
from models.reading import Candidate, CheckedField, DecidedField, Decision, Reading
from models.reasons import Reason, ReasonCode
from models.template import FormField, Template
from pipeline.gather.gather import gather
from pipeline.store.batches import open_batch, register_scan
from pipeline.store.drafts import SavedScan, save_scan
from tests.pipeline.gather.stacks import side
from tests.pipeline.store.paper import NOW, QUAD, Town, scan_of

SIDES = (side("letter", attachments=2, keys=2), side("letter", 2), side("letter", 3, optional=True, keys=0))
FORMS = forms_of(SIDES)


def letter(number: int, page: int, *, ask: bool = False) -> KeptPage:
    """Page ``page`` of the form, read on page ``number`` of the scan; with ``ask`` its fields want a person."""
    template: Template = SIDES[page - 1]
    fields = tuple(_decided(field, f"{field.key} on {number}", ask) for field in template.all_fields())
    sheet = KeptSheet(template, np.eye(3), Residual(0.1, 0.3), f"{number:064x}", fields)
    return KeptPage(number, (), 0.5, sheet)


def blank(number: int) -> KeptPage:
    return KeptPage(number, (Problem(ProblemCode.BLANK_PAGE, number),), 0.1, None)


def paper(number: int) -> KeptPage:
    """A paper that is no form, scanned at a low resolution."""
    unknown = Problem(ProblemCode.UNKNOWN_FORM, number, details={"matches": "3"})
    return KeptPage(number, (unknown, Problem(ProblemCode.LOW_RESOLUTION, number, details={"dpi": "90"})), 0.1, None)


def stray(number: int) -> KeptPage:
    """A page that resembles the form and was not read."""
    likely = {"form": "letter", "version": "1"}
    return KeptPage(number, (Problem(ProblemCode.POOR_ALIGNMENT, number, details=likely),), 0.1, None)


def post(database: Database, folder: Path, here: Town, *pages: KeptPage, content: bytes = b"letters") -> SavedScan:
    """Store one scan of these pages."""
    folder.mkdir(exist_ok=True)
    with database.write() as session:
        batch = open_batch(session, here.id, key="night", name="夜", now=NOW)
        scan_id = register_scan(session, here.id, batch, scan_of(folder, content), NOW).scan_id
    with database.write() as session:
        return save_scan(session, scan_id, gather(pages, FORMS), NOW)


def _decided(field: FormField, text: str, ask: bool) -> DecidedField:
    reading = Reading(field.key, text, 0.9, (Candidate(text, 0.9),), 0.2, (), "fake 1", QUAD)
    reasons = (Reason(ReasonCode.LOW_CONFIDENCE),) if ask else ()
    decision = Decision.REVIEW if ask else Decision.ACCEPT
    return DecidedField(CheckedField(field, reading, text, text, reasons), 0.9, decision, reasons)
