"""A small town for the doors and the desk: people who log in, and filled-in sheets of a real form."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.db.session import Database
from models.form import forms_of
from models.geometry import PX_PER_MM
from models.page import AlignedPage, BlankSheet, IdentifiedPage, Residual
from models.placement import Placement
from models.problem import Problem, ProblemCode
from models.reading import Candidate, CheckedField, DecidedField, Decision, Reading
from models.reasons import Reason, ReasonCode
from models.record import Lane, PageResult, ReadPage, RefusedPage, Role
from models.scan import MediaType, Page, Pixels, Scan
from models.template import FormField, ImageField
from pipeline.check.values import value_of
from pipeline.gather.gather import gather
from pipeline.identify.sheets import load_blank, load_template
from pipeline.settings import PROJECT_ROOT, Settings
from pipeline.store.accounts import create_account
from pipeline.store.batches import ensure_municipality, open_batch, register_refused_file, register_scan
from pipeline.store.drafts import keep_page, save_scan
from pipeline.store.vault import Vault

NOW = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)
PASSWORD = "hanami-no-kisetsu-7"
PEOPLE = {
    "ito": ("伊藤 花子", Role.OPERATOR),
    "yamada": ("山田 太郎", Role.REVIEWER),
    "suzuki": ("鈴木 次郎", Role.REVIEWER),
    "sato": ("佐藤 和子", Role.SUPERVISOR),
    "kanri": ("管理 一郎", Role.ADMIN),
}
FORM = "resident_transfer"
PEN = Path("/usr/share/fonts/truetype/klee/KleeOne-Regular.ttf")


@dataclass(frozen=True)
class Asked:
    """A field that waits for a person: why, and what else it might be."""

    reasons: tuple[Reason, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What somebody wrote on a sheet (key → text as read), and which fields wait."""

    texts: Mapping[str, str]
    asked: Mapping[str, Asked] = field(default_factory=dict)
    true: Mapping[str, str] = field(default_factory=dict)

    def ink(self, key: str) -> str:
        """What really stands on the paper."""
        return self.true.get(key, self.texts.get(key, ""))


CLOSE = Reason(ReasonCode.CLOSE_CANDIDATES)
MOVE = Written(
    texts={
        "notice_type": "transfer_in",
        "moved_on": "令和7年3月29日",
        "filer.relation": "self",
        "filed_on": "令和7年4月1日",
        "filer.name": "斎藤 裕二",
        "filer.phone": "0312345678",
        "new_address.postal_code": "1000001",
        "new_address.text": "東京都千代田区千代田1-1",
        "new_address.building": "見本ハイツ203号",
        "new_head.kana": "サイトウ　ュウジ",
        "new_head.name": "斎藤 裕二",
        "old_address.postal_code": "0600001",
        "old_address.text": "北海道札幌市中央区北一条西2-1",
        "old_head.name": "斎藤 裕二",
        "members.1.kana": "サイトウ　ユウジ",
        "members.1.name": "斎藤 裕二",
        "members.1.birth_date": "昭和64年1月8日",
        "members.1.sex": "male",
    },
    asked={
        "new_head.kana": Asked((CLOSE,), ("サイトウ　ユウジ", "サイトウ　ュウヅ")),
        "filer.phone": Asked((Reason(ReasonCode.LOW_CONFIDENCE),), ("0312345673",)),
        "members.1.birth_date": Asked((Reason(ReasonCode.DATE_OUTSIDE_ERA),)),
        "members.1.sex": Asked((Reason(ReasonCode.TWO_MARKS),)),
    },
    true={"new_head.kana": "サイトウ　ユウジ", "members.1.birth_date": "昭和63年1月8日"},
)


@cache
def blank() -> BlankSheet:
    """The blank sheet of the form."""
    path = PROJECT_ROOT / "form_templates" / FORM / "template.yaml"
    return load_blank(path, load_template(path))


def desk_settings(folder: Path, database_url: str | None = None) -> Settings:
    """Settings with their own data folder."""
    return Settings(data_dir=folder / "var", database_url=database_url, municipality_name="見本市")  # type: ignore[arg-type]


def settle_people(database: Database, settings: Settings, people: Mapping[str, tuple[str, Role]] = PEOPLE) -> int:
    """Make the municipality and its accounts; every password is ``PASSWORD``."""
    with database.write() as session:
        here = ensure_municipality(session, settings.municipality, settings.municipality_name)
        for username, (name, role) in people.items():
            create_account(session, here, username=username, display_name=name, password=PASSWORD, role=role)
    return here


def hand_in(
    database: Database,
    settings: Settings,
    here: int,
    written: Written = MOVE,
    number: int = 1,
    lane: Lane = Lane.BATCH,
) -> int:
    """Store one sheet in the way of the flow; the record's id."""
    pixels = written_sheet(written)
    content = cv2.imencode(".jpg", cv2.resize(pixels, None, fx=0.3, fy=0.3))[1].tobytes() + str(number).encode()
    scan = _scan(settings, content, f"scan-{number:04}.jpg")
    results = (read_page(scan, written, pixels),)
    return _store(database, settings, here, scan, results, NOW + timedelta(minutes=number), lane)[0]


def hand_in_pdf(database: Database, settings: Settings, here: int, path: Path) -> int:
    """Store a PDF whose first page was read; the record's id."""
    content = path.read_bytes()
    scan = replace(_scan(settings, content, path.name), media_type=MediaType.PDF)
    return _store(database, settings, here, scan, (read_page(scan, MOVE, written_sheet(MOVE)),), NOW)[0]


