"""Papers that are no forms, drawn flat on A4: letters, tables, newspapers, copies of a bank book, posters."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from models.geometry import BoxMm
from models.scan import Pixels
from pipeline.paper.hands import invent_hand
from pipeline.paper.ink import Canvas
from pipeline.paper.lettering import lettered
from pipeline.paper.press import GOTHIC, MINCHO
from pipeline.paper.writing import write_lines

PX_PER_MM = 8.0
_A4_PX = (1680, 2376)

_Box = tuple[float, float, float, float]
"""x, y, width, height in millimetres."""

_SENTENCES = (
    "秋も深まり、朝夕は冷え込むようになりました。",
    "日ごろより市政にご理解とご協力をいただき、ありがとうございます。",
    "さて、このたび下記のとおり説明会を開くこととなりました。",
    "ご多用のところ恐れ入りますが、ご出席くださいますようお願いします。",
    "当日は筆記用具と上履きをお持ちください。",
    "駐車場には限りがありますので、公共交通機関をご利用ください。",
    "ご不明な点は、下記の係までお問い合わせください。",
    "市では、来年度の予算案をまとめ、議会に提出しました。",
    "図書館の本館は、改修工事のため十二月から休館します。",
    "見本川の遊歩道が完成し、市民およそ三百人が歩き初めを楽しみました。",
    "小学校の子どもたちが、地域のお年寄りと昔の遊びをしました。",
    "ごみの収集は、年末は二十八日まで、年始は四日からです。",
)
_HEADS = ("防災訓練のお知らせ", "市民文化祭", "健康診査のご案内", "議会だより", "納税のお願い", "見本市広報")
_COLUMNS = ("氏名", "住所", "電話", "日付", "金額", "備考", "番号", "区分", "数量", "合計")


def paper() -> Pixels:
    """An empty white sheet."""
    return np.full((_A4_PX[1], _A4_PX[0], 3), 255, np.uint8)


def letter(rng: np.random.Generator) -> Pixels:
    """A letter in running text."""
    sheet = paper()
    put(sheet, _one(_HEADS, rng), (60, 45), 6.0, MINCHO)
    put(sheet, "見本市長", (150, 30), 4.2, MINCHO)
    _flow(sheet, (22, 65, 166, float(rng.uniform(120, 210))), float(rng.uniform(3.4, 4.6)), rng, MINCHO)
    return sheet


def newspaper(rng: np.random.Generator) -> Pixels:
    """Columns of small print under headlines, with a picture among them."""
    sheet = paper()
    columns = int(rng.integers(2, 5))
    wide = 186 / columns
    put(sheet, _one(_HEADS, rng), (14, 18), 11.0, GOTHIC)
    for column in range(columns):
        x, y = 12 + column * wide, 34.0
        while y < 265:
            put(sheet, _one(_HEADS, rng)[: int(wide / 5.2)], (x, y + 3), 5.0, GOTHIC)
            tall = float(rng.uniform(25, 80))
            _flow(sheet, (x, y + 8, wide - 5, min(tall, 280 - y)), 3.0, rng, MINCHO)
            y += tall + 12
        cv2.line(sheet, _px(x + wide - 2, 34), _px(x + wide - 2, 285), (60, 60, 60), 1)
    picture = cv2.resize(photograph(rng), (int(wide * 6), int(wide * 4.5)))
    sheet[700 : 700 + picture.shape[0], 110 : 110 + picture.shape[1]] = picture
    return sheet


def table(rng: np.random.Generator) -> Pixels:
    """A ruled table with printed numbers."""
    sheet = paper()
    put(sheet, _one(_HEADS, rng) + " 一覧表", (50, 20), 6.0, GOTHIC)
    columns, height = int(rng.integers(4, 9)), float(rng.uniform(6, 11))
    edges = np.concatenate([[0], np.sort(rng.uniform(10, 180, columns - 1)), [190]]) + 10
    for number in range(int(240 / height)):
        y = 32 + number * height
        for left, right in pairwise(edges):
            cv2.rectangle(sheet, _px(left, y), _px(right, y + height), (50, 50, 50), 1)
            words = _one(_COLUMNS, rng) if number == 0 else f"{rng.integers(1, 100_000):,}"
            put(sheet, words[: max(1, int((right - left) / 2.2))], (left + 1.2, y + height / 2), 3.2, GOTHIC)
    return sheet


def bank_book(rng: np.random.Generator) -> Pixels:
    """A copy of a bank book's open pages, small on the sheet, dark around."""
    sheet = paper()
    sheet[:] = int(rng.integers(40, 255))
    x, y = rng.uniform(10, 40), rng.uniform(15, 90)
    cv2.rectangle(sheet, _px(x, y), _px(x + 150, y + 175), (226, 236, 240), cv2.FILLED)
    cv2.line(sheet, _px(x, y + 87), _px(x + 150, y + 87), (120, 120, 120), 3)
    for number in range(24):
        row = y + 8 + number * 6.7
        cv2.line(sheet, _px(x + 4, row + 3), _px(x + 146, row + 3), (150, 170, 150), 1)
        words = f"07-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}   振込   {rng.integers(100, 900_000):,}"
        put(sheet, f"{words}     ＊{rng.integers(1000, 9_000_000):,}", (x + 6, row), 3.2, GOTHIC)
    return sheet


