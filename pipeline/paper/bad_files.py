"""Files that the way in must refuse or put right, each named by its defect."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from pdf2image import convert_from_bytes
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from models.scan import Pixels
from pipeline.paper.degrade import Level, Picture, degrade
from pipeline.paper.picture_files import write_pictures
from pipeline.paper.press import MINCHO, Press
from pipeline.paper.sample import make_page
from pipeline.paper.truth import write_truth

_DPI = 200
_PX_PER_MM = _DPI / 25.4
_A4_MM = (210.0, 297.0)
_QUALITY = 50

_LETTER = (
    "令和7年10月吉日",
    "見本市 各位",
    "秋の防災訓練のお知らせ",
    "拝啓 時下ますますご清栄のこととお喜び申し上げます。",
    "さて、本年も下記のとおり防災訓練を行います。ご家族、ご近所の皆さまとお誘い合わせのうえ、",
    "お気軽にご参加くださいますようご案内申し上げます。当日は炊き出しの試食もあります。",
    "日時  令和7年11月9日(日) 午前9時から正午まで",
    "場所  見本中央公園 (雨の日は市民体育館)",
    "持ち物  飲み物、軍手、歩きやすい靴",
    "見本市 危機管理課",
)


def write_bad_files(folder: Path, templates: Path) -> list[Path]:
    """Write one file of each defect to ``folder``; the upside-down sheet is of a form in ``templates``."""
    contents = {
        "zero_bytes.pdf": b"",
        "text_named.pdf": "これはPDFではなく、ただの文章です。\n".encode(),
        "broken.pdf": _broken_pdf(),
        "encrypted.pdf": _pdf(1, password="himitsu"),
        "five_hundred_pages.pdf": _pdf(500),
        "pixel_bomb.png": _pixel_bomb(60_000),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    pictures = {"blank_page.jpg": _scanned(_white_page(), 31), "unknown_form.jpg": _scanned(_letter(), 32)}
    for name, picture in pictures.items():
        write_pictures(folder / name, [picture], _QUALITY)
    upside_down = folder / "upside_down.jpg"
    made = make_page(templates / "resident_transfer", Level.SCAN, (33,), quarters=2)
    write_pictures(upside_down, [made.picture], _QUALITY)
    write_truth(upside_down, [made.truth])
    return [folder / name for name in (*contents, *pictures, upside_down.name)]


def _pdf(pages: int, password: str | None = None) -> bytes:
    """A PDF of ``pages`` small pages, the same bytes every time."""
    buffer = BytesIO()
    encrypt = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(buffer, pagesize=(200, 200), invariant=1, encrypt=encrypt, pageCompression=1)
    for number in range(1, pages + 1):
        canvas.drawString(20, 100, f"{number} / {pages}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _broken_pdf() -> bytes:
    """A PDF that lost its second half on the way."""
    whole = _pdf(3)
    return whole[: len(whole) // 2]


def _pixel_bomb(side: int) -> bytes:
    """A PNG of a few bytes whose header promises ``side`` × ``side`` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _white_page() -> Pixels:
    width, height = (round(mm * _PX_PER_MM) for mm in _A4_MM)
    return np.full((height, width, 3), 255, np.uint8)


def _letter() -> Pixels:
    """A printed letter: a document, and none of our forms."""
    press = Press("letter", _A4_MM)
    for number, line in enumerate(_LETTER):
        press.text(line, 25 if number else 150, 40 + 13 * number, 11, font=MINCHO)
    return np.asarray(convert_from_bytes(press.pdf(), dpi=_DPI)[0], np.uint8)


def _scanned(page: Pixels, seed: int) -> Picture:
    return degrade(page, _PX_PER_MM, Level.SCAN, np.random.default_rng(seed))
