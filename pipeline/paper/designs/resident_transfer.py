"""住民異動届: a household tells the town hall that it has moved in, within or out.

Items after articles 22 to 24 of the Basic Resident Register Act; the layout is each municipality's own.
"""

from __future__ import annotations

from models.template import Label, Sensitivity, Verification
from pipeline.paper.options import ALL_ERAS
from pipeline.paper.sheet import LEFT, Design, Sheet

YES_NO = [("yes", "有", "Yes"), ("no", "無", "No")]
MOVES_IN = {"field": "notice_type", "is": ["transfer_in", "relocation"]}
FROM_INSIDE = {"field": "notice_type", "not": ["transfer_in"]}

MEMBER_COUNT, MEMBER_TOP, MEMBER_PITCH = 4, 102.0, 37.0
MIDDLE = 108.5


def draw(sheet: Sheet) -> None:
    """Print the whole sheet."""
    sheet.addressee(13.5)
    sheet.title("住民異動届", 13.5)
    sheet.remark("太枠の中を黒のボールペンでご記入ください。", 202, 16.5, align="right")
    notice(sheet, 19.5)
    filer(sheet, 29)
    new_address(sheet, 48)
    old_address(sheet, 76.5)
    sheet.remark("異動する方全員について、1人1段でご記入ください。※1 外国人の方は西暦でも記入できます。", LEFT, 99)
    rows = Label(ja="異動する人", en="Person moving")
    sheet.rows("members", rows, member, count=MEMBER_COUNT, top=MEMBER_TOP, pitch=MEMBER_PITCH)
    sheet.bold(19.5, 76)
    sheet.bold(MEMBER_TOP, MEMBER_COUNT * MEMBER_PITCH)
    office(sheet, 253)
    sheet.footer("見本市 様式第1号(住民異動届) 2026-04")


def notice(sheet: Sheet, y: float) -> None:
    """What has happened, and on which day."""
    strip = sheet.strip(y, 9.5, x=LEFT)
    strip.label("届出の種類", 20)
    strip.choice(
        "notice_type",
        "届出の種類",
        "Kind of notice",
        [
            ("transfer_in", "転入", "Moving in"),
            ("relocation", "転居", "Moving within"),
            ("transfer_out", "転出", "Moving out"),
            ("household_change", "世帯変更", "Change of household"),
            ("other", "その他", "Other"),
        ],
        required=True,
    )
    strip.label("異動年月日\n(予定日)", 22)
    strip.date("moved_on", "異動年月日", "Date of the move", "reiwa", required=True)


def filer(sheet: Sheet, y: float) -> None:
    """Who files the notice; a signature makes the seal unnecessary."""
    sheet.side("届出人", y, 19)
    above = sheet.strip(y, 9.5, right=181).label("区分", 16)
    above.choice(
        "filer.relation",
        "届出人の区分",
        "Filer is",
        [
            ("self", "本人", "The person"),
            ("head", "世帯主", "Head of household"),
            ("member", "同一世帯員", "Member of the household"),
            ("proxy", "代理人", "Proxy"),
        ],
        required=True,
    )
    above.label("届出年月日", 20).date("filed_on", "届出年月日", "Date of notice", "reiwa", required=True)
    below = sheet.strip(y + 9.5, 9.5, right=181).label("氏名\n(署名)", 16)
    below.line("filer.name", "届出人の氏名", "Filer's name", "name", w=60.5, required=True)
    below.label("電話", 10).cells("filer.phone", "届出人の電話", "Filer's phone", "phone", (5, 4, 4))
    sheet.side("押印任意", y, 19, w=5, x=181)
    sheet.strip(y, 19, x=186).image("filer.seal", "届出人の印", "Filer's seal", "seal")


def new_address(sheet: Sheet, y: float) -> None:
    """Where the household lives from now on, and who heads it."""
    sheet.side("新しい住所", y, 28.5)
    first = sheet.strip(y, 9.5).label("〒", 8)
    first.cells("new_address.postal_code", "新しい住所の郵便番号", "New postal code", "postal_code", (3, 4))
    first.label("住所", 12).line("new_address.text", "新しい住所", "New address", "address", required=True)
    second = sheet.strip(y + 9.5, 9.5).label("方書", 12)
    second.line("new_address.building", "新しい住所の方書", "New building and room", "address", w=69.5)
    second.label("世帯主の\nフリガナ", 18, 7)
    second.cells("new_head.kana", "新しい世帯主のフリガナ", "New head's kana", "kana", (15,))
    third = sheet.strip(y + 19, 9.5).label("本籍", 12)
    third.line("registry.domicile", "本籍", "Registered domicile", "address", w=69.5, sensitivity=Sensitivity.SPECIAL)
    third.label("世帯主の\n氏名", 18, 7).line("new_head.name", "新しい世帯主の氏名", "New head's name", "name")


