"""児童手当 認定請求書 (front): a parent claims child allowance.

Items after form 2 of the enforcement rules of the Child Allowance Act. The sheet carries Individual Numbers.
"""

from __future__ import annotations

from models.template import Label, Mark, Sensitivity
from pipeline.paper.sheet import LEFT, Design, Sheet, each
from pipeline.paper.strip import Strip

YES_NO = [("yes", "有", "Yes"), ("no", "無", "No")]
SEX = [("male", "男", "Male"), ("female", "女", "Female")]
PARENT_ERAS = ("showa", "heisei", "western")
KINSHIP = [("child", "子", "Child"), ("other", "その他", "Other")]
CHILD_ERAS = ("heisei", "reiwa")
JOBS = [
    ("employee", "会社員", "Employee"),
    ("part_time", "パート・アルバイト", "Part-time"),
    ("official", "公務員", "Public servant"),
    ("self_employed", "自営業", "Self-employed"),
    ("none", "無職", "None"),
    ("other", "その他", "Other"),
]
PENSIONS = [
    ("employees", "厚生年金等", "Employees' pension"),
    ("national", "国民年金", "National pension"),
    ("mutual_aid", "共済組合", "Mutual aid association"),
    ("none", "未加入", "None"),
]
BANKS = [
    ("bank", "銀行", "Bank"),
    ("shinkin", "信金", "Shinkin bank"),
    ("credit_union", "信組", "Credit cooperative"),
    ("agricultural", "農協", "Agricultural cooperative"),
]
BRANCHES = [("main", "本店", "Main office"), ("branch", "支店", "Branch"), ("sub", "出張所", "Sub-branch")]

CHILD_COUNT, CHILD_TOP, CHILD_PITCH = 4, 127.0, 27.5


def draw(sheet: Sheet) -> None:
    """Print the whole sheet."""
    sheet.title("児童手当 認定請求書", 12)
    sheet.addressee(22)
    sheet.remark("次のとおり児童手当の受給資格について認定を請求します。", LEFT + 44, 22.2)
    date = sheet.strip(17.5, 9.5, x=126).label("提出年月日", 20)
    date.date("filed_on", "提出年月日", "Date of claim", "reiwa", required=True)
    claimant(sheet, 28.5)
    claimant_living(sheet, 56.5)
    spouse(sheet, 94)
    sheet.remark("養育している児童(18歳に達する日以後の最初の3月31日までの児童)についてご記入ください。", LEFT, 124.6)
    rows = Label(ja="児童", en="Child")
    sheet.rows("children", rows, child, count=CHILD_COUNT, top=CHILD_TOP, pitch=CHILD_PITCH)
    payout(sheet, 239)
    sheet.bold(28.5, 93.5)
    sheet.bold(CHILD_TOP, CHILD_COUNT * CHILD_PITCH)
    sheet.bold(239, 28)
    office(sheet, 269)
    sheet.footer("見本市 様式第2号(児童手当 認定請求書) 表面 2026-04")


def my_number(strip: Strip, key: str, whose: str, en: str, w: float, required: bool = False) -> None:
    """The twelve boxes of an Individual Number, four by four."""
    strip.label("個人番号", w, 7).cells(key, f"{whose}個人番号", f"{en} Individual Number", "my_number", (4, 4, 4),
                required=required, sensitivity=Sensitivity.MY_NUMBER)  # fmt: skip


def claimant(sheet: Sheet, y: float) -> None:
    """Who claims: the person, by name, number and birth."""
    sheet.side("請求者", y, 65.5)
    first = sheet.strip(y, 9).label("フリガナ", 14)
    first.cells("claimant.kana", "請求者のフリガナ", "Claimant's kana", "kana", (20,), required=True)
    first.label("性別", 12, 7).choice("claimant.sex", "請求者の性別", "Claimant's sex", SEX)
    second = sheet.strip(y + 9, 10).label("氏名", 14)
    second.line("claimant.name", "請求者の氏名", "Claimant's name", "name", w=84, required=True)
    my_number(second, "claimant.my_number", "請求者の", "Claimant's", 14, required=True)
    third = sheet.strip(y + 19, 9).label("生年月日", 14)
    third.date("claimant.birth_date", "請求者の生年月日", "Claimant's date of birth", PARENT_ERAS, year_cells=4,
               required=True)  # fmt: skip
    third.label("携帯電話", 14, 7)
    third.cells("claimant.phone", "請求者の携帯電話", "Claimant's mobile phone", "phone", (3, 4, 4))


