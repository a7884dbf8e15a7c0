"""住民票の写し等交付請求書: somebody at the counter asks for a certified copy of a resident record.

Items after article 12 of the Basic Resident Register Act; no Individual Number is ever written on this form.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.template import Label, Mark, Sensitivity
from pipeline.paper.options import ALL_ERAS
from pipeline.paper.sheet import LEFT, Design, Sheet, each

LABEL_W = 24.0
PROXIES = ["proxy", "other"]

KINDS = [
    ("household_all", "世帯全員の住民票の写し", "Whole household"),
    ("household_part", "世帯の一部の住民票の写し", "Part of the household"),
    ("removed", "除かれた住民票の写し", "Removed record"),
    ("item_certificate", "住民票記載事項証明書", "Certificate of recorded items"),
]
SHOW = [("include", "記載する", "Include"), ("omit", "省略する", "Omit")]


RELATIONS = (
    "父", "母", "兄", "弟", "姉", "妹", "祖父", "祖母", "孫", "義父", "義母", "おじ", "おば", "おい", "めい", "いとこ",
    "友人", "知人", "同居人", "内縁の夫", "内縁の妻", "雇用主", "同僚", "弁護士", "司法書士", "行政書士", "施設職員",
)  # fmt: skip
"""Who comes for somebody else, when none of the printed words fits."""


def draw(sheet: Sheet) -> None:
    """Print the whole sheet."""
    sheet.title("住民票の写し等交付請求書", 14)
    sheet.addressee(24.5)
    sheet.remark("太枠の中をご記入ください。□のある欄は、あてはまるものに✓を付けてください。", LEFT, 30.5)
    date = sheet.strip(20, 9.5, x=123).label("請求年月日", LABEL_W)
    date.date("requested_on", "請求年月日", "Date of request", "reiwa", required=True)
    visitor(sheet, 33)
    subject(sheet, 91)
    kinds(sheet, 153.5)
    purpose(sheet, 203)
    sheet.bold(33, 195.5)
    office(sheet, 234)
    sheet.footer("見本市 様式第3号(住民票の写し等交付請求書) 2026-04")


def visitor(sheet: Sheet, y: float) -> None:
    """The person at the counter."""
    sheet.bar("1 窓口に来た方", y)
    y += 6
    address = sheet.strip(y, 11, x=LEFT).label("住所", LABEL_W)
    address.line("visitor.address", "来庁者の住所", "Visitor's address", "address", required=True)
    kana = sheet.strip(y + 11, 9.5, x=LEFT).label("フリガナ", LABEL_W)
    kana.cells("visitor.kana", "来庁者のフリガナ", "Visitor's kana", "kana", (20,), cell_w=6, required=True)
    name = sheet.strip(y + 20.5, 11.5, x=LEFT).label("氏名", LABEL_W)
    name.line("visitor.name", "来庁者の氏名", "Visitor's name", "name", w=75, required=True)
    name.label("電話", 12).cells("visitor.phone", "来庁者の電話", "Visitor's phone", "phone", (5, 4, 4))
    birth = sheet.strip(y + 32, 10, x=LEFT).label("生年月日", LABEL_W)
    birth.date("visitor.birth_date", "来庁者の生年月日", "Visitor's date of birth", ALL_ERAS, year_cells=4)
    relation = sheet.strip(y + 42, 10, x=LEFT).label("必要な方との\n関係", LABEL_W, 7)
    relation.choice(
        "visitor.relation",
        "必要な方との関係",
        "Relation to the person",
        [
            ("self", "本人", "The person"),
            ("household", "同じ世帯の方", "Same household"),
            ("proxy", "代理人(委任状が必要)", "Proxy"),
            ("other", "その他", "Other"),
        ],
        mark=Mark.CHECK,
        required=True,
    )
    relation.line("visitor.relation_other", "その他の関係", "Other relation", "text", expected=RELATIONS)


def subject(sheet: Sheet, y: float) -> None:
    """The person whose record is asked for."""
    sheet.bar("2 どなたの証明が必要ですか", y)
    y += 6
    address = sheet.strip(y, 17, x=LEFT).label("住所\n(番地まで)", LABEL_W)
    address.line("subject.address", "必要な方の住所", "Person's address", "address", lines=2, required=True)
    head = sheet.strip(y + 17, 10, x=LEFT).label("世帯主の氏名", LABEL_W)
    head.line("subject.head", "世帯主の氏名", "Head of household", "name", required=True)
    kana = sheet.strip(y + 27, 9.5, x=LEFT).label("フリガナ", LABEL_W)
    kana.cells("subject.kana", "必要な方のフリガナ", "Person's kana", "kana", (20,), cell_w=6)
    name = sheet.strip(y + 36.5, 10, x=LEFT).label("必要な方の氏名", LABEL_W, 7)
    name.line("subject.name", "必要な方の氏名", "Person's name", "name")
    birth = sheet.strip(y + 46.5, 10, x=LEFT).label("生年月日", LABEL_W)
    birth.date("subject.birth_date", "必要な方の生年月日", "Person's date of birth", ALL_ERAS, year_cells=4)


def kinds(sheet: Sheet, y: float) -> None:
    """What is asked for, how many copies, and which optional items it shows."""
    sheet.bar("3 何が必要ですか", y)
    y += 6
    kind = sheet.strip(y, 43.5, x=LEFT, right=88).label("種類", LABEL_W)
    kind.choice("kinds", "証明書の種類", "Kinds of certificate", KINDS, mark=Mark.CHECK, many=True, lines=4,
                required=True)  # fmt: skip
    for number, (value, word, en) in enumerate(KINDS):
        copies = sheet.strip(y + number * 43.5 / 4, 43.5 / 4, x=88, right=110)
        copies.cells(f"copies.{value}", f"{word} 通数", f"Copies: {en}", "integer", (2,)).word("通")
    shown = [
        ("relationship", "世帯主・続柄", "Head and relationship", Sensitivity.ORDINARY),
        ("domicile", "本籍・筆頭者", "Domicile and register head", Sensitivity.ORDINARY),
        ("my_number", "個人番号", "Individual Number", Sensitivity.ORDINARY),
        ("resident_code", "住民票コード", "Resident record code", Sensitivity.ORDINARY),
        ("residence_status", "在留資格等", "Residence status", Sensitivity.SPECIAL),
    ]
    for number, (key, word, en, care) in enumerate(shown):
        item = sheet.strip(y + number * 8.7, 8.7, x=114).label(word, LABEL_W + 8)
        item.choice(f"show.{key}", f"{word}の記載", f"Show: {en}", SHOW, sensitivity=care)


def purpose(sheet: Sheet, y: float) -> None:
    """What the copy is for."""
    sheet.bar("4 使いみちと提出先", y)
    use = sheet.strip(y + 6, 10, x=LEFT).label("使いみち", LABEL_W)
    use.choice(
        "purpose",
        "使いみち",
        "Purpose",
        [
            ("pension", "年金", "Pension"),
            ("licence", "免許・車", "Licence or car"),
            ("employment", "就職", "Employment"),
            ("other", "その他", "Other"),
        ],
        mark=Mark.CHECK,
    )
    use.line("purpose_other", "その他の使いみち", "Other purpose", "text")
    to = sheet.strip(y + 16, 9.5, x=LEFT).label("提出先", LABEL_W)
    to.line("submit_to", "提出先", "To be submitted to", "text")


def office(sheet: Sheet, y: float) -> None:
    """The staff's own box, and the notes."""
    strip = sheet.strip(y, 20, x=LEFT).label("職員記入欄", LABEL_W)
    strip.image("office.identity", "職員欄 本人確認", "Office: identity check", "office", w=110)
    strip.label("交付", 10).image("office.issued", "職員欄 交付", "Office: issued", "office")
    for number, words in enumerate(("□番号カード  □免許証  □旅券", "□在留カード  □保険証等2点  □その他")):
        sheet.text(words, LEFT + LABEL_W + 2, y + 4 + number * 6, 8)
    sheet.remark(
        "・代理人が請求されるときは、委任状が必要です。個人番号入りの写しは、ご本人あてに郵送します。", LEFT, y + 24
    )
    sheet.remark("・偽りその他不正の手段により交付を受けたときは、法律により罰せられることがあります。", LEFT, y + 27.4)
    sheet.remark("・窓口に来られた方の本人確認書類をお見せください。", LEFT, y + 30.8)