def handwriting(rng: np.random.Generator) -> Pixels:
    """Writing on lined paper."""
    sheet = paper()
    pitch = float(rng.uniform(7, 11))
    canvas, hand = Canvas(sheet, PX_PER_MM), invent_hand(rng)
    for number in range(int(250 / pitch)):
        y = 25 + number * pitch
        cv2.line(sheet, _px(15, y), _px(195, y), (210, 170, 140), 1)
        if number < 14 and rng.random() < 0.85:
            box = BoxMm(17, y - pitch, float(rng.uniform(60, 170)), pitch)
            write_lines(canvas, _one(_SENTENCES, rng)[: int(box.w / 5)], box, 1, hand, rng)
    return sheet


def written_line(rng: np.random.Generator) -> Pixels:
    """An empty sheet on which somebody wrote one line."""
    canvas = Canvas(paper(), PX_PER_MM)
    box = BoxMm(float(rng.uniform(15, 60)), float(rng.uniform(20, 260)), 120, 12)
    write_lines(canvas, _one(_SENTENCES, rng)[:16], box, 1, invent_hand(rng), rng)
    return canvas.pixels


def poster(rng: np.random.Generator) -> Pixels:
    """Large words, a frame and a QR code."""
    sheet = paper()
    sheet[:] = rng.integers(150, 256, 3)
    cv2.rectangle(sheet, _px(10, 10), _px(200, 287), tuple(int(v) for v in rng.integers(0, 160, 3)), 14)
    put(sheet, _one(_HEADS, rng), (22, 50), 17.0, GOTHIC)
    _flow(sheet, (25, 80, 160, 60), 7.0, rng, GOTHIC)
    code = cv2.QRCodeEncoder.create().encode(f"見本市 {rng.integers(1_000_000)}")
    side = int(rng.uniform(40, 90) * PX_PER_MM)
    big = cv2.resize(code, (side, side), interpolation=cv2.INTER_NEAREST)
    top, left = int(rng.uniform(150, 190) * PX_PER_MM), int(rng.uniform(25, 90) * PX_PER_MM)
    sheet[top : top + side, left : left + side] = big[:, :, None]
    return sheet


def photograph(rng: np.random.Generator) -> Pixels:
    """A picture: soft shapes over shapes, with edges and texture at every size."""
    width, height = _A4_PX
    picture = np.zeros((height, width, 3), np.float32)
    for cells in (4, 9, 27, 90, 260):
        coarse = rng.normal(0, 60 / cells**0.35, (cells, cells, 3)).astype(np.float32)
        picture += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    solid = np.asarray((picture + 120).clip(0, 255), np.uint8)
    for _ in range(int(rng.integers(4, 14))):
        shape = (rng.uniform((0, 0), (width, height)) + rng.normal(0, 250, (5, 2))).astype(np.int32)
        cv2.fillPoly(solid, [shape], tuple(int(v) for v in rng.integers(0, 256, 3)), cv2.LINE_AA)
    return solid


def put(sheet: Pixels, words: str, at_mm: tuple[float, float], em_mm: float, font: str) -> None:
    """Print one line whose left middle is at a place in millimetres; what leaves the sheet is lost."""
    line = lettered(words, max(6, round(em_mm * PX_PER_MM)), font)
    left, top = _px(at_mm[0], at_mm[1] - em_mm / 2)
    part = sheet[max(0, top) : top + line.shape[0], max(0, left) : left + line.shape[1]]
    ink = line[: part.shape[0], : part.shape[1], None]
    part[:] = np.minimum(part, 255 - ink)


def _flow(
    sheet: Pixels, box: tuple[float, float, float, float], em: float, rng: np.random.Generator, font: str
) -> None:
    """Fill a box (x, y, width, height in millimetres) with sentences."""
    x, y, w, h = box
    a_line = max(1, int(w / em))
    words = "".join(_one(_SENTENCES, rng) for _ in range(int(w * h / em / em / 1.7 / 20) + 1))
    for number in range(int(h / em / 1.7)):
        put(sheet, words[number * a_line : (number + 1) * a_line] or "以上", (x, y + number * em * 1.7), em, font)


def _one(words: tuple[str, ...], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]


def _px(x: float, y: float) -> tuple[int, int]:
    return round(float(x) * PX_PER_MM), round(float(y) * PX_PER_MM)
