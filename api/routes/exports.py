"""Reviewed records as files, for supervisors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse

from api.bodies import ExportIn
from api.deps import Now, ServiceDep, Supervisor, Words
from api.schemas import ExportedOut, ExportFileOut
from api.service import Service
from models.catalogue import Catalogue
from models.db.states import DeliveryState
from models.errors import NotFound
from pipeline.export.export import export_records
from pipeline.export.order import ExportFormat, ExportOrder
from pipeline.store.outbox import ExportedFile, delivered_files, pending_files

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
    receipt = export_records(service.database, order, service.exports / name, now, is_ours=True)
    return ExportedOut(name=name, records=len(receipt.record_ids), sha256=receipt.sha256)


@router.get("")
def list_exports(service: ServiceDep, actor: Supervisor, words: Words) -> list[ExportFileOut]:
    """The files that are not written yet, oldest first, then the last that were."""
    with service.database.read() as session:
        files = (
            *pending_files(session, actor.municipality_id),
            *delivered_files(session, actor.municipality_id),
        )
    return [_file_out(file, service, words) for file in files]


@router.get("/{name}", response_class=FileResponse)
def exported_file(name: FileName, service: ServiceDep, actor: Supervisor) -> FileResponse:
    """The file of an export of this municipality."""
    path = service.exports / name
    if not path.is_file():
        raise NotFound("no such export", name=name)
    kind = ExportFormat(path.suffix.removeprefix("."))
    return FileResponse(path, media_type=_MEDIA[kind], filename=name)


def _file_out(file: ExportedFile, service: Service, words: Catalogue) -> ExportFileOut:
    here = file.target.parent == service.exports.absolute() and file.target.is_file()
    why = words(f"delivery.{file.trouble or 'held'}") if file.state is DeliveryState.PENDING else None
    return ExportFileOut(
        title=_title(service, file.form, words),
        records=file.records,
        at=file.at,
        by=file.by,
        file_name=file.target.name,
        name=file.target.name if here else None,
        state=file.state,
        why=why,
        tries=file.tries,
        next_try_at=file.next_try_at if why else None,
    )


def _title(service: Service, form: str, words: Catalogue) -> str:
    """The newest title of the form, or its key where its templates were taken away."""
    titles = service.titles[words.language]
    return titles.get(max((key for key in titles if key[0] == form), default=(form, "")), form)