def copies_rules(kind: str) -> tuple[Mapping[str, object], ...]:
    """Copies are counted where the kind is ticked, and only there."""
    keys = [f"copies.{kind}"]
    return (
        *each("required_when", keys, {"field": "kinds", "is": [kind]}),
        *each("empty_when", keys, {"field": "kinds", "not": [kind]}),
    )


DESIGN = Design(
    form="residence_certificate_request",
    title=Label(ja="住民票の写し等交付請求書", en="Request for a copy of a resident record"),
    draw=draw,
    attachments=1,
    rules=(
        {"kind": "not_together", "field": "show.my_number", "value": "include",
         "when": {"field": "visitor.relation", "is": PROXIES}},
        {"kind": "required_when", "field": "visitor.relation_other",
         "when": {"field": "visitor.relation", "is": ["other"]}},
        {"kind": "required_when", "field": "purpose_other", "when": {"field": "purpose", "is": ["other"]}},
        {"kind": "required_when", "field": "subject.name",
         "when": {"field": "kinds", "is": ["household_part", "removed", "item_certificate"]}},
        *(rule for value, _, _ in KINDS for rule in copies_rules(value)),
        {"kind": "age_between", "birth": "visitor.birth_date", "on": "requested_on"},
        {"kind": "age_between", "birth": "subject.birth_date", "on": "requested_on"},
    ),
)  # fmt: skip