def claimant_living(sheet: Sheet, y: float) -> None:
    """Where the claimant lives and works."""
    first = sheet.strip(y, 9.5).label("〒", 8)
    first.cells("claimant.postal_code", "請求者の郵便番号", "Claimant's postal code", "postal_code", (3, 4))
    first.label("住所", 12).line("claimant.address", "請求者の住所", "Claimant's address", "address", required=True)
    second = sheet.strip(y + 9.5, 9).label("1月1日の\n住所", 14, 6.5)
    second.choice("claimant.jan1_same", "1月1日の住所は同じ", "Same address on 1 January",
                  [("same", "上に同じ", "Same as above")], mark=Mark.CHECK)  # fmt: skip
    second.line("claimant.jan1_address", "1月1日の住所", "Address on 1 January", "address")
    third = sheet.strip(y + 18.5, 9).label("職業", 14)
    third.choice("claimant.job", "請求者の職業", "Claimant's occupation", JOBS, required=True)
    third.label("勤務先", 12, 7).line("claimant.employer", "請求者の勤務先", "Claimant's employer", "text")
    fourth = sheet.strip(y + 27.5, 10).label("加入年金", 14)
    fourth.choice("claimant.pension", "請求者の加入年金", "Claimant's pension", PENSIONS)
    fourth.label("配偶者の有無", 22).choice("spouse.exists", "配偶者の有無", "Spouse", YES_NO, required=True)


def spouse(sheet: Sheet, y: float) -> None:
    """The claimant's husband or wife."""
    sheet.side("配偶者", y, 28)
    first = sheet.strip(y, 9).label("フリガナ", 14)
    first.cells("spouse.kana", "配偶者のフリガナ", "Spouse's kana", "kana", (20,))
    first.label("住所", 12, 7).choice("spouse.address_same", "配偶者の住所は同じ", "Spouse's address is the same",
                                     [("same", "請求者に同じ", "Same as claimant")], mark=Mark.CHECK)  # fmt: skip
    second = sheet.strip(y + 9, 10).label("氏名", 14)
    second.line("spouse.name", "配偶者の氏名", "Spouse's name", "name", w=84)
    my_number(second, "spouse.my_number", "配偶者の", "Spouse's", 14)
    third = sheet.strip(y + 19, 9).label("生年月日", 14)
    third.date("spouse.birth_date", "配偶者の生年月日", "Spouse's date of birth", PARENT_ERAS, year_cells=4)
    third.label("職業", 12, 7)
    third.choice("spouse.job", "配偶者の職業", "Spouse's occupation", [job for job in JOBS if job[0] != "part_time"])


def child(sheet: Sheet, y: float, number: int) -> None:
    """One child: a separated child is named with its address and number."""
    sheet.side(f"児童{number}", y, CHILD_PITCH)
    first = sheet.strip(y, 9).label("フリガナ", 12, 7)
    first.cells("kana", "児童のフリガナ", "Child's kana", "kana", (16,), required=True)
    first.label("生年\n月日", 9, 7)
    first.date("birth_date", "児童の生年月日", "Child's date of birth", CHILD_ERAS, required=True)
    second = sheet.strip(y + 9, 9.5).label("氏名", 12, 7)
    second.line("name", "児童の氏名", "Child's name", "name", w=76, required=True)
    second.label("続柄", 9, 7).choice("relationship", "児童の続柄", "Relationship", KINSHIP)
    second.label("居住", 9, 7).choice(
        "living", "同居・別居", "Lives with claimant", [("together", "同居", "Together"), ("apart", "別居", "Apart")]
    )
    second.label("監護", 9, 7).choice("custody", "監護の有無", "Custody", YES_NO)
    third = sheet.strip(y + 18.5, 9).label("生計", 12, 7)
    third.choice("livelihood", "生計関係", "Livelihood", [("shared", "同一", "Shared"), ("kept", "維持", "Kept")])
    third.label("別居時\n住所", 9, 6.5).line(
        "address", "別居の児童の住所", "Separated child's address", "address", w=53
    )
    my_number(third, "my_number", "別居の児童の", "Separated child's", 14)


