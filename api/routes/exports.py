"""Reviewed records as files, for supervisors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from api.bodies import ExportIn
from api.deps import Now, ServiceDep, Supervisor
from api.schemas import ExportedOut
from models.errors import NotFound
from pipeline.export.export import ExportFormat, ExportOrder, export_records

router = APIRouter(prefix="/exports", tags=["exports"])

FileName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]*-[A-Za-z0-9-]{8,64}\.(csv|jsonl)$")]

_MEDIA = {ExportFormat.CSV: "text/csv", ExportFormat.JSONL: "application/jsonl"}


@router.post("", status_code=HTTPStatus.CREATED)
def export(body: ExportIn, service: ServiceDep, actor: Supervisor, now: Now) -> ExportedOut:
    """Write every reviewed record of a form to a file; refused where a character would be lost."""
    order = ExportOrder(
        municipality_id=actor.municipality_id,
        key=body.key,
        form=body.form,
        format=body.format,
        encoding=body.encoding,
        by=actor,
    )
    name = f"{body.form}-{body.key}.{body.format}"
    service.exports.mkdir(parents=True, exist_ok=True)
    with service.database.write() as session:
        receipt = export_records(session, order, service.exports / name, now)
    return ExportedOut(name=name, records=len(receipt.record_ids), sha256=receipt.sha256)


@router.get("/{name}", response_class=FileResponse)
def exported_file(name: FileName, service: ServiceDep, actor: Supervisor) -> FileResponse:
    """The file of an export of this municipality."""
    path = service.exports / name
    if not path.is_file():
        raise NotFound("no such export", name=name)
    kind = ExportFormat(path.suffix.removeprefix("."))
    return FileResponse(path, media_type=_MEDIA[kind], filename=name)
