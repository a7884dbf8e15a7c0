"""Whether what is on disk and in the database is one of the states that may be, and what it says in the end."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from PIL import Image
from sqlalchemy import func, select

from models.db.session import Database
from models.db.tables import ExportRecordRow, PageRow, RecordFieldRow, RecordRow, RunRow, ScanRow, SubmissionRow
from pipeline.store.vault import Vault


def make_sheets(folder: Path, count: int) -> Path:
    """Pictures that differ in their content; two of them are the same."""
    folder.mkdir(parents=True)
    for number in range(count):
        Image.new("L", (60, 80), 40 + max(1, number)).save(folder / f"{number:03d}.png")
    return folder


def wrong_in(database: Database, vault: Vault, out: Path) -> list[str]:
    """What may never be, whenever the lights went out; nothing where all is as it should be."""
    wrong = []
    with database.read() as session:
        for scan in session.scalars(select(ScanRow)):
            if hashlib.sha256(vault.original(scan.sha256).read_bytes()).hexdigest() != scan.sha256:
                wrong.append("a scan's bytes are not its own")
            pages = session.scalars(select(PageRow).filter_by(scan_id=scan.id)).all()
            records = session.scalars(select(RecordRow).where(RecordRow.page_id.in_([page.id for page in pages]))).all()
            if (scan.digitised_at is None) != (len(pages) == 0) or len(pages) != len(records):
                wrong.append("a scan is stored in part")
            for page in pages:
                if hashlib.sha256(vault.image_path(page.image_key or "").read_bytes()).hexdigest() != page.image_key:
                    wrong.append("a page's image is not its own")
            for record in records:
                if session.scalar(select(func.count()).select_from(RecordFieldRow).filter_by(record_id=record.id)) != 4:
                    wrong.append("a record has not all its fields")
        twice = select(ExportRecordRow.record_id).group_by(ExportRecordRow.record_id).having(func.count() > 1)
        if session.scalars(twice).all():
            wrong.append("a record was exported twice")
    if out.exists() and not out.read_text(encoding="utf-8").endswith("}\n"):
        wrong.append("half an export")
    return wrong


def told_by(database: Database, out: Path) -> str:
    """The export without ids and times, and how many scans and submissions there are."""
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line.pop("record_id"), line.pop("received_at")
    with database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(row)) for row in (ScanRow, SubmissionRow, RecordRow)]
    return json.dumps([counts, sorted(json.dumps(line, ensure_ascii=False) for line in lines)], ensure_ascii=False)


def outcomes_of(database: Database) -> list[str]:
    """How each run ended, the first begun first; a dash for one that has not."""
    with database.read() as session:
        return [str(outcome or "-") for outcome in session.scalars(select(RunRow.outcome).order_by(RunRow.id))]