def payout(sheet: Sheet, y: float) -> None:
    """The account that the allowance goes to; it is the claimant's own."""
    sheet.side("振込先", y, 28)
    first = sheet.strip(y, 9).label("金融機関", 14, 7)
    first.line("payout.bank", "金融機関名", "Bank", "text", w=50)
    first.choice("payout.bank_kind", "金融機関の種類", "Kind of bank", BANKS)
    first.label("金融機関\nコード", 13, 6.5).cells("payout.bank_code", "金融機関コード", "Bank code", "digits", (4,))
    first.label("公金\n口座", 9, 6.5).choice("payout.public_account", "公金受取口座を利用", "Use registered account",
                                        [("use", "利用する", "Use")], mark=Mark.CHECK)  # fmt: skip
    second = sheet.strip(y + 9, 9).label("支店", 14, 7)
    second.line("payout.branch", "支店名", "Branch", "text", w=50)
    second.choice("payout.branch_kind", "店の種類", "Kind of branch", BRANCHES)
    second.label("店番", 13, 7).cells("payout.branch_code", "店番号", "Branch code", "digits", (3,))
    second.label("種別", 9, 7).choice("payout.type", "預金種別", "Type of account",
                                    [("ordinary", "普通", "Ordinary"), ("current", "当座", "Current")])  # fmt: skip
    third = sheet.strip(y + 18, 10).label("口座番号", 14, 7)
    third.cells("payout.number", "口座番号", "Account number", "account_number", (7,))
    third.label("口座名義\n(カナ)", 16, 6.5)
    third.cells("payout.holder_kana", "口座名義カナ", "Account holder's kana", "kana", (20,))


def office(sheet: Sheet, y: float) -> None:
    """The staff's own boxes, and the notes."""
    strip = sheet.strip(y, 13, x=LEFT).label("※市記入欄", 20)
    for key, words, en, w in (
        ("decision", "認定・却下", "decision", 44.0),
        ("paid_from", "支払開始年月", "first month paid", 40.0),
        ("received", "受付", "received", None),
    ):
        strip.label(words, 16, 6.5).image(f"office.{key}", f"職員欄 {words}", f"Office: {en}", "office", w=w)
    sheet.remark("・請求者以外(配偶者・児童等)の名義の口座は指定できません。", LEFT, y + 16)
    sheet.remark("・児童の住所と個人番号は、別居している場合のみご記入ください。", LEFT + 80, y + 16)


SPOUSE_NEEDED = ("spouse.kana", "spouse.name", "spouse.my_number", "spouse.birth_date")
SPOUSE_ALL = (*SPOUSE_NEEDED, "spouse.job", "spouse.address_same")
ACCOUNT = ("payout.bank", "payout.branch", "payout.type", "payout.number", "payout.holder_kana")
APART_ONLY = ("children.*.address", "children.*.my_number")
HIRED = ["employee", "part_time", "official"]

DESIGN = Design(
    form="child_allowance_claim",
    title=Label(ja="児童手当 認定請求書", en="Claim for child allowance"),
    draw=draw,
    attachments=3,
    rules=(
        *each("required_when", SPOUSE_NEEDED, {"field": "spouse.exists", "is": ["yes"]}),
        *each("empty_when", SPOUSE_ALL, {"field": "spouse.exists", "is": ["no"]}),
        *each("required_when", ["claimant.jan1_address"], {"field": "claimant.jan1_same", "not": ["same"]}),
        *each("empty_when", ["claimant.jan1_address"], {"field": "claimant.jan1_same", "is": ["same"]}),
        *each("required_when", ["claimant.employer"], {"field": "claimant.job", "is": HIRED}),
        *each("required_when", APART_ONLY, {"field": "children.*.living", "is": ["apart"]}),
        *each("empty_when", APART_ONLY, {"field": "children.*.living", "is": ["together"]}),
        *each("required_when", ACCOUNT, {"field": "payout.public_account", "not": ["use"]}),
        {"kind": "bank_code", "code": "payout.bank_code", "name": "payout.bank"},
        {"kind": "postal_address", "postal_code": "claimant.postal_code", "address": "claimant.address"},
        {"kind": "same_kana", "a": "payout.holder_kana", "b": "claimant.kana"},
        {"kind": "age_between", "birth": "claimant.birth_date", "on": "filed_on", "least": 15, "most": 100},
        {"kind": "age_between", "birth": "children.*.birth_date", "on": "filed_on", "most": 18},
    ),
)