GUESS = {"form": FORM, "version": "2026-04"}
UNKNOWN = Problem(ProblemCode.UNKNOWN_FORM, 1, details={"matches": "12", **GUESS})


def hand_in_refused(
    database: Database, settings: Settings, here: int, problem: Problem = UNKNOWN, name: str = "unknown.jpg"
) -> None:
    """Store a sheet that was refused; it looks like the form all the same."""
    content = cv2.imencode(".jpg", cv2.resize(written_sheet(MOVE), None, fx=0.5, fy=0.5))[1].tobytes()
    scan = _scan(settings, content + name.encode(), name)
    _store(database, settings, here, scan, (RefusedPage(1, (problem,), 0.2),), NOW)


def hand_in_half_read(database: Database, settings: Settings, here: int) -> None:
    """Store a scan of two pages: the first was read, the second refused."""
    first = written_sheet(MOVE)
    frames = [Image.fromarray(cv2.resize(first, None, fx=0.5, fy=0.5)[:, :, ::-1]) for _ in range(2)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw", dpi=(101.6, 101.6))
    scan = replace(_scan(settings, buffer.getvalue(), "half.tif"), media_type=MediaType.TIFF, page_count=2)
    results = (read_page(scan, MOVE, first), RefusedPage(2, (replace(UNKNOWN, page=2),), 0.2))
    _store(database, settings, here, scan, results, NOW)


def hand_in_no_scan(database: Database, settings: Settings, here: int, name: str = "empty.pdf") -> None:
    """List a file that is no scan."""
    with database.write() as session:
        batch = open_batch(session, here, key="night", name="4月1日 夜間", now=NOW)
        problem = Problem(ProblemCode.EMPTY_FILE)
        register_refused_file(session, here, batch, file_name=name, sha256=None, problem=problem, now=NOW)


def read_page(
    scan: Scan, written: Written, pixels: Pixels, sheet: BlankSheet | None = None, number: int = 1
) -> ReadPage:
    """A page as the reader would hand it over."""
    sheet = sheet or blank()
    to_template = np.diag([1 / PX_PER_MM, 1 / PX_PER_MM, 1.0])
    page = Page(scan, number, pixels, 203.2)
    aligned = AlignedPage(
        IdentifiedPage(page, sheet, to_template, 0, 900), Placement(to_template), Residual(0.1, 0.3), pixels
    )
    fields = tuple(_decided(one, aligned, written) for one in sheet.template.all_fields())
    return ReadPage(aligned, fields, (), 0.4)


def written_sheet(written: Written, sheet: BlankSheet | None = None) -> Pixels:
    """The blank with the answers written into their boxes, upright and laid flat."""
    sheet = sheet or blank()
    image = Image.fromarray(cv2.cvtColor(sheet.pixels, cv2.COLOR_GRAY2RGB))
    draw = ImageDraw.Draw(image)
    for one in sheet.template.all_fields():
        text = written.ink(one.key)
        if text and not hasattr(one, "options"):
            box = one.box_mm
            font = ImageFont.truetype(str(PEN), 42) if PEN.is_file() else ImageFont.load_default(40)
            spot = (box.x + 2) * PX_PER_MM, (box.y + box.h / 2) * PX_PER_MM
            draw.text(spot, text, font=font, anchor="lm", fill=(35, 40, 70))
        for option in getattr(one, "options", ()):
            if option.value in text.split(","):
                x, y = option.box_mm.x * PX_PER_MM, option.box_mm.y * PX_PER_MM
                draw.ellipse(
                    (x, y, option.box_mm.right * PX_PER_MM, option.box_mm.bottom * PX_PER_MM),
                    outline=(35, 40, 70),
                    width=4,
                )
    return np.asarray(image)[:, :, ::-1].copy()


def _decided(one: FormField, aligned: AlignedPage, written: Written) -> DecidedField:
    text = "" if isinstance(one, ImageField) else written.texts.get(one.key, "")
    asked = written.asked.get(one.key)
    others = tuple(Candidate(other, 0.3) for other in asked.others) if asked else ()
    candidates = (Candidate(text, 0.8), *others) if text else others
    quad = aligned.on_page(one.box_mm)
    reading = Reading(one.key, text, 0.8, candidates, 0.1 if text else 0.0, (), "fake 1", quad)
    reasons = asked.reasons if asked else ()
    decision = Decision.REVIEW if asked else Decision.ACCEPT
    return DecidedField(CheckedField(one, reading, value_of(one, text).value, text, reasons), 0.8, decision, reasons)


def _scan(settings: Settings, content: bytes, name: str) -> Scan:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / name
    path.write_bytes(content)
    return Scan(hashlib.sha256(content).hexdigest(), name, MediaType.JPEG, len(content), 1, path)


def _store(
    database: Database,
    settings: Settings,
    here: int,
    scan: Scan,
    results: tuple[PageResult, ...],
    now: datetime,
    lane: Lane = Lane.BATCH,
) -> tuple[int, ...]:
    vault = Vault(settings.data_dir / "vault" / settings.municipality)
    vault.keep(scan)
    with database.write() as session:
        key = "night" if lane is Lane.BATCH else "counter"
        batch = open_batch(session, here, key=key, name="4月1日 夜間", now=now, lane=lane)
        scan_id = register_scan(session, here, batch, scan, now).scan_id
    pages = [keep_page(result, vault) for result in results]
    with database.write() as session:
        return save_scan(session, scan_id, gather(pages, forms_of([blank().template])), now).record_ids
