"""Reads a folder of scans with truth files and counts, per field type, what was right and what was accepted."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.reading import DecidedField, Decision, FieldValue
from models.record import PageResult, ReadPage
from models.template import ImageField
from pipeline.workbench import FileReader, Workbench, read_file, read_files

TRUTH = ".truth.json"


@dataclass(frozen=True, slots=True)
class FieldOutcome:
    """One field of one sheet: what stands there, what was read, and how sure (0..1) the program was of it."""

    file: str
    key: str
    type: str
    truth: FieldValue
    read: FieldValue
    accepted: bool
    right: bool
    confidence: float = 0.0


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

    def of_type(self) -> Mapping[str, tuple[FieldOutcome, ...]]:
        """The outcomes by field type."""
        groups: defaultdict[str, list[FieldOutcome]] = defaultdict(list)
        for outcome in self.fields:
            groups[outcome.type].append(outcome)
        return {name: tuple(groups[name]) for name in sorted(groups)}


def evaluate_folder(folder: Path, bench: Workbench, workers: int, read: FileReader = read_file) -> Report:
    """Read every scan of ``folder`` that has a ``.truth.json`` beside it, as the program does or as ``read`` does."""
    truths = {path: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"*{TRUTH}"))}
    scans = {folder / str(truth["file"]): truth for truth in truths.values()}
    bench.engine()  # importing PaddleOCR (2 s) is not reading; what each thread loads of its own is 0.3 s
    _ = bench.lexicon
    start = time.perf_counter()

    def held(path: Path, result: PageResult) -> list[tuple[PageOutcome, list[FieldOutcome]]]:
        """The page against its truth; number 0 is a whole file that was refused, and with it every page."""
        told = [wanted for wanted in scans[path]["pages"] if result.number in (wanted["page"], 0)]
        return [(_page_outcome(path, result, page), _field_outcomes(path, result, page, bench)) for page in told]

    outcomes = [pair for pairs in read_files(list(scans), bench, workers, held, read) for pair in pairs]
    pages = tuple(page for page, _ in outcomes)
    fields = tuple(field for _, own in outcomes for field in own)
    return Report(pages, fields, time.perf_counter() - start, workers)


def _page_outcome(path: Path, result: PageResult, wanted: Mapping[str, Any]) -> PageOutcome:
    form = _side(wanted["template"], wanted.get("page_of_form", 1))
    if not isinstance(result, ReadPage):
        return PageOutcome(path.name, form, None, ())
    template = result.aligned.blank.template
    found = _side(template.form, template.page)
    errors: tuple[float, ...] = ()
    if found == form and wanted["to_page"] is not None:
        corners = np.array([c for field in template.all_fields() for c in field.box_mm.corners()], dtype=np.float64)
        to_page = np.array(wanted["to_page"], dtype=np.float64)
        back = cv2.perspectiveTransform(result.aligned.placement.on_page(corners)[None], np.linalg.inv(to_page))[0]
        errors = tuple(float(e) for e in np.linalg.norm(back - corners, axis=1))
    return PageOutcome(path.name, form, found, errors)


def _side(form: str, page: int) -> str:
    return form if page == 1 else f"{form}/{page}"


def _field_outcomes(path: Path, result: PageResult, wanted: Mapping[str, Any], bench: Workbench) -> list[FieldOutcome]:
    side = wanted["template"], wanted.get("page_of_form", 1)
    sheet = next(sheet for sheet in bench.sheets if (sheet.template.form, sheet.template.page) == side)
    read: dict[str, DecidedField] = {}
    if (
        isinstance(result, ReadPage)
        and (result.aligned.blank.template.form, result.aligned.blank.template.page) == side
    ):
        read = {field.checked.field.key: field for field in result.fields}
    outcomes = []
    for field in sheet.template.all_fields():
        if isinstance(field, ImageField):
            continue
        raw = wanted["fields"][field.key]["value"]
        truth: FieldValue = tuple(raw) if isinstance(raw, list) else raw
        decided = read.get(field.key)
        value = decided.checked.value if decided else None
        accepted = decided is not None and decided.decision is Decision.ACCEPT
        right = decided is not None and _same(truth, value)
        outcomes.append(
            FieldOutcome(
                path.name, field.key, field.type, truth, value, accepted, right, decided.confidence if decided else 0.0
            )
        )
    return outcomes


def _same(truth: FieldValue, value: FieldValue) -> bool:
    """Equal but for spaces, which paper does not have and people count differently. An empty choice is blank."""
    return folded(truth) == folded(value)


def folded(value: FieldValue) -> FieldValue:
    """A value without spaces, which paper does not have; None for nothing."""
    if isinstance(value, str):
        return re.sub(r"\s", "", value) or None
    return value or None
