"""What was not read, how it looks, and what a person says of it."""

from __future__ import annotations

from typing import Annotated

import cv2
import numpy as np
from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.bodies import AsideRulingIn, FormRulingIn, PageRulingIn, RulingIn
from api.deps import FileId, Now, Operator, PageId, Reviewer, ServiceDep, Words
from api.errors import NotReadAs
from api.refusals import RefusedOut, RulingOut, refused_out
from api.routes.images import jpeg
from api.service import Service
from models.catalogue import Catalogue
from models.document import DocumentPage
from models.errors import NotFound
from models.problem import Problem
from models.scan import Pixels, Scan
from models.template import Template
from pipeline.gather.gather import gather
from pipeline.intake.open_scan import caps_of, decode_page
from pipeline.store.refused import form_of, refused_sheets
from pipeline.store.reread import read_as_form, read_as_page
from pipeline.store.rulings import Ruling, page_place, rule_file, rule_page, standing_record
from pipeline.store.scans import load_scan
from pipeline.store.views import Actor

router = APIRouter(prefix="/refused", tags=["refused"])

Width = Annotated[int, Query(ge=40, le=4000, description="of the picture, in pixels; never more than was scanned")]


@router.get("")
def list_refused(service: ServiceDep, actor: Operator, words: Words) -> list[RefusedOut]:
    """The hundred that came last, each batch in the order in which it was handed in."""
    with service.database.read() as session:
        sheets = refused_sheets(session, actor)
    return [refused_out(sheet, service, words) for sheet in sheets]


@router.get("/{page_id}/image.jpg", response_class=Response)
def refused_image(page_id: PageId, service: ServiceDep, actor: Operator, width: Width = 1200) -> Response:
    """The page as it was scanned."""
    scan, number = _page_of(service, actor, page_id)
    page = decode_page(scan, number, caps_of(service.settings))
    if isinstance(page, Problem):
        raise NotFound("the page has no picture", what="file", id=str(page_id))
    return Response(jpeg(_shrunk(page.pixels, width)), media_type="image/jpeg")


@router.post("/{page_id}/ruling")
def rule_on_page(
    page_id: PageId, body: RulingIn, service: ServiceDep, actor: Reviewer, words: Words, now: Now
) -> RulingOut:
    """Say what a page is. As a form it is read at once, which takes seconds. The same again changes nothing."""
    if isinstance(body, FormRulingIn | PageRulingIn):
        return RulingOut(kind=body.kind, record_id=_read_as(service, actor, page_id, body, words, now))
    with service.database.write() as session:
        rule_page(session, actor, page_id, Ruling(**body.model_dump()), now)
    return RulingOut(kind=body.kind, record_id=None)


@router.post("/files/{file_id}/ruling")
def rule_on_file(file_id: FileId, body: AsideRulingIn, service: ServiceDep, actor: Reviewer, now: Now) -> RulingOut:
    """Take a file that is no scan off the list, or put it back."""
    with service.database.write() as session:
        rule_file(session, actor, file_id, body.kind, now)
    return RulingOut(kind=body.kind, record_id=None)


def _read_as(
    service: Service, actor: Actor, page_id: int, body: FormRulingIn | PageRulingIn, words: Catalogue, now: Now
) -> int:
    """Read the page as what it is said to be and store both in one transaction; the record's id."""
    ruling = Ruling(**body.model_dump(exclude={"page"}))
    with service.database.read() as session:
        stands = standing_record(session, actor, page_id, ruling)
        template = _template(service, session, actor, body)
    if stands is not None:
        return stands
    scan, number = _page_of(service, actor, page_id)
    kept = service.reader.read_as(scan, number, template)
    if kept.sheet is None:
        why = words.problem(kept.problems[0], service.titles[words.language])
        raise NotReadAs("the page was refused again", why=why)
    with service.database.write() as session:
        if isinstance(body, PageRulingIn):
            return read_as_page(session, actor, page_id, ruling, DocumentPage(kept, kept.sheet), now)
        (document,) = gather((kept,), {template.key: service.form(*template.key)}).documents
        return read_as_form(session, actor, page_id, ruling, document, now)


def _template(service: Service, session: Session, actor: Actor, body: FormRulingIn | PageRulingIn) -> Template:
    """The page of a form that is meant; NotFound where it, or the record, is not there."""
    if isinstance(body, FormRulingIn):
        return service.form(body.form, body.version).pages[0]
    form = service.form(*form_of(session, actor, body.record_id))
    if body.page > len(form.pages):
        raise NotFound(f"the form has no page {body.page}", what="pages", id=str(body.page))
    return form.pages[body.page - 1]


def _page_of(service: Service, actor: Actor, page_id: int) -> tuple[Scan, int]:
    """The scan that a page is in, and its number there; NotFound in another municipality."""
    with service.database.read() as session:
        place = page_place(session, actor, page_id)
        return load_scan(session, place.scan_id, service.vault), place.number


def _shrunk(pixels: Pixels, width: int) -> Pixels:
    """The picture no wider than ``width`` pixels."""
    scale = width / pixels.shape[1]
    if scale >= 1:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