def old_address(sheet: Sheet, y: float) -> None:
    """Where the household lived until now, and who headed it."""
    sheet.side("今までの住所", y, 19)
    first = sheet.strip(y, 9.5).label("〒", 8)
    first.cells("old_address.postal_code", "今までの住所の郵便番号", "Old postal code", "postal_code", (3, 4))
    first.label("住所", 12).line("old_address.text", "今までの住所", "Old address", "address", required=True)
    second = sheet.strip(y + 9.5, 9.5).label("方書", 12)
    second.line("old_address.building", "今までの住所の方書", "Old building and room", "address", w=52.5)
    second.label("前世帯主", 14).line("old_head.name", "前の世帯主の氏名", "Old head's name", "name", w=48)
    second.label("筆頭者", 12)
    second.line("registry.head", "戸籍の筆頭者", "Head of the family register", "name", sensitivity=Sensitivity.SPECIAL)


def member(sheet: Sheet, y: float, number: int) -> None:
    """One person of the household."""
    sheet.side(str(number), y, MEMBER_PITCH)
    kana = sheet.strip(y, 9.2, right=MIDDLE).label("フリ\nガナ", 9, 6.5)
    kana.cells("kana", "フリガナ", "Kana", "kana", (15,), required=True)
    name = sheet.strip(y + 9.2, 10, right=MIDDLE).label("氏名", 9, 7)
    name.line("name", "氏名", "Name", "name", w=52, required=True)
    name.label("旧氏\n通称", 8, 6.5).line("former_or_alias", "旧氏・通称", "Former surname or alias", "name")
    birth = sheet.strip(y, 19.2, x=MIDDLE).label("生年\n月日", 9, 7)
    birth.date("birth_date", "生年月日", "Date of birth", ALL_ERAS, era_lines=2, year_cells=4, required=True)
    member_relation(sheet, y + 19.2)
    member_numbers(sheet, y + 27.8)


def member_relation(sheet: Sheet, y: float) -> None:
    """The person's place in the household, and the insurances and benefits that move along."""
    strip = sheet.strip(y, 8.6).label("性別", 9, 7)
    strip.choice("sex", "性別", "Sex", [("male", "男", "Male"), ("female", "女", "Female")])
    strip.label("続柄", 9, 7)
    strip.choice(
        "relationship",
        "続柄",
        "Relationship to the head",
        [
            ("head", "世帯主", "Head"),
            ("wife", "妻", "Wife"),
            ("husband", "夫", "Husband"),
            ("child", "子", "Child"),
        ],
    )
    strip.label("他の\n続柄", 8, 6.5).line("relationship_other", "その他の続柄", "Other relationship", "text", w=28)
    strip.label("加入\n受給", 8, 6.5)
    strip.choice(
        "benefits",
        "加入・受給中のもの",
        "Insurances and benefits held",
        [
            ("health", "国保", "National health insurance"),
            ("care", "介護", "Long-term care insurance"),
            ("elderly", "後期", "Medical care for the elderly"),
            ("child", "児童手当", "Child allowance"),
        ],
        many=True,
    )


def member_numbers(sheet: Sheet, y: float) -> None:
    """Numbers by which the person is known to registers."""
    strip = sheet.strip(y, 9.2).label("住民票コード\n(転入のみ)", 15, 6)
    strip.cells("resident_code", "住民票コード", "Resident record code", "digits", (11,),
                sensitivity=Sensitivity.MY_NUMBER)  # fmt: skip
    strip.label("在留カード\n番号", 12, 6)
    strip.cells("residence_card", "在留カード番号", "Residence card number", "code", (12,), pattern="AA99999999AA",
                sensitivity=Sensitivity.SPECIAL, verification=Verification.BLIND)  # fmt: skip
    strip.label("番号\nカード", 8, 6).choice("has_card", "個人番号カード", "Individual Number Card", YES_NO)


def office(sheet: Sheet, y: float) -> None:
    """The staff's own boxes, and the notes."""
    strip = sheet.strip(y, 17, x=LEFT).label("事務処理欄\n(記入しないで\nください)", 22, 6.5)
    for key, words in (("received", "受付"), ("entered", "入力"), ("examined", "審査"), ("identity", "確認\n書類")):
        strip.label(words, 9, 7)
        strip.image(f"office.{key}", f"職員欄 {''.join(words.split())}", f"Office: {key}", "office", w=34)
    sheet.remark("※2 住民票コードは転入の方のみ、在留カード番号は外国人の方のみご記入ください。", LEFT, y + 20)
    sheet.remark("※3 届出人ご本人が署名された場合、押印は必要ありません。", LEFT, y + 23.2)
    sheet.remark("※4 転入・転居の届出は、住み始めた日から14日以内に行ってください。", LEFT, y + 26.4)


DESIGN = Design(
    form="resident_transfer",
    title=Label(ja="住民異動届", en="Notice of a resident's move"),
    draw=draw,
    attachments=1,
    rules=(
        {"kind": "date_order", "earlier": "moved_on", "later": "filed_on", "max_days": 14, "when": MOVES_IN},
        {"kind": "exactly_one", "field": "members.*.relationship", "value": "head", "when": MOVES_IN},
        {"kind": "required_when", "field": "new_head.name", "when": MOVES_IN},
        {"kind": "empty_when", "field": "members.*.resident_code", "when": FROM_INSIDE},
        {"kind": "postal_address", "postal_code": "new_address.postal_code", "address": "new_address.text"},
        {"kind": "postal_address", "postal_code": "old_address.postal_code", "address": "old_address.text"},
        {"kind": "age_between", "birth": "members.*.birth_date", "on": "filed_on"},
    ),
)
