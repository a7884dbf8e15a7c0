"""児童手当 認定請求書 (back): consent to look up records, papers handed in, an agent, and notes for the writer.

The front can be filed without it: municipalities ask for it where something on it applies.
"""

from __future__ import annotations

from models.template import Label, Mark
from pipeline.paper.sheet import LEFT, Design, Sheet, each

LABEL_W = 26.0
YES_NO = [("yes", "有", "Yes"), ("no", "無", "No")]
PAPERS = [
    ("insurance", "健康保険の資格確認書の写し", "Copy of health insurance certificate"),
    ("bank_book", "通帳またはキャッシュカードの写し", "Copy of bank book or cash card"),
    ("my_number", "個人番号を確認できる書類の写し", "Copy of Individual Number paper"),
    ("identity", "本人確認書類の写し", "Copy of identity document"),
    ("apart", "別居監護申立書", "Statement on a child living apart"),
    ("mandate", "委任状", "Letter of proxy"),
]
HOURS = [("morning", "午前", "Morning"), ("afternoon", "午後", "Afternoon"), ("any", "いつでも", "Any time")]
NOTES = (
    "1 請求者は、児童を養育する父母等のうち、生計を維持する程度の高い方(所得の高い方)です。",
    "2 公務員の方は、勤務先に請求してください。この請求書を市に提出する必要はありません。",
    "3 出生・転入などの翌日から15日以内に請求してください。遅れた月分の手当は受けられません。",
    "4 児童が海外に住んでいるとき、施設に入所しているときは、窓口にお問い合わせください。",
    "5 個人番号を記入した請求書は、封筒に入れて窓口へお出しいただくか、簡易書留で郵送してください。",
    "6 振込先は請求者名義の普通預金口座に限ります。通帳の写しは、口座番号とカナ名義の分かる面をお付けください。",
    "7 住所・振込先・加入する年金が変わったとき、児童を養育しなくなったときは、届出が必要です。",
    "8 偽りその他不正の手段により手当を受けたときは、お返しいただくほか、罰せられることがあります。",
)


def draw(sheet: Sheet) -> None:
    """Print the whole side."""
    sheet.title("児童手当 認定請求書 (裏面)", 14, size=14)
    consent(sheet, 24)
    papers(sheet, 82)
    earlier(sheet, 133)
    agent(sheet, 157.5)
    sheet.bold(30, 48)
    notes(sheet, 192)
    office(sheet, 262)
    sheet.footer("見本市 様式第2号(児童手当 認定請求書) 裏面 2026-04")


def consent(sheet: Sheet, y: float) -> None:
    """That the town may look into its own registers, signed by the claimant and the spouse."""
    sheet.bar("ア 公簿等の確認についての同意", y)
    top = sheet.strip(y + 6, 12, x=LEFT)
    top.word("認定と現況の確認のため、市が住民基本台帳・課税・年金加入の情報を確認することに")
    top.choice(
        "consent.registers",
        "公簿等の確認への同意",
        "Consent to look up registers",
        [("agree", "同意する", "Agree"), ("refuse", "同意しない", "Do not agree")],
        required=True,
    )
    date = sheet.strip(y + 18, 10, x=LEFT).label("同意年月日", LABEL_W)
    date.date("consent.signed_on", "同意年月日", "Date of consent", "reiwa", required=True)
    for number, (key, who, en) in enumerate((("claimant", "請求者", "Claimant"), ("spouse", "配偶者", "Spouse"))):
        strip = sheet.strip(y + 28 + 13 * number, 13, x=LEFT).label(f"{who}署名", LABEL_W)
        strip.image(f"consent.{key}_signature", f"{who}の署名", f"{en}'s signature", "signature", w=88)
        strip.label("連絡先", 14).cells(f"consent.{key}_phone", f"{who}の昼間の電話", f"{en}'s daytime phone", "phone",
                                     (3, 4, 4), cell_w=4.5)  # fmt: skip


def papers(sheet: Sheet, y: float) -> None:
    """What is handed in with the claim, and when to call."""
    sheet.bar("イ 添付した書類と連絡のつく時間", y)
    strip = sheet.strip(y + 6, 32, x=LEFT).label("添付した書類\n(□に✓)", LABEL_W, 7)
    strip.choice("papers", "添付した書類", "Papers handed in", PAPERS, mark=Mark.CHECK, many=True, lines=3)
    hours = sheet.strip(y + 38, 9, x=LEFT).label("連絡のつく時間", LABEL_W, 7)
    hours.choice("hours", "連絡のつく時間", "When to call", HOURS)


def earlier(sheet: Sheet, y: float) -> None:
    """Whether another municipality has paid before."""
    sheet.bar("ウ これまでの児童手当", y)
    strip = sheet.strip(y + 6, 10, x=LEFT).label("他の市区町村\nでの受給", LABEL_W, 7)
    strip.choice("earlier.received", "他の市区町村での受給", "Received elsewhere", YES_NO)
    strip.label("市区町村名", 20, 7).line("earlier.town", "受給していた市区町村", "Town that paid", "text")


def agent(sheet: Sheet, y: float) -> None:
    """Who brings the claim, where that is somebody else."""
    sheet.bar("エ 代理人が提出するとき", y)
    name = sheet.strip(y + 6, 11, x=LEFT).label("代理人の氏名", LABEL_W, 7)
    name.line("agent.name", "代理人の氏名", "Agent's name", "name", w=80)
    name.label("電話", 12).cells("agent.phone", "代理人の電話", "Agent's phone", "phone", (3, 4, 4))
    address = sheet.strip(y + 17, 11, x=LEFT).label("代理人の住所", LABEL_W, 7)
    address.line("agent.address", "代理人の住所", "Agent's address", "address")


def notes(sheet: Sheet, y: float) -> None:
    """What people should know before they write."""
    sheet.bar("記入上の注意", y)
    for number, words in enumerate(NOTES):
        sheet.text(words, LEFT + 2, y + 11 + number * 6.8, 8.5)


def office(sheet: Sheet, y: float) -> None:
    """The staff's own boxes."""
    strip = sheet.strip(y, 18, x=LEFT).label("※市記入欄", 20)
    strip.label("添付確認", 16, 6.5).image("office.papers", "職員欄 添付確認", "Office: papers seen", "office", w=62)
    strip.label("備考", 16, 6.5).image("office.remarks", "職員欄 備考", "Office: remarks", "office")


RECEIVED = {"field": "earlier.received", "is": ["yes"]}
NOT_RECEIVED = {"field": "earlier.received", "is": ["no"]}

DESIGN = Design(
    form="child_allowance_claim",
    title=Label(ja="児童手当 認定請求書(裏面)", en="Claim for child allowance (back)"),
    draw=draw,
    rules=(
        *each("required_when", ["earlier.town"], RECEIVED),
        *each("empty_when", ["earlier.town"], NOT_RECEIVED),
    ),
    page=2,
    optional=True,
    suffix="_back",
)
