"""What is typed or pasted into the desk's inputs is put into the form of its field, in sight, and no more than that."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, Page, expect

from pipeline.check.tidy import tidied
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections
from tests.browser.test_input_method import compose
from tests.pipeline.check.widths import CASES

pytestmark = pytest.mark.browser

COMPATIBLE = "\ufa19"
"""神 of the compatibility block, which every Unicode normal form would replace."""


@pytest.fixture
def clerk(counter: Counter) -> Clerk:
    """At the first field of record 1."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked("届出人の電話")
    return clerk


def at(clerk: Clerk, key: str, label: str) -> None:
    """Go to a field by a click on its place on the sheet."""
    clerk.sees(f'.place[data-key="{key}"]').dispatch_event("click")
    clerk.is_asked(label)


def paste(page: Page, text: str) -> None:
    """A paste as the browser makes it, from a clipboard that holds ``text``."""
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_the_browser_makes_the_same_exchanges_as_the_server(clerk: Clerk) -> None:
    typed = [[case[0], case[1]] for case in CASES]
    typed += [[kind, f"{chr(a)}{b}"] for kind in ("kana", "address", "date", "name")
              for a in range(0x3040, 0x3100) for b in ("゛", "-1")]  # fmt: skip
    typed += [["kana", chr(code) + "ﾞ"] for code in range(0xFF60, 0xFFA0)]
    odd = (*range(0x21), 0x85, *range(0x2000, 0x2070), *range(0xFF00, 0xFF60), 0xFEFF, 0xFA19, 0x20BB7)
    typed += [[kind, f"1{chr(code)}2"] for kind in ("phone", "text") for code in odd]
    told = clerk.page.evaluate(
        """async typed => {
          const { tidied } = await import("/static/js/writing.js");
          return typed.map(([type, text]) => tidied(type, text));
        }""",
        typed,
    )
    assert told == [tidied(kind, text) for kind, text in typed]
    assert told[: len(CASES)] == [stands for _, _, stands in CASES]


def test_kana_and_widths_are_put_right_when_the_input_is_left(clerk: Clerk) -> None:
    at(clerk, "new_head.kana", "新しい世帯主のフリガナ")
    clerk.type("さいとう ﾕｳｼﾞ")
    expect(clerk.sees("#answer")).to_have_value("さいとう ﾕｳｼﾞ")  # not while one types
    clerk.press("Tab")
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ユウジ")
    clerk.press("Shift+Tab", "Escape")
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ュウジ")  # the machine's text is never touched


def test_confirming_puts_right_what_is_stored(counter: Counter, clerk: Clerk) -> None:
    clerk.answers(text="０３ー１２３４ー５６７３")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.answers(text="さいとう　ゆうじ")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, "filer.phone") == [("typed", "0312345678", "03-1234-5673")]
    assert corrections(counter.house, "new_head.kana") == [("typed", "サイトウ　ュウジ", "サイトウ　ユウジ")]


def test_leaving_the_input_in_a_conversion_keeps_every_character_once(counter: Counter, clerk: Clerk) -> None:
    at(clerk, "new_head.kana", "新しい世帯主のフリガナ")
    method: CDPSession = clerk.page.context.new_cdp_session(clerk.page)
    clerk.type("さい")
    compose(method, "とう")
    clerk.sees("#answer").dispatch_event("change")
    clerk.sees("#answer").dispatch_event("blur")
    expect(clerk.sees("#answer")).to_have_value("さいとう")  # still being converted
    clerk.sees("#question h1").click()  # the browser ends the conversion by itself
    expect(clerk.sees("#answer")).to_have_value("サイトウ")
    clerk.sees("#answer").focus()
    clerk.press("End")
    compose(method, "　ゆう")
    method.send("Input.insertText", {"text": "　ゆうじ"})
    expect(clerk.sees("#answer")).to_have_value("サイトウ　ゆうじ")
    clerk.press("Enter")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, "new_head.kana")[-1][2] == "サイトウ　ユウジ"


def test_a_pasted_text_becomes_one_line(counter: Counter, clerk: Clerk) -> None:
    at(clerk, "filer.name", "届出人の氏名")
    paste(clerk.page, f"\t{COMPATIBLE}田\r\n裕二 \n")
    expect(clerk.sees("#answer")).to_have_value(f"{COMPATIBLE}田 裕二")
    clerk.press("Home")
    paste(clerk.page, "大")
    expect(clerk.sees("#answer")).to_have_value(f"大{COMPATIBLE}田 裕二")
    clerk.press("Control+z")
    expect(clerk.sees("#answer")).to_have_value(f"{COMPATIBLE}田 裕二")
    clerk.press("Enter")
    clerk.is_asked("届出人の電話")
    assert corrections(counter.house, "filer.name") == [("typed", "斎藤 裕二", f"{COMPATIBLE}田　裕二")]


def test_a_pasted_postal_code_is_understood(counter: Counter, clerk: Clerk) -> None:
    at(clerk, "new_address.postal_code", "新しい住所の郵便番号")
    paste(clerk.page, "〒０６０ー０００１\n")
    expect(clerk.sees("#understood")).to_have_text("北海道札幌市中央区北一条西")
    clerk.press("Enter")
    clerk.is_asked("新しい世帯主のフリガナ")
    assert corrections(counter.house, "new_address.postal_code") == [("typed", "1000001", "0600001")]


def test_a_date_is_understood_while_it_is_typed(counter: Counter, clerk: Clerk) -> None:
    at(clerk, "moved_on", "異動年月日")
    expect(clerk.sees("#understood")).to_have_text("令和7年3月29日（2025-03-29）")
    for day, text in enumerate(("令7.4.1", "r7-4-2", "2025/4/3", "20250404", "令和７年４月５日", "7.4.6"), 1):
        clerk.press("Control+a")
        clerk.type(text)
        expect(clerk.sees("#understood")).to_have_text(f"令和7年4月{day}日（2025-04-0{day}）")
    clerk.press("Enter")
    clerk.is_asked("届出人の電話")
    stands = counter.desk("ito").ok("GET", "/records/1")["fields"]
    assert next(field["value"] for field in stands if field["key"] == "moved_on") == "2025-04-06"


def test_half_a_date_is_no_mistake_and_a_day_in_no_calendar_is_one(clerk: Clerk) -> None:
    at(clerk, "moved_on", "異動年月日")
    clerk.type("7.2")
    expect(clerk.sees("#understood")).to_be_empty()
    clerk.type(".30")
    expect(clerk.sees("#understood.odd")).to_contain_text("暦にない")
    clerk.type("x")
    expect(clerk.sees("#understood")).to_be_empty()


def test_what_a_writer_withdrew_is_a_key_each(counter: Counter, clerk: Clerk) -> None:
    clerk.press("Alt+g")
    clerk.is_asked("新しい世帯主のフリガナ")
    clerk.press("Alt+t")
    clerk.is_asked("生年月日 1")
    assert corrections(counter.house, "filer.phone") == [("not_applicable", "0312345678", "")]
    assert corrections(counter.house, "new_head.kana") == [("struck_out", "サイトウ　ュウジ", "")]
    expect(clerk.sees("#fields .decided").nth(0)).to_contain_text("該当なし")
    expect(clerk.sees("#fields .decided").nth(1)).to_contain_text("取り消し線あり")
    clerk.press("Alt+ArrowLeft")
    expect(clerk.sees("#reasons")).to_have_text("山田 太郎 さんが取り消し線ありとしました")
