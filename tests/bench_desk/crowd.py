"""A database as a large town has it after a year: a hundred thousand records, poured in past the program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from models.db.states import CorrectionKind, FieldState, PageStatus
from models.reading import Decision
from models.reasons import ReasonCode
from models.record import Lane, RecordStatus
from models.scan import MediaType
from pipeline.paper.answers import Answer
from tests.bench_desk.sheets import FilledSheet, front_pages, invent_sheets

SHARES = {
    RecordStatus.EXPORTED: 0.76,
    RecordStatus.REVIEWED: 0.06,
    RecordStatus.REJECTED: 0.007,
    RecordStatus.IN_REVIEW: 0.003,
    RecordStatus.DRAFT: 0.17,
}
"""Where records stand, oldest first: a year's work, and the pile of its peak still waiting."""

SHOWN = 0.24
"""Share of fields that a person is shown (``make bench``, level scan)."""

FIRST_DAY = datetime(2025, 4, 2, tzinfo=UTC)
DAYS = 300
_SHEETS = 60
_BATCH_RECORDS = 300
_ONE_AT_THE_COUNTER = 500
_LIVE_CLAIMS = 8

_MATRIX = "[[0.125, 0, 0], [0, 0.125, 0], [0, 0, 1]]"

COLUMNS = {
    "batches": "key, name, lane, opened_at",
    "scans": "sha256, media_type, size_bytes, page_count, received_at, digitised_at",
    "submissions": "batch_id, scan_id, file_name, sha256, at",
    "pages": "scan_id, number, status, seconds, form, template_version, form_page, to_template, residual_median_mm, "
    "residual_worst_mm, image_key, stored_at",
    "records": "page_id, form, template_version, status, version, lane, received_at, closed_at, closed_by_id, "
    "reject_reason",
    "record_pages": "record_id, page_id, position",
    "readings": "page_id, field_key, engine, template_version, text, score, candidates, ink, doubts, quad, at",
    "record_fields": "record_id, reading_id, key, position, form_page, type, sensitivity, box_mm, value, text, "
    "confidence, decision, reasons, signs, state, version",
    "corrections": "record_field_id, version, account_id, at, kind, before_value, before_text, after_value, "
    "after_text, seconds, keystrokes",
    "claims": "record_id, account_id, token, minutes, expires_at",
}
"""Each table's columns behind ``id`` and ``municipality_id``. What is absent has a default in the database."""

Rows = Iterator[Sequence[object]]


