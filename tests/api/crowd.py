"""A town in the middle of its work: weeks of records, answers and exports of invented people, made by one seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.clock import JAPAN
from models.db.states import CorrectionKind, FieldState, PageStatus, RulingKind
from models.db.tables import (
    AccountRow,
    BatchRow,
    ClaimRow,
    CorrectionRow,
    ExportRecordRow,
    ExportRow,
    PageRow,
    ProblemRow,
    ReadingRow,
    RecordFieldRow,
    RecordPageRow,
    RecordRow,
    RulingRow,
    ScanRow,
    SubmissionRow,
)
from models.form import Form, FormKey
from models.problem import ProblemCode
from models.reading import Decision
from models.reasons import ReasonCode
from models.record import Lane, RecordStatus
from models.scan import MediaType
from models.template import FormField
from pipeline.identify.sheets import load_forms
from pipeline.settings import PROJECT_ROOT

Kind = TypeVar("Kind")

SHARES = {"residence_certificate_request": 5, "resident_transfer": 3, "account_transfer_request": 2}
"""How often each form comes in."""

READ = ("斎藤 裕二", "佐滕 一", "東京都千代田区千代田1-1", "タッヤ", "0312345673")
TRUE = ("斉藤 裕二", "佐藤 一郎", "東京都千代田区千代田1-11", "タツヤ", "0312345678")
WHY = (ReasonCode.CLOSE_CANDIDATES, ReasonCode.LOW_CONFIDENCE, ReasonCode.KANA_MISMATCH, ReasonCode.WRONG_LENGTH)
PUT_RIGHT = (CorrectionKind.TYPED, CorrectionKind.TYPED, CorrectionKind.CANDIDATE)
NAMED = {"other": "filer.name", "written": "3", "expected": "4"}
HARD = {"name": 0.35, "address": 0.45, "kana": 0.25}
"""How often people put a type right; others: 0.08."""


@cache
def forms() -> Mapping[FormKey, Form]:
    return load_forms(PROJECT_ROOT / "form_templates")


@dataclass
class Crowd:
    """The makers of rows; ``dice`` decides everything that is not said."""

    session: Session
    municipality_id: int
    now: datetime
    dice: random.Random
    clerks: tuple[int, ...]
    sheets: int = 0

    def row(self, kind: type[Kind], /, **values: object) -> Kind:
        made = kind(municipality_id=self.municipality_id, **values)
        self.session.add(made)
        self.session.flush()
        return made

    def page(self, batch: BatchRow, at: datetime, status: PageStatus, **laid: object) -> PageRow:
        """A page of a scan of its own."""
        self.sheets += 1
        sha = f"{self.sheets:064x}"
        scan = self.row(
            ScanRow, sha256=sha, media_type=MediaType.JPEG, size_bytes=1, page_count=1, received_at=at, digitised_at=at
        )
        name = f"scan-{self.sheets:04}.jpg"
        self.row(SubmissionRow, batch_id=batch.id, scan_id=scan.id, file_name=name, sha256=sha, at=at)
        return self.row(PageRow, scan_id=scan.id, number=1, status=status, seconds=0.4, stored_at=at, **laid)

    def record(self, batch: BatchRow, form: Form, at: datetime, closed: datetime | None) -> RecordRow:
        """A record of a form: closed by somebody, or waiting."""
        laid = {"form": form.key[0], "template_version": form.key[1], "form_page": 1, "residual_worst_mm": 0.3}
        page = self.page(batch, at, PageStatus.READ, **laid)
        by = self.dice.choice(self.clerks)
        record = self.row(
            RecordRow,
            page_id=page.id,
            form=form.key[0],
            template_version=form.key[1],
            status=RecordStatus.DRAFT if closed is None else RecordStatus.REVIEWED,
            version=1,
            lane=batch.lane,
            received_at=at,
            closed_at=closed,
            closed_by_id=None if closed is None else by,
        )
        self.row(RecordPageRow, record_id=record.id, page_id=page.id, position=0)
        fields = [one for one in form.all_fields() if not hasattr(one, "options") and one.type != "seal"][:8]
        for position, field in enumerate(fields):
            self.field(record, page, field, position, closed, by, asked=position % 3 == 1)
        return record

    def field(
        self,
        record: RecordRow,
        page: PageRow,
        field: FormField,
        position: int,
        closed: datetime | None,
        by: int,
        *,
        asked: bool,
    ) -> None:
        place = self.dice.randrange(len(READ))
        read, box = READ[place], field.box_mm
        reading = self.row(
            ReadingRow,
            page_id=page.id,
            field_key=field.key,
            engine="PP-OCRv6 small, OpenVINO",
            template_version=record.template_version,
            text=read,
            score=0.8,
            candidates=[[read, 0.8], [TRUE[place], 0.2]],
            ink=0.1,
            doubts=[],
            quad=[[0, 0], [9, 0], [9, 9], [0, 9]],
            at=page.stored_at,
        )
        wrong = self.dice.random() < HARD.get(field.type, 0.08)
        value = TRUE[place] if wrong and closed and asked else read
        row = self.row(
            RecordFieldRow,
            record_id=record.id,
            reading_id=reading.id,
            key=field.key,
            position=position,
            type=field.type,
            sensitivity=field.sensitivity,
            box_mm=[box.x, box.y, box.w, box.h],
            value=value,
            text=value,
            confidence=0.8,
            decision=Decision.REVIEW if asked else Decision.ACCEPT,
            reasons=[[str(self.dice.choice(WHY)), {"other": field.key, "written": "3", "expected": "4"}]]
            if asked
            else [],
            state=FieldState.ACCEPTED if not asked else FieldState.DECIDED if closed else FieldState.OPEN,
            version=2 if asked and closed else 1,
        )
        if asked and closed:
            self.row(
                CorrectionRow,
                record_field_id=row.id,
                version=2,
                account_id=by,
                at=closed - timedelta(seconds=40 - 5 * position),
                kind=self.dice.choice(PUT_RIGHT) if wrong else CorrectionKind.CONFIRMED,
                before_value=read,
                before_text=read,
                after_value=value,
                after_text=value,
                seconds=round(self.dice.gammavariate(4, 0.6) + (4 if wrong else 0), 1),
                keystrokes=self.dice.randrange(4, 14) if wrong else 1,
            )


def settle_crowd(session: Session, municipality_id: int, now: datetime, *, a_day: int = 40, seed: int = 26) -> Crowd:
    """Two weeks of a town with ``a_day`` sheets on each working day, of which the last days' wait in part."""
    names = select(AccountRow.id).where(AccountRow.municipality_id == municipality_id)
    clerks = session.scalars(names.where(AccountRow.username.in_(("yamada", "suzuki"))).order_by(AccountRow.id)).all()
    crowd = Crowd(session, municipality_id, now, random.Random(seed), tuple(clerks))
    kinds = {form.key[0]: form for form in forms().values()}
    for ago in range(16, -1, -1):
        morning = (now - timedelta(days=ago)).astimezone(JAPAN).replace(hour=8, minute=0, second=0, microsecond=0)
        if morning.weekday() < 5 or not ago:  # whoever looks does so on a day of work
            _day(crowd, morning, [kinds[key] for key in SHARES], list(SHARES.values()), ago, a_day)
    _refused(crowd)
    return crowd


