"""Claims for child allowance in the town: a form of two pages, and papers that come with it."""

from __future__ import annotations

import hashlib
from functools import cache

import cv2
import numpy as np
from PIL import Image

from models.db.session import Database
from models.form import forms_of
from models.page import BlankSheet
from models.problem import Problem, ProblemCode
from models.reasons import Reason, ReasonCode
from models.record import ReadPage, RefusedPage
from models.scan import MediaType, Pixels, Scan
from pipeline.gather.gather import gather
from pipeline.identify.sheets import load_blank, load_template
from pipeline.settings import PROJECT_ROOT, Settings
from pipeline.store.batches import open_batch, register_scan
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.vault import Vault
from tests.api.town import CLOSE, NOW, Asked, Written, read_page, written_sheet

CLAIM = Written(
    texts={
        "filed_on": "令和7年4月1日",
        "claimant.name": "斎藤 裕二",
        "consent.registers": "agree",
        "consent.signed_on": "令和7年4月7日",
        "consent.claimant_phone": "09012345678",
    },
    asked={
        "claimant.name": Asked((CLOSE,), ("斉藤 裕二",)),
        "consent.signed_on": Asked((Reason(ReasonCode.LOW_CONFIDENCE),)),
    },
    true={"consent.signed_on": "令和7年4月1日"},
)


@cache
def sides() -> tuple[BlankSheet, BlankSheet]:
    """Front and back of the form."""
    folders = [PROJECT_ROOT / "form_templates" / f"child_allowance_claim{end}" for end in ("", "_back")]
    front, back = (load_blank(path, load_template(path)) for path in (folder / "template.yaml" for folder in folders))
    return front, back


def hand_in_claim(database: Database, settings: Settings, here: int) -> int:
    """One claim, front and back, with the copy of a bank book; the record's id."""
    pictures = [written_sheet(CLAIM, side) for side in sides()]
    scan = _scan(settings, [*pictures, bank_book()])
    read = [read_page(scan, CLAIM, pictures[n], side, n + 1) for n, side in enumerate(sides())]
    copy = RefusedPage(3, (Problem(ProblemCode.UNKNOWN_FORM, 3, details={"matches": "4"}),), 0.1)
    return _store(database, settings, here, scan, [*read, copy])


def hand_in_front(database: Database, settings: Settings, here: int) -> int:
    """The front alone, of a form whose back is not optional; the record's id."""
    front = written_sheet(CLAIM, sides()[0])
    scan = _scan(settings, [front])
    return _store(database, settings, here, scan, [read_page(scan, CLAIM, front, sides()[0])])


def hand_in_unread_back(database: Database, settings: Settings, here: int) -> int:
    """A claim whose back lay badly on the scanner; the record's id."""
    pictures = [written_sheet(CLAIM, side) for side in sides()]
    scan = _scan(settings, pictures)
    likely = {"form": "child_allowance_claim", "version": "2026-04", "residual_mm": "1.40", "limit_mm": "1.00"}
    refused = RefusedPage(2, (Problem(ProblemCode.POOR_ALIGNMENT, 2, details=likely),), 0.1)
    return _store(database, settings, here, scan, [read_page(scan, CLAIM, pictures[0], sides()[0]), refused])


def bank_book() -> Pixels:
    """A dark cover on white paper, landscape."""
    paper = np.full((600, 900, 3), 255, np.uint8)
    cv2.rectangle(paper, (100, 100), (600, 450), (120, 80, 40), -1)
    return np.asarray(paper, np.uint8)


def _scan(settings: Settings, pictures: list[Pixels]) -> Scan:
    """The pictures as pages of one TIFF."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / f"claim-{len(pictures)}.tif"
    first, *others = (Image.fromarray(np.ascontiguousarray(picture[:, :, ::-1])) for picture in pictures)
    first.save(path, save_all=True, append_images=others, compression="tiff_deflate")
    content = path.read_bytes()
    return Scan(hashlib.sha256(content).hexdigest(), path.name, MediaType.TIFF, len(content), len(pictures), path)


def _store(database: Database, settings: Settings, here: int, scan: Scan, results: list[ReadPage | RefusedPage]) -> int:
    vault = Vault(settings.data_dir / "vault" / settings.municipality)
    vault.keep(scan)
    front, back = (side.template for side in sides())
    forms = forms_of([front, back.model_copy(update={"optional": False})])
    pages = [keep_page(result, vault) for result in results]
    with database.write() as session:
        batch = open_batch(session, here, key="claims", name="4月1日 窓口", now=NOW)
        scan_id = register_scan(session, here, batch, scan, NOW).scan_id
        (record_id,) = save_scan(session, scan_id, gather(pages, forms), NOW).record_ids
    return record_id
