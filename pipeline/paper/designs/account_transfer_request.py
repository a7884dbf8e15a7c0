"""口座振替依頼書: a taxpayer asks that taxes be drawn from a bank or post office account.

Choices are boxes to fill, as forms that a machine has long read have them.
"""

from __future__ import annotations

from models.template import Label, Mark, Verification
from pipeline.paper.sheet import LEFT, RIGHT, SIDE_W, Design, Sheet, each

LABEL_W = 26.0
SEAL_W = 34.0


def draw(sheet: Sheet) -> None:
    """Print the whole sheet."""
    sheet.title("市税等口座振替依頼書", 17, 19)
    sheet.addressee(28)
    sheet.text("□は ■ のように塗りつぶしてください。", LEFT + 44, 28.2, 8)
    date = sheet.strip(22.5, 10.5, x=125).label("申込年月日", 20)
    date.date("filed_on", "申込年月日", "Date of request", "reiwa", celled=False, required=True)
    request(sheet, 36)
    taxpayer(sheet, 47)
    taxes(sheet, 110.5)
    account(sheet, 146)
    holder(sheet, 200)
    sheet.bold(36, 197.5)
    office(sheet, 238)
    sheet.footer("見本市 様式第5号(市税等口座振替依頼書) 2026-04")


def request(sheet: Sheet, y: float) -> None:
    """What is to happen, and from when."""
    strip = sheet.strip(y, 11, x=LEFT).label("依頼区分", LABEL_W)
    strip.choice(
        "action",
        "依頼区分",
        "Request",
        [("new", "新規", "New"), ("change", "変更", "Change"), ("stop", "停止", "Stop")],
        mark=Mark.FILL,
        required=True,
    )
    strip.label("開始(停止)\n希望日", 26, 7).date("starts_on", "開始(停止)希望日", "Wished first day", "reiwa")


def taxpayer(sheet: Sheet, y: float) -> None:
    """Who owes the tax."""
    sheet.bar("1 納税義務者", y, dark=False)
    y += 6
    first = sheet.strip(y, 10, x=LEFT).label("郵便番号", LABEL_W)
    first.cells("taxpayer.postal_code", "納税義務者の郵便番号", "Taxpayer's postal code", "postal_code", (3, 4))
    first.label("電話番号", 20).cells("taxpayer.phone", "納税義務者の電話", "Taxpayer's phone", "phone", (5, 4, 4))
    second = sheet.strip(y + 10, 17, x=LEFT).label("住所", LABEL_W)
    second.line("taxpayer.address", "納税義務者の住所", "Taxpayer's address", "address", lines=2, required=True)
    third = sheet.strip(y + 27, 9.5, x=LEFT).label("フリガナ", LABEL_W)
    third.cells("taxpayer.kana", "納税義務者のフリガナ", "Taxpayer's kana", "kana", (24,), cell_w=6, required=True)
    fourth = sheet.strip(y + 36.5, 11, x=LEFT).label("氏名", LABEL_W)
    fourth.line("taxpayer.name", "納税義務者の氏名", "Taxpayer's name", "name", required=True)
    fifth = sheet.strip(y + 47.5, 10, x=LEFT).label("通知書番号", LABEL_W)
    fifth.cells("notice_number", "通知書番号", "Number of the tax notice", "code", (10,), pattern="A999999999").word(
        "(英字1字と数字9桁。納税通知書の右上に印刷されています)", 7
    )


def taxes(sheet: Sheet, y: float) -> None:
    """Which taxes, and how they are paid."""
    sheet.bar("2 振替税目と納付方法", y, dark=False)
    kinds = sheet.strip(y + 6, 20, x=LEFT).label("振替税目", LABEL_W)
    kinds.choice(
        "taxes",
        "振替税目",
        "Taxes",
        [
            ("resident", "市県民税(普通徴収)", "Resident tax"),
            ("property", "固定資産税・都市計画税", "Property and city planning tax"),
            ("light_vehicle", "軽自動車税(種別割)", "Light vehicle tax"),
            ("health", "国民健康保険税", "National health insurance tax"),
            ("care", "介護保険料", "Long-term care premium"),
            ("elderly", "後期高齢者医療保険料", "Medical care premium for the elderly"),
        ],
        mark=Mark.FILL,
        many=True,
        lines=2,
        required=True,
    )
    way = sheet.strip(y + 26, 9.5, x=LEFT).label("納付方法", LABEL_W)
    way.choice(
        "payment",
        "納付方法",
        "Way of paying",
        [("whole_year", "全期前納", "Whole year at once"), ("by_term", "期別", "By term")],
        mark=Mark.FILL,
        required=True,
    )


