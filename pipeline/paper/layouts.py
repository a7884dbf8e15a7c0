"""Any number of different forms of one office: the same labels, frames and headings, laid out anew by each seed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from models.template import Label
from pipeline.paper.blanks import draw, write_blank
from pipeline.paper.layout_rows import LABELS, PEOPLE, office_row, row
from pipeline.paper.press import MINCHO
from pipeline.paper.sheet import LEFT, RIGHT, SIDE_W, Design, Sheet

LAYOUT_DPI = 150
"""Of the blanks: small files, and enough for 8 px/mm after smoothing."""

_LOWEST = 250.0
"""Millimetres down the page where the last block of a form must end."""

_SUBJECTS = (
    "国民健康保険", "介護保険", "後期高齢者医療", "児童手当", "児童扶養手当", "子ども医療費助成", "保育所入所",
    "放課後児童クラブ利用", "印鑑登録", "住民票の写し等", "税務証明書", "固定資産", "軽自動車税", "市税等口座振替",
    "水道使用", "下水道使用", "犬の登録", "市営住宅", "公民館使用", "図書館利用", "粗大ごみ処理", "道路占用",
    "就学援助", "奨学金", "障害者手帳", "自立支援医療", "成人健診", "予防接種",
)  # fmt: skip
_ACTS = (
    "申請書", "届出書", "変更届", "交付請求書", "認定請求書", "依頼書", "申込書", "廃止届", "減免申請書", "現況届",
    "再交付申請書", "異動届",
)  # fmt: skip
_REMARKS = (
    "太枠の中を黒のボールペンでご記入ください。",
    "※ 届出人ご本人が署名された場合、押印は必要ありません。",
    "・代理人が申請されるときは、委任状が必要です。",
    "・窓口に来られた方の本人確認書類をお見せください。",
    "・記入にあたっては、裏面の注意をお読みください。",
    "※ 住み始めた日から14日以内に届け出てください。",
    "・偽りその他不正の手段により交付を受けたときは、法律により罰せられることがあります。",
)


def layout(seed: int) -> Design:
    """The form of this seed. Its key is ``layout_<seed>``; different seeds give different sheets."""
    rng = np.random.default_rng((7_000_003, seed))
    title = f"{_SUBJECTS[int(rng.integers(len(_SUBJECTS)))]} {_ACTS[int(rng.integers(len(_ACTS)))]}"
    label = Label(ja=title, en=f"Layout {seed}")
    return Design(form=f"layout_{seed:04d}", title=label, draw=partial(_draw, title=title, seed=seed), rules=())


def write_layouts(folder: Path, seeds: Sequence[int]) -> None:
    """Write a template folder for each seed into ``folder``; MissingPackage without fonts or poppler."""
    for seed in seeds:
        design = layout(seed)
        write_blank(folder / design.form, *draw(design), dpi=LAYOUT_DPI)


def _draw(sheet: Sheet, title: str, seed: int) -> None:
    rng = np.random.default_rng((7_000_009, seed))
    top = float(rng.uniform(12, 18))
    sheet.title(title, top, float(rng.uniform(15, 19)))
    sheet.addressee(top + 9)
    date = sheet.strip(top + 6, 9.5, x=123).label(("申請年月日", "届出年月日", "請求年月日")[int(rng.integers(3))], 22)
    date.date("filed_on", "届出年月日", "Date of filing", "reiwa", required=True)
    sheet.remark(_REMARKS[0], LEFT, top + 17)
    start = y = top + 20
    number = 0
    while y < _LOWEST - 20:
        number += 1
        y = _block(sheet, y, number, rng)
    sheet.bold(start, y - start)
    office_row(sheet, y + 3, float(rng.uniform(13, 19)), rng)
    for line, remark in enumerate(rng.permutation(_REMARKS[1:])[:2]):
        sheet.remark(str(remark), LEFT, min(y + 26, 280) + 3.4 * line)
    sheet.footer(f"見本市 様式第{rng.integers(1, 80)}号({title}) 2026-04")


def _block(sheet: Sheet, y: float, number: int, rng: np.random.Generator) -> float:
    """Print one block of two to six rows, named at the side or on a bar; returns where the next may begin."""
    name = PEOPLE[int(rng.integers(len(PEOPLE)))]
    heights = [float(rng.choice([8.5, 9.0, 9.5, 10.0, 11.0])) for _ in range(int(rng.integers(2, 7)))]
    barred = rng.random() < 0.4
    if barred:
        sheet.bar(f"{number} {name}", y, dark=bool(rng.random() < 0.5))
        y += 6
    x = LEFT if barred else LEFT + SIDE_W
    top = y
    order = [str(word) for word in rng.permutation(list(LABELS))]
    for place, height in enumerate(heights):
        if y + height > _LOWEST:
            break
        row(sheet.strip(y, height, x=x, right=RIGHT), order[place], f"b{number}.r{place}", name, rng)
        y += height
    if not barred and y > top:
        sheet.side(name[: max(1, int((y - top) / 3.2))], top, y - top)
    if rng.random() < 0.4:
        sheet.text(str(rng.choice(_REMARKS)), LEFT, y + 2, 7, font=MINCHO)
        y += 4
    return y
