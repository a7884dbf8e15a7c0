"""What a database says of the sheets, whatever the order in which they were read: to compare one run with another."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sqlalchemy import select, update

from models.db.migrate import migrate
from models.db.session import Database, make_engine
from models.db.tables import PageRow, ReadingRow, RecordFieldRow, RecordRow, ScanRow
from models.record import RecordStatus
from pipeline.export.columns import exported
from pipeline.export.lines import jsonl_text
from pipeline.settings import Settings


def everything(settings: Settings) -> str:
    """Every page, record and field by the scan's hash; no ids and no times, for those differ."""
    database = Database(make_engine(settings.sqlalchemy_url))
    migrate(database.engine)
    with database.read() as session:
        pages = session.execute(
            select(ScanRow.sha256, PageRow.number, PageRow.status, PageRow.form, PageRow.image_key)
            .join(ScanRow, ScanRow.id == PageRow.scan_id)
            .order_by(ScanRow.sha256, PageRow.number)
        ).all()
        fields = session.execute(
            select(
                ScanRow.sha256,
                RecordFieldRow.key,
                RecordFieldRow.text,
                RecordFieldRow.value,
                RecordFieldRow.decision,
                ReadingRow.engine,
            )
            .join(RecordRow, RecordRow.id == RecordFieldRow.record_id)
            .join(ReadingRow, ReadingRow.id == RecordFieldRow.reading_id)
            .join(PageRow, PageRow.id == RecordRow.page_id)
            .join(ScanRow, ScanRow.id == PageRow.scan_id)
            .order_by(ScanRow.sha256, PageRow.number, RecordFieldRow.key)
        ).all()
    database.close()
    return json.dumps([[*map(list, pages)], [*map(list, fields)]], ensure_ascii=False)


def export_of(settings: Settings) -> str:
    """The lines of an export of all records as they were read, without ids and times, in the order of their text."""
    database = Database(make_engine(settings.sqlalchemy_url))
    with database.write() as session:
        session.execute(update(RecordRow).values(status=RecordStatus.REVIEWED))
    with database.read() as session:
        records = [exported(session, row) for row in session.scalars(select(RecordRow))]
        lines = [json.loads(line) for line in jsonl_text(records).splitlines()]
    database.close()
    for line in lines:
        for own in ("record_id", "received_at"):
            line.pop(own, None)
    return "\n".join(sorted(json.dumps(line, ensure_ascii=False, sort_keys=True) for line in lines))


def digest(text: str) -> str:
    """Short enough to print."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def copies(paths: list[Path], folder: Path) -> Path:
    """The files in a folder of their own."""
    folder.mkdir(parents=True)
    for path in paths:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
