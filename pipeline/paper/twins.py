"""Near twins: a shipped form with one statement of its design changed, as a new edition of it would have."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from models.template import Label, Template
from pipeline.paper.blanks import draw
from pipeline.paper.changes import Band, Footnote, Insert, Keep, Relabel, Remove, Swap, Widen
from pipeline.paper.revision import Revised
from pipeline.paper.sheet import Design, Sheet


class Twin(StrEnum):
    """What a new edition changed."""

    ROW_LESS = "row_less"
    ROW_MORE = "row_more"
    MOVED_BOX = "moved_box"
    REVISED_LABEL = "revised_label"
    FOOTER_ONLY = "footer_only"


_NEW_LABELS = {
    "住所": "居所", "氏名": "名称", "フリガナ": "カナ氏名", "生年月日": "出生の日",
    "電話": "連絡先", "電話番号": "連絡先", "郵便番号": "宛先番号", "性別": "男女",
    "続柄": "間柄", "職業": "仕事", "方書": "建物", "本籍": "国籍",
    "勤務先": "会社名", "通知書番号": "整理番号", "支店": "本店", "支店名": "店舗名",
    "口座番号": "会員番号", "金融機関": "銀行名", "種別": "区分", "提出先": "届け先",
    "使いみち": "請求理由", "居住": "住居", "監護": "養育", "生計": "家計",
    "区分": "種類", "前世帯主": "旧世帯主", "預金種別": "口座区分", "納付方法": "支払方法",
    "世帯主の氏名": "世帯主の氏", "届出の種類": "異動の種類", "加入年金": "年金種類",
}  # fmt: skip
_NEW_ROWS = ("メールアドレス", "緊急連絡先", "勤務先名", "備考", "日中の連絡先")
_TRIES = 40
_LEAST_ROW_MM, _MOST_ROW_MM = 8.0, 12.5
_TOP_MM = 34.0
"""The heading above is no row."""


def twin(design: Design, kind: Twin, seed: int) -> tuple[Template, bytes]:
    """A new edition of ``design``, version ``<kind>-<seed>``, changed as ``kind`` says, and the PDF of its blank."""
    rng = np.random.default_rng((list(Twin).index(kind), seed))
    record = Revised(Keep(), Sheet(""))
    design.draw(record)
    for _ in range(_TRIES):
        change = _change(kind, record, rng)
        try:
            return draw(_edition(design, kind, seed, change))
        except ValueError:  # the change leaves no room on its strip: another one does
            continue
    raise ValueError(f"{design.form}: no room for {kind}")


def _edition(design: Design, kind: Twin, seed: int, change: Keep) -> Design:
    def drawn(sheet: Sheet) -> None:
        design.draw(Revised(change, sheet))

    title = Label(ja=design.title.ja, en=design.title.en)
    return dataclasses.replace(design, title=title, draw=drawn, rules=(), version=f"{kind.value}-{seed}")


def _change(kind: Twin, record: Revised, rng: np.random.Generator) -> Keep:
    """One change of this kind, picked among all places where it can be made."""
    rows = _whole_rows(record.strips)
    match kind:
        case Twin.FOOTER_ONLY:
            return Footnote("2027-04" if rng.random() < 0.5 else "2026-10")
        case Twin.ROW_LESS:
            return Remove(_one([*rows, *record.last_of_rows], rng))
        case Twin.ROW_MORE:
            return Insert(_one(rows, rng), record.strips[-1], str(rng.choice(_NEW_ROWS)))
        case Twin.REVISED_LABEL:
            known = [key for key, words in record.labels.items() if words in _NEW_LABELS]
            key = known[int(rng.integers(len(known)))]
            return Relabel(key, _NEW_LABELS[record.labels[key]])
        case Twin.MOVED_BOX:
            pairs = [(a, b) for a in rows for b in rows if abs(a.bottom - b.top) < 0.01 and a.x == b.x]
            if pairs and rng.random() < 0.5:
                return Swap(*pairs[int(rng.integers(len(pairs)))])
            keys = list(record.labels)
            return Widen(
                keys[int(rng.integers(len(keys)))], float(rng.uniform(4, 9)) * (1 if rng.random() < 0.8 else -1)
            )


def _one(bands: Sequence[Band], rng: np.random.Generator) -> Band:
    return bands[int(rng.integers(len(bands)))]


def _whole_rows(strips: Sequence[Band]) -> list[Band]:
    """Strips across the sheet that a new edition can leave out or swap: no other strip begins or ends beside them."""
    return [
        band
        for band in strips[:-1]
        if _LEAST_ROW_MM <= band.bottom - band.top <= _MOST_ROW_MM
        and band.top > _TOP_MM
        and all(other.bottom <= band.top + 0.01 or other.top >= band.bottom - 0.01 or other is band for other in strips)
    ]