def account(sheet: Sheet, y: float) -> None:
    """Where the money is: at a bank, or at the post office."""
    sheet.bar("3 指定預貯金口座", y, dark=False)
    y += 6
    place = sheet.strip(y, 9, x=LEFT).label("金融機関", LABEL_W)
    place.choice(
        "institution",
        "金融機関の別",
        "Institution",
        [("bank", "銀行・信用金庫・信用組合・農協", "Bank"), ("jp_post", "ゆうちょ銀行", "Japan Post Bank")],
        mark=Mark.FILL,
        required=True,
    )
    first = sheet.strip(y + 9, 10, x=LEFT).label("金融機関名", LABEL_W)
    first.line("bank.name", "金融機関名", "Bank", "text", w=62)
    first.label("支店名", 16).line("bank.branch", "支店名", "Branch", "text")
    second = sheet.strip(y + 19, 9.5, x=LEFT).label("金融機関コード", LABEL_W, 7)
    second.cells("bank.code", "金融機関コード", "Bank code", "digits", (4,))
    second.label("店番号", 16).cells("bank.branch_code", "店番号", "Branch code", "digits", (3,))
    third = sheet.strip(y + 28.5, 10, x=LEFT).label("預金種別", LABEL_W)
    third.choice("bank.type", "預金種別", "Type of account",
                 [("ordinary", "普通", "Ordinary"), ("current", "当座", "Current")], mark=Mark.FILL)  # fmt: skip
    third.label("口座番号", 20).cells("bank.number", "口座番号", "Account number", "account_number", (7,))
    third.word("(右づめ)", 7)
    post = sheet.strip(y + 38.5, 9.5, x=LEFT).label("ゆうちょ銀行", LABEL_W)
    post.label("記号", 12)
    post.cells("post.symbol", "ゆうちょ記号", "Post symbol", "digits", (5,), verification=Verification.BLIND)
    post.label("番号", 12)
    post.cells("post.number", "ゆうちょ番号", "Post number", "digits", (8,), verification=Verification.BLIND)
    post.word("(右づめ)", 7)


def holder(sheet: Sheet, y: float) -> None:
    """Whose account it is; the bank compares the seal with its own copy."""
    sheet.bar("4 口座名義人", y, dark=False)
    y += 6
    right = RIGHT - SEAL_W
    first = sheet.strip(y, 9, x=LEFT, right=right).label("口座名義人", LABEL_W)
    first.choice("holder.same", "名義人は納税義務者と同じ", "Holder is the taxpayer",
                 [("same", "納税義務者と同じ", "Same as the taxpayer")], mark=Mark.FILL)  # fmt: skip
    second = sheet.strip(y + 9, 9, x=LEFT, right=right).label("フリガナ", LABEL_W)
    second.cells("holder.kana", "口座名義人のフリガナ", "Account holder's kana", "kana", (23,), required=True)
    third = sheet.strip(y + 18, 9.5, x=LEFT, right=right)
    third.label("氏名", LABEL_W).line(
        "holder.name", "口座名義人の氏名", "Account holder's name", "name", w=52, required=True
    )
    third.label("署名", 10).image("holder.signature", "口座名義人の署名", "Account holder's signature", "signature")
    sheet.side("届出印", y, 27.5, x=right)
    sheet.strip(y, 27.5, x=right + SIDE_W).image("holder.seal", "届出印", "Seal known to the bank", "seal")


def office(sheet: Sheet, y: float) -> None:
    """The bank's and the town's own boxes, and the notes."""
    strip = sheet.strip(y, 20, x=LEFT).label("金融機関\n使用欄", LABEL_W)
    for key, words, en in (("seal_checked", "印鑑照合", "seal check"), ("bank_received", "受付印", "bank's stamp")):
        strip.label(words, 16, 7).image(f"office.{key}", f"使用欄 {words}", f"Office: {en}", "office", w=38)
    strip.label("市使用欄", 16, 7).image("office.town", "市使用欄", "Office: town", "office")
    sheet.remark("・口座振替は、お申し込みの翌月以降の納期限から始まります。", LEFT, y + 24)
    sheet.remark("・届出印は、通帳にお使いの印を鮮明に押してください。", LEFT, y + 27.4)
    sheet.remark("・残高不足などで振替ができなかったときは、納付書を送付します。", LEFT, y + 30.8)


BANK = ("bank.name", "bank.branch", "bank.type", "bank.number")
POST = ("post.symbol", "post.number")
AT_BANK = {"field": "institution", "is": ["bank"]}
AT_POST = {"field": "institution", "is": ["jp_post"]}

DESIGN = Design(
    form="account_transfer_request",
    title=Label(ja="市税等口座振替依頼書", en="Request to pay taxes by account transfer"),
    draw=draw,
    attachments=2,
    rules=(
        *each("required_when", BANK, AT_BANK),
        *each("empty_when", POST, AT_BANK),
        *each("required_when", POST, AT_POST),
        *each("empty_when", (*BANK, "bank.code", "bank.branch_code"), AT_POST),
        {"kind": "bank_code", "code": "bank.code", "name": "bank.name"},
        {"kind": "postal_address", "postal_code": "taxpayer.postal_code", "address": "taxpayer.address"},
        {"kind": "same_kana", "a": "holder.kana", "b": "taxpayer.kana",
         "when": {"field": "holder.same", "is": ["same"]}},
        {"kind": "date_order", "earlier": "filed_on", "later": "starts_on"},
    ),
)  # fmt: skip
