"""Reads a folder of scans with truth files and counts, per field type, what was right and what was accepted."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from models.errors import UsageError
from models.reading import DecidedField, Decision, FieldValue
from models.record import PageResult, ReadPage
from models.template import FormField, ImageField
from pipeline.calibrate.examples import Example, example_of
from pipeline.check.values import same_value
from pipeline.evaluate.truth import TruePage, truths_in
from pipeline.files import FileReader, OpenBench, Readers, read_file
from pipeline.workbench import Workbench


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """One field of one sheet: what stands there, what was read, and how sure (0..1) the program was of it.

    ``example`` is what it teaches a calibration; absent where the field was not read.
    """

    file: str
    key: str
    type: str
    truth: FieldValue
    read: FieldValue
    accepted: bool
    right: bool
    confidence: float = 0.0
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """One page: whether its form was found, and how far its fields' corners lie from the truth (mm, all fields).

    ``form`` and ``found`` name a later page of a form with its number behind (``claim/2``).
    """

    file: str
    form: str
    found: str | None
    corner_errors_mm: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was counted; ``seconds`` is the wall time of the whole run."""

    pages: tuple[PageOutcome, ...]
    fields: tuple[FieldOutcome, ...]
    seconds: float
    workers: int

    def with_more(self, other: Report) -> Report:
        """Both runs together, which had the same workers."""
        return Report(self.pages + other.pages, self.fields + other.fields, self.seconds + other.seconds, self.workers)

    def of_type(self) -> Mapping[str, tuple[FieldOutcome, ...]]:
        """The outcomes by field type."""
        groups: defaultdict[str, list[FieldOutcome]] = defaultdict(list)
        for outcome in self.fields:
            groups[outcome.type].append(outcome)
        return {name: tuple(groups[name]) for name in sorted(groups)}


def evaluate_folder(folder: Path, open_bench: OpenBench, workers: int, read: FileReader = read_file) -> Report:
    """Read every scan of ``folder`` that has a ``.truth.json`` beside it, as the program does or as ``read`` does.

    What it takes to load templates, lists and networks is not counted.
    """
    pages = truths_in(folder)
    with Readers(open_bench, workers) as readers:
        start = time.perf_counter()
        outcomes = [pair for pairs in readers.each(list(pages), partial(_held, pages), read) for pair in pairs]
        seconds = time.perf_counter() - start
    fields = tuple(field for _, own in outcomes for field in own)
    return Report(tuple(page for page, _ in outcomes), fields, seconds, workers)


def _held(
    pages: Mapping[Path, Sequence[TruePage]], path: Path, result: PageResult, bench: Workbench
) -> list[tuple[PageOutcome, list[FieldOutcome]]]:
    """The page against its truth; number 0 is a whole file that was refused, and with it every page."""
    told = [wanted for wanted in pages[path] if result.number in (wanted.page, 0)]
    return [(_page_outcome(path, result, page), _field_outcomes(path, result, page, bench)) for page in told]


def _page_outcome(path: Path, result: PageResult, wanted: TruePage) -> PageOutcome:
    form = _side(wanted.template, wanted.page_of_form)
    if not isinstance(result, ReadPage):
        return PageOutcome(path.name, form, None, ())
    template = result.aligned.blank.template
    found = _side(template.form, template.page)
    errors: tuple[float, ...] = ()
    if found == form and wanted.to_page is not None:
        corners = np.array([c for field in template.all_fields() for c in field.box_mm.corners()], dtype=np.float64)
        to_page = np.array(wanted.to_page, dtype=np.float64)
        back = cv2.perspectiveTransform(result.aligned.placement.on_page(corners)[None], np.linalg.inv(to_page))[0]
        errors = tuple(float(e) for e in np.linalg.norm(back - corners, axis=1))
    return PageOutcome(path.name, form, found, errors)


def _side(form: str, page: int) -> str:
    return form if page == 1 else f"{form}/{page}"


def _field_outcomes(path: Path, result: PageResult, wanted: TruePage, bench: Workbench) -> list[FieldOutcome]:
    side = wanted.template, wanted.page_of_form
    sheet = next((sheet for sheet in bench.sheets if (sheet.template.form, sheet.template.page) == side), None)
    if sheet is None:
        raise UsageError(f"truth of {path.name}: no form {_side(*side)} is registered")
    read: dict[str, DecidedField] = {}
    if (
        isinstance(result, ReadPage)
        and (result.aligned.blank.template.form, result.aligned.blank.template.page) == side
    ):
        read = {field.checked.field.key: field for field in result.fields}
    known = [f for f in sheet.template.all_fields() if f.key in wanted.fields and not isinstance(f, ImageField)]
    return [_outcome(path.name, field, wanted.value(field), read.get(field.key)) for field in known]


def _outcome(file: str, field: FormField, truth: FieldValue, decided: DecidedField | None) -> FieldOutcome:
    if decided is None:
        return FieldOutcome(file, field.key, field.type, truth, None, accepted=False, right=False)
    value = decided.checked.value
    right = same_value(truth, value)
    example = example_of(file, decided, right=right)
    accepted = decided.decision is Decision.ACCEPT
    return FieldOutcome(file, field.key, field.type, truth, value, accepted, right, decided.confidence, example)