@dataclass(frozen=True)
class Crowd:
    """``records`` records of ``fields`` fields each in municipality ``here``, handled by ``account``."""

    records: int
    fields: int
    here: int
    account: int
    seed: int

    @cached_property
    def _sheets(self) -> tuple[FilledSheet, ...]:
        return invent_sheets(front_pages(), _SHEETS, self.seed)

    @cached_property
    def _open(self) -> np.ndarray:
        """Which fields of which record a person is shown; of every record at least one."""
        shown = np.random.default_rng(self.seed).random((self.records, self.fields)) < SHOWN
        shown[:, -1] |= ~shown.any(axis=1)
        return shown

    @cached_property
    def _status(self) -> list[RecordStatus]:
        ends = np.round(np.cumsum(list(SHARES.values())) * self.records).astype(int)
        return [list(SHARES)[int(np.searchsorted(ends, number, side="right"))] for number in range(self.records)]

    @property
    def batches(self) -> int:
        """How many nights it was."""
        return -(-self.records // _BATCH_RECORDS)

    def tables(self) -> Iterator[tuple[str, str, Rows]]:
        """Each table's name, columns and rows, in the order in which they hang on each other."""
        for table, columns in COLUMNS.items():
            rows: Rows = getattr(self, f"_{table}")()
            yield table, f"id, municipality_id, {columns}", rows

    @staticmethod
    def _id(number: int) -> int:
        """The database is empty, so that a record, its scan and its page may have the same number."""
        return number + 1

    def _sha(self, number: int) -> str:
        return f"{self.seed:08x}{number:056x}"

    def _at(self, number: int) -> datetime:
        return FIRST_DAY + timedelta(days=DAYS * number / self.records)

    def _sheet(self, number: int) -> FilledSheet:
        return self._sheets[number % len(self._sheets)]

    def _batches(self) -> Rows:
        for night in range(self.batches):
            yield night + 1, self.here, f"night-{self.seed}-{night}", "夜間", 1, self._at(night * _BATCH_RECORDS)

    def _each(self, rest: Callable[[datetime, int, FilledSheet], Sequence[object]]) -> Rows:
        for number in range(self.records):
            yield self._id(number), self.here, *rest(self._at(number), number, self._sheet(number))

    def _scans(self) -> Rows:
        return self._each(lambda at, i, _: (self._sha(i), MediaType.JPEG.value, 400_000, 1, at, at))

    def _submissions(self) -> Rows:
        return self._each(lambda at, i, _: (1 + i // _BATCH_RECORDS, self._id(i), f"scan-{i:06}.jpg", self._sha(i), at))

    def _pages(self) -> Rows:
        return self._each(
            lambda at, i, sheet: (
                *(self._id(i), 1, PageStatus.READ.value, 0.4, sheet.template.form, sheet.template.version, 1),
                *(_MATRIX, 0.1, 0.3, self._sha(i), at),
            )
        )

    def _records(self) -> Rows:
        return self._each(self._record)

    def _record_pages(self) -> Rows:
        return self._each(lambda at, i, _: (self._id(i), self._id(i), 0))

    def _record(self, at: datetime, number: int, sheet: FilledSheet) -> Sequence[object]:
        status = self._status[number]
        is_closed = status not in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW)
        is_urgent = status is RecordStatus.DRAFT and (number + 1) % _ONE_AT_THE_COUNTER == 0
        lane = list(Lane).index(Lane.COUNTER if is_urgent else Lane.BATCH)
        closed = (at + timedelta(hours=9), self.account) if is_closed else (None, None)
        reason = "試し書き" if status is RecordStatus.REJECTED else None
        version = 3 if is_closed else 1
        form = sheet.template
        return self._id(number), form.form, form.version, status.value, version, lane, at, *closed, reason

    def _answers(self, number: int) -> Iterator[tuple[int, int, Answer]]:
        """Row number, place and answer of each field of a record."""
        answers = self._sheet(number).answers
        step = max(1, len(answers) // self.fields)
        for place, given in enumerate(answers[::step][: self.fields]):
            yield (self._id(number) - 1) * self.fields + place + 1, place, given

    def _readings(self) -> Rows:
        for number in range(self.records):
            page, at, form = self._id(number), self._at(number), self._sheet(number).template
            for row, _, given in self._answers(number):
                key, text = given.field.key, given.text
                candidates = json.dumps([[text, 0.81], [text + "1", 0.11]] if text else [], ensure_ascii=False)
                box = given.field.box_mm
                quad = json.dumps([[round(x * 8), round(y * 8)] for x, y in box.corners()])
                yield row, self.here, page, key, "bench 1", form.version, text, 0.81, candidates, 0.1, "[]", quad, at

    def _record_fields(self) -> Rows:
        for number in range(self.records):
            done = self._status[number] not in (RecordStatus.DRAFT, RecordStatus.IN_REVIEW)
            for row, place, given in self._answers(number):
                shown = bool(self._open[number, place])
                field = given.field
                box, value = field.box_mm, given.value
                state = FieldState.ACCEPTED if not shown else FieldState.DECIDED if done else FieldState.OPEN
                yield (
                    row, self.here, self._id(number), row, field.key, place, 1, field.type, field.sensitivity.value,
                    json.dumps([box.x, box.y, box.w, box.h]),
                    None if value is None else json.dumps(value, ensure_ascii=False),
                    given.text, 0.81 if shown else 0.9999,
                    (Decision.REVIEW if shown else Decision.ACCEPT).value,
                    json.dumps([[ReasonCode.LOW_CONFIDENCE.value, {}]] if shown else []),
                    None, state.value, 2 if shown and done else 1,
                )  # fmt: skip

    def _corrections(self) -> Rows:
        own = 0
        for number in range(self.records):
            if self._status[number] not in (RecordStatus.REVIEWED, RecordStatus.EXPORTED):
                continue
            at = self._at(number) + timedelta(hours=9)
            for row, place, given in self._answers(number):
                if not self._open[number, place]:
                    continue
                own += 1
                value = given.value
                plain = None if value is None else json.dumps(value, ensure_ascii=False)
                text = given.text
                confirmed = CorrectionKind.CONFIRMED.value
                yield own, self.here, row, 2, self.account, at, confirmed, plain, text, plain, text, 2.1, 1

    def _claims(self) -> Rows:
        """Everything that a person ever held; the last few are held now, by the account."""
        held = [number for number in range(self.records) if self._status[number] is not RecordStatus.DRAFT]
        live = set([n for n in held if self._status[n] is RecordStatus.IN_REVIEW][-_LIVE_CLAIMS:])
        for own, number in enumerate(held, 1):
            ends = datetime.now(UTC) + timedelta(days=1) if number in live else self._at(number) + timedelta(hours=9)
            yield own, self.here, self._id(number), self.account, 1, 15, ends
