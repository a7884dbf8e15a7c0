"""Refused sheets by keyboard alone: each is looked at, ruled on, and leaves the pile; nobody loses their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from models.db.states import RulingKind
from models.db.tables import RulingRow
from models.problem import Problem, ProblemCode
from tests.api import town
from tests.api.claims import hand_in_unread_back
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.readiness import furnish

pytestmark = pytest.mark.browser

TWINS = Problem(ProblemCode.NEAR_TWIN, 1, details={
    **town.GUESS, "other_form": "residence_certificate_request", "other_version": "2026-04",
})  # fmt: skip
PILE = ["unknown.jpg", "twins.jpg", "letter.jpg", "half.tif", "empty.pdf"]
PATIENCE = 240_000  # ms; a reading process has to start
NO_GUESS = Problem(ProblemCode.UNKNOWN_FORM, 1, details={"matches": "3"})


@pytest.fixture
def pile(counter: Counter) -> Counter:
    """The counter's town with five refused sheets: one with a guess, one with two, one with none, the second page of a
    scan whose first was read, and a file that is no scan."""
    house = counter.house
    town.hand_in_refused(house.database, house.settings, house.municipality_id, TWINS, "twins.jpg")
    town.hand_in_refused(house.database, house.settings, house.municipality_id, NO_GUESS, "letter.jpg")
    town.hand_in_half_read(house.database, house.settings, house.municipality_id)
    town.hand_in_no_scan(house.database, house.settings, house.municipality_id)
    return counter


def looks_at(clerk: Clerk, name: str) -> None:
    """The sheet is shown with its picture, its row is the chosen one, and the next key press goes to the list."""
    expect(clerk.sees("#file")).to_contain_text(name)
    expect(clerk.sees('#pile [aria-selected="true"] .file')).to_have_text(name)
    expect(clerk.sees("#pile:focus")).to_have_count(1)


def left(clerk: Clerk) -> list[str]:
    return clerk.sees("#pile li:not([hidden]) .file").all_inner_texts()


def rulings(counter: Counter) -> list[RulingKind]:
    with counter.house.database.read() as session:
        return list(session.scalars(select(RulingRow.kind).order_by(RulingRow.id)))


def test_a_sheet_is_read_as_the_likely_form_and_its_record_opens(pile: Counter, unpacked: Path) -> None:
    """By the real engine; the workbench is opened on the way."""
    furnish(pile.house.settings.data_dir, unpacked)
    clerk = pile.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    expect(clerk.sees("#why")).to_contain_text("登録されているどの様式とも一致しませんでした")
    expect(clerk.sees("#paper img")).to_have_js_property("naturalWidth", 840)
    expect(clerk.sees("#guesses .first")).to_contain_text("住民異動届として読む")
    clerk.press("Enter")
    expect(clerk.sees("#result")).to_contain_text("住民異動届として読み取っています…")
    expect(clerk.sees("#open")).to_be_visible(timeout=PATIENCE)
    expect(clerk.sees("#result")).to_contain_text("住民異動届として読みました。")
    looks_at(clerk, "twins.jpg")
    assert left(clerk) == PILE[1:]
    clerk.press("Alt+O")
    clerk.page.wait_for_url("**/desk/4")
    expect(clerk.sees("#form-title")).to_have_text("住民異動届")
    expect(clerk.sees("#question")).to_be_visible()
    clerk.page.go_back()
    looks_at(clerk, "twins.jpg")
    assert rulings(pile) == ["form"]


def test_a_sheet_is_dropped_and_taken_back_to_its_place(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    clerk.press("ArrowDown")
    looks_at(clerk, "twins.jpg")
    clerk.press("Alt+X")
    expect(clerk.sees("#result")).to_contain_text("一覧から外しました。")
    looks_at(clerk, "letter.jpg")
    expect(clerk.sees("#left")).to_have_text("4")
    clerk.press("Alt+Z")
    expect(clerk.sees("#result")).to_contain_text("一覧に戻しました。")
    looks_at(clerk, "twins.jpg")
    assert left(clerk) == PILE
    clerk.press("Alt+Z")  # nothing is left to take back
    looks_at(clerk, "twins.jpg")
    assert rulings(pile) == ["drop", "restore"]


def test_a_new_scan_is_asked_for_and_that_is_taken_back(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    clerk.press("Alt+S")
    expect(clerk.sees("#result")).to_contain_text("再スキャンを依頼しました。")
    looks_at(clerk, "twins.jpg")
    clerk.press("Alt+Z")
    expect(clerk.sees("#result")).to_contain_text("一覧に戻しました。")
    looks_at(clerk, "unknown.jpg")
    assert rulings(pile) == ["rescan", "restore"]


def test_a_sheet_is_kept_as_an_attachment_of_the_record_before(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    expect(clerk.sees("#attach-to")).to_contain_text("同じファイルの前のページに受付がないため")
    clerk.press("Alt+A", "ArrowDown", "ArrowDown", "ArrowDown")
    looks_at(clerk, "half.tif")
    expect(clerk.sees("#attach-to")).to_have_text("1ページ目の受付 3（住民異動届）の添付にします。")
    clerk.press("Alt+A")
    expect(clerk.sees("#result")).to_contain_text("受付 3 の添付にしました。")
    looks_at(clerk, "empty.pdf")
    assert rulings(pile) == ["attachment"]


def test_a_later_page_joins_the_record_before_it(counter: Counter, unpacked: Path) -> None:
    house = counter.house
    furnish(house.settings.data_dir, unpacked)
    record = hand_in_unread_back(house.database, house.settings, house.municipality_id)
    clerk = counter.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    clerk.press("ArrowDown")
    looks_at(clerk, "claim-2.tif")
    expect(clerk.sees("#guesses button")).to_have_count(1)  # page 1 of that form is there already
    expect(clerk.sees("#guesses .first")).to_contain_text(f"受付 {record} の2ページ目として読む")
    clerk.press("Enter")
    expect(clerk.sees("#open")).to_be_visible(timeout=PATIENCE)
    expect(clerk.sees("#result")).to_contain_text(f"受付 {record} の2ページ目として読みました。")
    looks_at(clerk, "unknown.jpg")
    assert rulings(counter) == ["page"]


def test_the_last_sheets_leave_an_empty_pile_that_says_so(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    for name in PILE:
        looks_at(clerk, name)
        clerk.press("Alt+X")
    expect(clerk.sees("#empty")).to_contain_text("読めなかった紙はありません")
    expect(clerk.sees("#left")).to_have_text("0")
    clerk.press("Alt+Z")
    looks_at(clerk, "empty.pdf")
    expect(clerk.sees("#paper")).to_have_text("この紙の画像は表示できません。")


def test_a_form_is_found_by_a_part_of_its_name_and_left_again(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    clerk.press("ArrowDown", "ArrowDown")
    looks_at(clerk, "letter.jpg")
    clerk.press("Enter")  # nothing is likely: to the list of forms
    expect(clerk.sees("#form-name:focus")).to_have_count(1)
    expect(clerk.sees("#form-list li")).to_have_count(4)
    clerk.type("住民")
    expect(clerk.sees("#form-list li span")).to_have_text(["住民票の写し等交付請求書", "住民異動届"])
    clerk.press("ArrowDown")
    expect(clerk.sees('#form-list [aria-selected="true"] span')).to_have_text("住民異動届")
    expect(clerk.sees("#file")).to_contain_text("letter.jpg")  # the arrow was the list of forms' own
    clerk.type("は無い")
    expect(clerk.sees("#form-list")).to_have_text("その名前の様式はありません。")
    clerk.press("Enter", "Escape")
    looks_at(clerk, "letter.jpg")
    assert rulings(pile) == []


def test_a_sheet_is_looked_at_closer_turned_and_moved(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    paper = clerk.sees("#paper")
    expect(paper).to_have_attribute("data-steps", "0")
    clerk.press("F2")
    expect(paper).to_have_attribute("data-steps", "2")
    before = paper.evaluate("table => table.scrollTop")
    clerk.press("Shift+ArrowDown")
    assert paper.evaluate("table => table.scrollTop") > before
    clerk.press("-", "-", "Alt+R")
    expect(paper).to_have_attribute("data-turn", "90")
    frame = clerk.sees("#paper .frame").bounding_box()
    assert frame is not None and frame["width"] > frame["height"]
    looks_at(clerk, "unknown.jpg")


def test_whoever_comes_late_is_told_and_goes_on(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    clerk.expected = ("409",)
    looks_at(clerk, "unknown.jpg")
    pile.desk("suzuki").ok("POST", "/refused/3/ruling", {"kind": "drop"})
    clerk.press("Enter")
    expect(clerk.sees("#result")).to_contain_text("鈴木 次郎 さんがすでに処理しました。")
    looks_at(clerk, "twins.jpg")
    assert rulings(pile) == ["drop"]


def test_a_lost_line_leaves_the_sheet_where_it_is(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    clerk.expected = ("ERR_INTERNET_DISCONNECTED",)
    looks_at(clerk, "unknown.jpg")
    clerk.page.wait_for_load_state("networkidle")
    clerk.page.context.set_offline(True)
    clerk.press("Alt+X")
    expect(clerk.sees("#result")).to_contain_text("サーバーにつながりません。")
    looks_at(clerk, "unknown.jpg")
    clerk.page.context.set_offline(False)
    clerk.press("Alt+X")
    looks_at(clerk, "twins.jpg")
    assert rulings(pile) == ["drop"]


def test_an_operator_looks_and_rules_nothing(pile: Counter) -> None:
    clerk = pile.clerk("ito", "/refused")
    looks_at(clerk, "unknown.jpg")
    clerk.press("Enter", "Alt+X", "Alt+A", "2", "ArrowDown")
    looks_at(clerk, "twins.jpg")
    expect(clerk.sees("#result")).to_contain_text("読み方を決めるのは確認担当です。")
    expect(clerk.sees("#keys button")).to_have_count(4)
    assert rulings(pile) == []


def test_all_keys_are_listed(pile: Counter) -> None:
    clerk = pile.clerk("yamada", "/refused")
    looks_at(clerk, "unknown.jpg")
    clerk.press("F1")
    expect(clerk.sees("#help tbody tr:not(.purpose)")).to_have_count(17)
    clerk.press("Alt+X", "Escape")  # not while the list lies over the page
    looks_at(clerk, "unknown.jpg")
    assert rulings(pile) == []
