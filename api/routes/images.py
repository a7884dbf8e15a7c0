"""What was on the paper: the aligned page, one field of it, and the scan as it came."""

from __future__ import annotations

import cv2
import numpy as np
from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from api.deps import FieldKey, Now, Operator, RecordId, ServiceDep
from api.routes.fields import field_of
from models.errors import StoreFault
from models.geometry import PX_PER_MM, BoxMm
from models.scan import MediaType, Pixels
from pipeline.store.records import open_record

router = APIRouter(prefix="/records/{record_id}", tags=["images"])

MARGIN_MM = 2.0
"""Paper shown around a field, so that strokes over its edge are seen."""

_SUFFIX = {MediaType.PDF: "pdf", MediaType.TIFF: "tif", MediaType.JPEG: "jpg", MediaType.PNG: "png"}


@router.get("/page.jpg", response_class=FileResponse)
def page_image(record_id: RecordId, service: ServiceDep, actor: Operator, now: Now) -> FileResponse:
    """The page laid over its template, 8 px/mm."""
    with service.database.read() as session:
        record = open_record(session, actor, record_id, now)
    return FileResponse(service.vault.image_path(record.page.image_key), media_type="image/jpeg")


@router.get("/fields/{key}/crop.jpg", response_class=Response)
def crop_image(record_id: RecordId, key: FieldKey, service: ServiceDep, actor: Operator, now: Now) -> Response:
    """One field with a little paper around it."""
    with service.database.read() as session:
        record = open_record(session, actor, record_id, now)
    field = field_of(service.template(record.form, record.template_version), key)
    page = cv2.imread(str(service.vault.image_path(record.page.image_key)), cv2.IMREAD_COLOR)
    if page is None:
        raise StoreFault("a page image cannot be decoded", record=str(record_id))
    return Response(jpeg(cut_out(np.asarray(page, dtype=np.uint8), field.box_mm)), media_type="image/jpeg")


@router.get("/original", response_class=FileResponse)
def original_scan(record_id: RecordId, service: ServiceDep, actor: Operator, now: Now) -> FileResponse:
    """The scan's own bytes. It is named by the record, not by what people called the file."""
    with service.database.read() as session:
        page = open_record(session, actor, record_id, now).page
    # Browsers cannot show TIFF; the other three are shown, never run (nosniff, and our own content types).
    disposition = "attachment" if page.media_type is MediaType.TIFF else "inline"
    return FileResponse(
        service.vault.original(page.scan_sha256),
        media_type=page.media_type,
        filename=f"{record_id}.{_SUFFIX[page.media_type]}",
        content_disposition_type=disposition,
    )


def cut_out(page: Pixels, box: BoxMm) -> Pixels:
    """The pixels of ``box`` and its margin, as far as they lie on the page."""
    grown = box.grown(MARGIN_MM)
    x, y, right, bottom = (round(mm * PX_PER_MM) for mm in (grown.x, grown.y, grown.right, grown.bottom))
    return page[y:bottom, x:right]


def jpeg(pixels: Pixels) -> bytes:
    """The pixels as a JPEG file."""
    _, buffer = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])
    return buffer.tobytes()
