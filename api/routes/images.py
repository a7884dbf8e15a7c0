"""What was on the paper: each page, one field of it, and the scan as it came."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from api.deps import FieldKey, Now, Operator, PageNumber, RecordId, ServiceDep
from api.service import Service
from models.errors import NotFound, StoreFault
from models.geometry import PX_PER_MM, BoxMm
from models.problem import Problem
from models.scan import MediaType, Pixels, Scan
from pipeline.intake.open_scan import caps_of, decode_page
from pipeline.store.crops import crop_place
from pipeline.store.records import open_record
from pipeline.store.views import Actor, PageView, ScanView

router = APIRouter(prefix="/records/{record_id}", tags=["images"])

MARGIN_MM = 2.0
"""Paper shown around a field, so that strokes over its edge are seen."""

MOST_PX = 2400
"""Longer side of a page shown as it was scanned: an A4 sheet as sharp as an aligned one."""

_SUFFIX = {MediaType.PDF: "pdf", MediaType.TIFF: "tif", MediaType.JPEG: "jpg", MediaType.PNG: "png"}


@router.get("/pages/{number}.jpg", response_class=Response)
def page_image(record_id: RecordId, number: PageNumber, service: ServiceDep, actor: Operator, now: Now) -> Response:
    """A page of the record by its number in the scan: laid over its template, 8 px/mm; an attachment as scanned."""
    scan, page = _page_of(service, actor, record_id, number, now)
    if page.image_key is not None:
        return FileResponse(service.vault.image_path(page.image_key), media_type="image/jpeg")
    return Response(jpeg(_as_scanned(scan, number, service)), media_type="image/jpeg")


@router.get("/scan/{number}.jpg", response_class=Response)
def scanned_page(record_id: RecordId, number: PageNumber, service: ServiceDep, actor: Operator, now: Now) -> Response:
    """A page of the record by its number in the scan, as it was scanned, whatever kind of file that was."""
    scan, _ = _page_of(service, actor, record_id, number, now)
    return Response(jpeg(_as_scanned(scan, number, service)), media_type="image/jpeg")


@router.get("/fields/{key}/crop.jpg", response_class=Response)
def crop_image(record_id: RecordId, key: FieldKey, service: ServiceDep, actor: Operator) -> Response:
    """One field with a little paper around it; 404 where its page was not scanned."""
    with service.database.read() as session:
        place = crop_place(session, actor, record_id, key)
    if place.image_key is None:
        raise NotFound(f"page {place.form_page} was not scanned", what="pages", id=str(place.form_page))
    page = service.pages.pixels(service.vault.image_path(place.image_key))
    return Response(jpeg(cut_out(page, place.box_mm)), media_type="image/jpeg")


@router.get("/original", response_class=FileResponse)
def original_scan(record_id: RecordId, service: ServiceDep, actor: Operator, now: Now) -> FileResponse:
    """The scan's own bytes. It is named by the record, not by what people called the file."""
    with service.database.read() as session:
        scan = open_record(session, actor, record_id, now).scan
    # Browsers cannot show TIFF; the other three are shown, never run (nosniff, and our own content types).
    disposition = "attachment" if scan.media_type is MediaType.TIFF else "inline"
    return FileResponse(
        service.vault.original(scan.sha256),
        media_type=scan.media_type,
        filename=f"{record_id}.{_SUFFIX[scan.media_type]}",
        content_disposition_type=disposition,
    )


def _page_of(service: Service, actor: Actor, record_id: int, number: int, now: datetime) -> tuple[ScanView, PageView]:
    """The record's scan, and its page of that number there; the others of the file are other people's: NotFound."""
    with service.database.read() as session:
        record = open_record(session, actor, record_id, now)
    page = next((page for page in record.pages if page.number == number), None)
    if page is None:
        raise NotFound(f"the record has no page {number}", what="pages", id=str(number))
    return record.scan, page


def _as_scanned(view: ScanView, number: int, service: Service) -> Pixels:
    """A page decoded from the kept scan; StoreFault where that is no longer possible."""
    path = service.vault.original(view.sha256)
    scan = Scan(view.sha256, view.file_name, view.media_type, path.stat().st_size, view.page_count, path)
    page = decode_page(scan, number, caps_of(service.settings))
    if isinstance(page, Problem):
        raise StoreFault("a kept scan cannot be decoded", reason=str(page.code))
    height, width = page.pixels.shape[:2]
    scale = min(1.0, MOST_PX / max(height, width))
    return np.asarray(cv2.resize(page.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def cut_out(page: Pixels, box: BoxMm) -> Pixels:
    """The pixels of ``box`` and its margin, as far as they lie on the page."""
    grown = box.grown(MARGIN_MM)
    x, y, right, bottom = (round(mm * PX_PER_MM) for mm in (grown.x, grown.y, grown.right, grown.bottom))
    return page[y:bottom, x:right]


def jpeg(pixels: Pixels) -> bytes:
    """The pixels as a JPEG file."""
    _, buffer = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])
    return buffer.tobytes()
