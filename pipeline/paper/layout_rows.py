"""The rows of invented forms: labels that every town hall prints, each with the places to write that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from models.template import LineType, Mark
from pipeline.paper.sheet import LEFT, Sheet
from pipeline.paper.strip import Choices, Strip

PEOPLE = (
    "届出人", "申請者", "請求者", "世帯主", "対象者", "代理人", "保護者", "配偶者", "使用者", "納税義務者",
    "振込先", "新しい住所", "今までの住所",
)  # fmt: skip

_LABEL_MM = (14.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0)
_SHORT: Choices = [("yes", "有", "Yes"), ("no", "無", "No")]
_CHOICES: Mapping[str, Choices] = {
    "性別": [("male", "男", "Male"), ("female", "女", "Female")],
    "続柄": [("head", "世帯主", "Head"), ("wife", "妻", "Wife"), ("child", "子", "Child")],
    "届出の種類": [("in", "転入", "In"), ("within", "転居", "Within"), ("out", "転出", "Out")],
    "区分": [("new", "新規", "New"), ("change", "変更", "Change"), ("stop", "廃止", "Stop")],
    "同居・別居": [("together", "同居", "Together"), ("apart", "別居", "Apart")],
    "加入年金": [("employees", "厚生年金", "Employees"), ("national", "国民年金", "National")],
    "必要な方との関係": [("self", "本人", "Self"), ("family", "同じ世帯の方", "Family"), ("proxy", "代理人", "Proxy")],
    "預金種別": [("ordinary", "普通", "Ordinary"), ("current", "当座", "Current")],
    "使いみち": [("pension", "年金", "Pension"), ("licence", "免許", "Licence"), ("school", "就学", "School")],
}  # fmt: skip
_LINES: Mapping[str, LineType] = {
    "氏名": "name", "世帯主の氏名": "name", "保護者氏名": "name", "住所": "address", "方書": "address",
    "本籍": "address", "勤務先": "text", "学校名": "text", "連絡先": "text", "金融機関名": "text", "支店名": "text",
    "理由": "text", "備考": "text", "使用場所": "address", "使用目的": "text", "提出先": "text",
}  # fmt: skip

_Row = Callable[[Strip, str, str, np.random.Generator], None]
"""Fills a strip from its left: strip, key to begin with, whose answer it is, chance."""


def row(strip: Strip, label: str, key: str, whose: str, rng: np.random.Generator) -> None:
    """Print the row that ``label`` names."""
    LABELS[label](strip, key, whose, rng)


def office_row(sheet: Sheet, y: float, h: float, rng: np.random.Generator) -> None:
    """Print the staff's own boxes."""
    words = [str(word) for word in rng.permutation(["受付", "入力", "審査", "確認", "決裁", "交付"])]
    strip = sheet.strip(y, h, x=LEFT).label("事務処理欄", float(rng.choice([20.0, 22.0, 26.0])), 7)
    for number, word in enumerate(words[:3]):
        wide = float(rng.uniform(26, 42)) if number < 2 else None
        strip.label(word, 9, 7).image(f"office.n{number}", f"職員欄 {word}", f"Office {number}", "office", w=wide)


def _label(strip: Strip, words: str, rng: np.random.Generator) -> Strip:
    return strip.label(words, float(rng.choice(_LABEL_MM)), 7)


def _line_row(words: str) -> _Row:
    def draw(strip: Strip, key: str, whose: str, rng: np.random.Generator) -> None:
        _label(strip, words, rng)
        if rng.random() < 0.45:
            _one_line(strip, key + ".a", whose, words, float(rng.uniform(52, 78)))
            more, kind = list(_LINES.items())[int(rng.integers(len(_LINES)))]
            strip.label(more, 20, 7).line(key + ".b", f"{whose}の{more}", f"{key} second", kind)
        else:
            _one_line(strip, key + ".a", whose, words, None)

    return draw


def _one_line(strip: Strip, key: str, whose: str, words: str, w: float | None) -> None:
    strip.line(key, f"{whose}の{words}", f"{key}", _LINES[words], w=w)


def _choice_row(words: str) -> _Row:
    def draw(strip: Strip, key: str, whose: str, rng: np.random.Generator) -> None:
        mark = (Mark.CIRCLE, Mark.CHECK, Mark.FILL)[int(rng.integers(3))]
        _label(strip, words, rng).choice(key + ".a", f"{whose}の{words}", key, _CHOICES[words], mark=mark)
        if rng.random() < 0.4:
            strip.label("備考", 14, 7).line(key + ".b", "備考", f"{key} note", "text")

    return draw


def _kana(strip: Strip, key: str, whose: str, rng: np.random.Generator) -> None:
    cells = int(rng.integers(14, 23))
    _label(strip, "フリガナ", rng).cells(key + ".a", f"{whose}のフリガナ", key, "kana", (cells,))


def _birth(strip: Strip, key: str, whose: str, rng: np.random.Generator) -> None:
    eras = (("showa", "heisei"), ("showa", "heisei", "reiwa"), ("taisho", "showa", "heisei"))[int(rng.integers(3))]
    _label(strip, "生年月日", rng).date(key + ".a", f"{whose}の生年月日", key, eras)
    if rng.random() < 0.6:
        strip.label("性別", 12, 7).choice(key + ".b", f"{whose}の性別", f"{key} sex", _CHOICES["性別"])


def _post(strip: Strip, key: str, whose: str, rng: np.random.Generator) -> None:
    _label(strip, "郵便番号", rng).cells(key + ".a", f"{whose}の郵便番号", key, "postal_code", (3, 4))
    if rng.random() < 0.5:
        strip.label("世帯主", 16, 7).line(key + ".b", "世帯主", f"{key} head", "name")


def _phone(strip: Strip, key: str, whose: str, rng: np.random.Generator) -> None:
    groups = (5, 4, 4) if rng.random() < 0.5 else (3, 4, 4)
    _label(strip, "電話", rng).cells(key + ".a", f"{whose}の電話", key, "phone", groups)
    if rng.random() < 0.5:
        strip.label("メール", 14, 7).line(key + ".b", "メール", f"{key} mail", "text")


def _number(strip: Strip, key: str, whose: str, rng: np.random.Generator) -> None:
    words, cells = (("口座番号", 7), ("被保険者番号", 10), ("通知書番号", 10), ("受給者番号", 8))[int(rng.integers(4))]
    _label(strip, words, rng).cells(key + ".a", f"{whose}の{words}", key, "digits", (cells,))
    strip.label("有無", 12, 7).choice(key + ".b", f"{words}の有無", f"{key} has", _SHORT)


LABELS: Mapping[str, _Row] = {
    "フリガナ": _kana,
    "生年月日": _birth,
    "郵便番号": _post,
    "電話": _phone,
    "番号": _number,
    **{words: _line_row(words) for words in _LINES},
    **{words: _choice_row(words) for words in _CHOICES},
}
"""Every kind of row by its label. Rows of the same kind differ in widths, cells and what stands beside."""
