"""Read pages made by hand, and short ways to the states in which a record can be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from models.db.session import Database
from models.db.states import CorrectionKind
from models.db.tables import AccountRow
from models.form import forms_of
from models.page import AlignedPage, BlankSheet, IdentifiedPage, Residual
from models.placement import Placement
from models.problem import Problem, ProblemCode
from models.reading import Candidate, CheckedField, DecidedField, Decision, FieldValue, Reading
from models.reasons import Reason, ReasonCode
from models.record import Lane, PageResult, ReadPage, RecordStatus, RefusedPage, Role
from models.scan import MediaType, Page, Scan
from models.signs import Signs
from models.template import FormField, Template
from pipeline.gather.gather import gather
from pipeline.store.batches import ensure_municipality, open_batch, register_scan
from pipeline.store.claims import claim
from pipeline.store.corrections import correct, finish
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.records import open_record
from pipeline.store.vault import Vault
from pipeline.store.views import Actor, Claim, FieldView, RecordView

NOW = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)
QUAD = ((10.0, 20.0), (110.0, 20.5), (110.0, 40.0), (10.0, 39.5))

TEMPLATE = Template.model_validate(
    {
        "form": "greeting",
        "version": "2026-04",
        "title": {"ja": "挨拶状", "en": "Greeting"},
        "page_mm": [20, 12],
        "fields": [
            {"key": "name", "label": {"ja": "氏名", "en": "Name"}, "type": "name", "box_mm": [1, 1, 18, 2]},
            {"key": "day", "label": {"ja": "日", "en": "Day"}, "type": "date", "box_mm": [1, 4, 18, 2]},
            {
                "key": "wishes",
                "label": {"ja": "希望", "en": "Wishes"},
                "type": "choices",
                "mark": "check",
                "options": [
                    {"value": value, "label": {"ja": value, "en": value}, "box_mm": [1 + 3 * i, 7, 2, 2]}
                    for i, value in enumerate(("tea", "cake"))
                ],
            },
            {"key": "seal", "label": {"ja": "印", "en": "Seal"}, "type": "seal", "box_mm": [15, 9, 3, 3]},
        ],
    }
)
FORMS = forms_of([TEMPLATE])
SIGNS_OF_A_VALUE = Signs(*(number / 8 for number in range(len(fields(Signs)))))


@dataclass(frozen=True)
class Town:
    """A municipality with one reviewer and one supervisor."""

    id: int
    reviewer: Actor
    colleague: Actor
    supervisor: Actor


def town(session: Session, code: str = "131016") -> Town:
    here = ensure_municipality(session, code, "見本市")
    return Town(
        here,
        _account(session, here, "yamada", Role.REVIEWER),
        _account(session, here, "suzuki", Role.REVIEWER),
        _account(session, here, "sato", Role.SUPERVISOR),
    )


def _account(session: Session, municipality_id: int, username: str, role: Role) -> Actor:
    row = AccountRow(
        municipality_id=municipality_id,
        username=username,
        display_name=username.title(),
        password_hash="none that anybody could enter",
        role=role,
        language="ja",
        active=True,
    )
    session.add(row)
    session.flush()
    return Actor(row.id, municipality_id, username, row.display_name, role, "ja")


def scan_of(folder: Path, content: bytes = b"a scan", name: str = "a.jpg") -> Scan:
    path = folder / name
    path.write_bytes(content)
    return Scan(hashlib.sha256(content).hexdigest(), name, MediaType.JPEG, len(content), 1, path)


def decided(key: str, value: FieldValue, text: str, *, ask: bool = False, engine: str = "fake 1") -> DecidedField:
    field: FormField = TEMPLATE.field(key)
    reading = Reading(key, text, 0.9, (Candidate(text, 0.9), Candidate("別", 0.1)), 0.2, (), engine, QUAD)
    reasons = (Reason(ReasonCode.CLOSE_CANDIDATES, {"other": "別"}),) if ask else ()
    decision = Decision.REVIEW if ask else Decision.ACCEPT
    signs = None if key == "seal" else SIGNS_OF_A_VALUE
    return DecidedField(CheckedField(field, reading, value, text, reasons), 0.75, decision, reasons, signs)


def read_page(
    scan: Scan,
    number: int = 1,
    *,
    ask: tuple[str, ...] = ("name",),
    name: str = "斎藤 裕二",
    wishes: tuple[str, ...] = ("tea", "cake"),
) -> ReadPage:
    """A read page whose fields in ``ask`` want a person."""
    pixels = np.full((96, 160, 3), 200 + number, np.uint8)
    blank = BlankSheet(TEMPLATE, np.full((96, 160), 255, np.uint8), "0" * 64)
    to_template = np.diag([0.125, 0.125, 1.0])
    page = Page(scan, number, pixels, 203.2)
    aligned = AlignedPage(
        IdentifiedPage(page, blank, to_template, 0, 99), Placement(to_template), Residual(0.1, 0.3), pixels
    )
    values = (
        decided("name", name or None, name, ask="name" in ask),
        decided("day", "2025-04-01", "令和7年4月1日", ask="day" in ask),
        decided("wishes", wishes or None, ",".join(wishes), ask="wishes" in ask),
        decided("seal", None, ""),
    )
    notice = Problem(ProblemCode.TURNED_PAGE, number, details={"degrees": "180"})
    return ReadPage(aligned, values, (notice,), 0.5)


def refused_page(number: int = 1) -> RefusedPage:
    return RefusedPage(
        number, (Problem(ProblemCode.UNKNOWN_FORM, number), Problem(ProblemCode.LOW_RESOLUTION, number)), 0.1
    )


def store(
    database: Database,
    folder: Path,
    here: Town,
    *results: PageResult,
    content: bytes = b"a scan",
    now: datetime = NOW,
    lane: Lane = Lane.BATCH,
) -> tuple[int, ...]:
    """Take a scan in and store its pages in the way of the flow; the record ids."""
    folder.mkdir(exist_ok=True)
    scan, vault = scan_of(folder, content), Vault(folder / "vault")
    vault.keep(scan)
    with database.write() as session:
        batch = open_batch(
            session, here.id, key="night" if lane is Lane.BATCH else "counter", name="夜", now=now, lane=lane
        )
        scan_id = register_scan(session, here.id, batch, scan, now).scan_id
    pages = [keep_page(result, vault) for result in results]
    with database.write() as session:
        return save_scan(session, scan_id, gather(pages, FORMS), now).record_ids


@dataclass(frozen=True)
class Draft:
    """A stored record with the people around it."""

    database: Database
    town: Town
    record_id: int

    def claim(self, actor: Actor | None = None, now: datetime = NOW) -> Claim:
        with self.database.write() as session:
            return claim(session, actor or self.town.reviewer, self.record_id, now, 15)

    def look(self, now: datetime = NOW) -> RecordView:
        with self.database.read() as session:
            return open_record(session, self.town.reviewer, self.record_id, now)

    def field(self, key: str) -> FieldView:
        return next(field for field in self.look().fields if field.key == key)

    def settle(
        self,
        key: str,
        text: str,
        *,
        kind: CorrectionKind = CorrectionKind.TYPED,
        actor: Actor | None = None,
        expected_version: int | None = None,
        token: int | None = None,
        now: datetime = NOW,
    ) -> FieldView:
        """Correct a field; claims first where no token is given, and expects what stands there now."""
        claim_token = self.claim(actor, now).token if token is None else token
        expected = self.field(key).version if expected_version is None else expected_version
        with self.database.write() as session:
            return correct(
                session,
                actor or self.town.reviewer,
                self.record_id,
                key,
                kind=kind,
                text=text,
                value=text or None,
                expected_version=expected,
                claim_token=claim_token,
                now=now,
            )

    def finish(self, actor: Actor | None = None, expected_version: int | None = None) -> RecordStatus:
        expected = self.look().version if expected_version is None else expected_version
        with self.database.write() as session:
            return finish(session, actor or self.town.reviewer, self.record_id, expected, NOW)


def draft_in(database: Database, folder: Path, *, ask: tuple[str, ...] = ("name",)) -> Draft:
    """A fresh town with one record, of which the fields ``ask`` wait for a person."""
    with database.write() as session:
        here = town(session)
    folder.mkdir(exist_ok=True)
    (record_id,) = store(database, folder, here, read_page(scan_of(folder), ask=ask))
    return Draft(database, here, record_id)