def _day(crowd: Crowd, morning: datetime, kinds: list[Form], shares: list[int], ago: int, a_day: int) -> None:
    day = f"{morning.month}月{morning.day}日"
    night = crowd.row(BatchRow, key=f"night-{ago}", name=f"{day} 夜間", lane=Lane.BATCH, opened_at=morning)
    counter = crowd.row(BatchRow, key=f"counter-{ago}", name=f"{day} 窓口", lane=Lane.COUNTER, opened_at=morning)
    closed = []
    for number in range(crowd.dice.randrange(a_day * 2 // 3, a_day * 4 // 3)):
        at = morning + timedelta(minutes=number)
        waits = crowd.dice.random() < {0: 0.6, 1: 0.25, 2: 0.15}.get(ago, 0.04)
        end = None if waits else min(at + timedelta(minutes=30 + 2 * number), crowd.now - timedelta(minutes=1))
        batch = counter if crowd.dice.random() < 0.1 else night
        record = crowd.record(batch, crowd.dice.choices(kinds, shares)[0], at, end)
        luck = crowd.dice.random()
        if end and luck < 0.03:
            record.status, record.reject_reason = RecordStatus.REJECTED, "試し書き"
        elif end and luck < 0.3:
            record.closed_at = record.closed_by_id = None
        if end and record.status is RecordStatus.REVIEWED and ago > 2:
            closed.append(record)
        elif waits and ago == 0 and number < 2:
            _hold(crowd, record, crowd.clerks[number % 2])
    for key in {record.form for record in closed}:
        _export(crowd, [record for record in closed if record.form == key], f"{key}-{ago:08}", morning)


def _hold(crowd: Crowd, record: RecordRow, by: int) -> None:
    record.status = RecordStatus.IN_REVIEW
    crowd.row(
        ClaimRow,
        record_id=record.id,
        account_id=by,
        token=1,
        minutes=15,
        taken_at=crowd.now - timedelta(minutes=2),
        expires_at=crowd.now + timedelta(minutes=13),
    )


def _export(crowd: Crowd, records: list[RecordRow], key: str, morning: datetime) -> None:
    export = crowd.row(
        ExportRow,
        key=key,
        form=records[0].form,
        format="csv",
        encoding="utf-8-sig",
        file_name=f"{key}.csv",
        sha256="0" * 64,
        record_count=len(records),
        at=morning + timedelta(hours=9),
    )
    for position, record in enumerate(records):
        record.status = RecordStatus.EXPORTED
        crowd.row(ExportRecordRow, export_id=export.id, record_id=record.id, position=position)


def _refused(crowd: Crowd) -> None:
    """Six sheets that were not read; two of them are to be scanned again."""
    batch = crowd.session.scalars(select(BatchRow).order_by(BatchRow.id.desc())).first()
    assert batch is not None
    for number in range(6):
        asked = number < 2
        at = crowd.now - timedelta(hours=30 - number)
        page = crowd.page(batch, at, PageStatus.DROPPED if asked else PageStatus.REFUSED)
        code = (ProblemCode.POOR_ALIGNMENT, ProblemCode.UNKNOWN_FORM)[number % 2]
        guess = {"form": "child_allowance_claim" if number else "resident_transfer", "version": "2026-04"}
        crowd.row(
            ProblemRow,
            page_id=page.id,
            code=code,
            details={"matches": "12", "residual_mm": "1.8", "limit_mm": "1.0", **guess},
            at=at,
        )
        if asked:
            ruled = {"account_id": crowd.clerks[0], "at": at + timedelta(hours=1), "kind": RulingKind.RESCAN}
            crowd.row(RulingRow, page_id=page.id, **ruled)
