"""The group check through a browser: by keyboard alone, by mouse, with a line that breaks and colleagues at work."""

from __future__ import annotations

import shutil
import time

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Route, expect
from sqlalchemy import select

from models.db.session import Database, make_engine
from models.db.tables import RecordFieldRow
from models.record import RecordStatus
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import House
from tests.api.glances import SEXES, hand_in_marks, words_on
from tests.browser.axe import found_by_axe
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter, Drawn
from tests.browser.test_zoom import HALF, OUT_OF_REACH

pytestmark = pytest.mark.browser

SHEETS = range(3, 14)
"""Numbers of the records; 1 and 2 lie there already, and nothing of them can be judged at a glance."""

PATIENCE = 30_000  # ms; forty pictures on a busy machine

WOMAN = (3, SEXES[2])
"""Read as a man."""


@pytest.fixture(scope="module")
def drawn(drawn: Drawn, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """The town with these sheets in it, too: handed in once for all tests of this file."""
    folder = tmp_path_factory.mktemp("marks")
    shutil.copytree(drawn.folder, folder, dirs_exist_ok=True)
    settings = town.desk_settings(folder)
    database = Database(make_engine(settings.sqlalchemy_url))
    house = House(settings, database, drawn.municipality_id, TestClient(create_app(settings)))
    for number in SHEETS:
        true = {WOMAN[1]: "female"} if number == WOMAN[0] else {}
        assert hand_in_marks(house, number, true=true) == number
    database.close()
    return Drawn(folder, drawn.municipality_id, drawn.logins)


@pytest.fixture
def marks(counter: Counter) -> Counter:
    """44 people read as men: a page of 40, and one of 4."""
    return counter


def opened(counter: Counter) -> Clerk:
    """The grid of the first kind."""
    clerk = counter.clerk("yamada", "/group")
    expect(clerk.sees("#start-1")).to_be_focused()
    clerk.press("Enter")
    has_looked(clerk, 40)
    return clerk


def has_looked(clerk: Clerk, count: int) -> None:
    """The page is there with its pictures, and may be confirmed."""
    expect(clerk.sees(".cell")).to_have_count(count, timeout=PATIENCE)
    expect(clerk.sees("#all-right")).to_be_enabled(timeout=PATIENCE)


def has_sent(clerk: Clerk) -> None:
    expect(clerk.sees("#group")).to_have_attribute("data-unsent", "0", timeout=PATIENCE)


def said(counter: Counter) -> list[str]:
    """Every person's word on everybody's sex, sheet by sheet."""
    return [kind for number in SHEETS for key in SEXES for kind, _, _ in words_on(counter.house, key, number)]


def test_a_reviewer_goes_through_a_kind_by_keyboard_alone(marks: Counter) -> None:
    clerk = opened(marks)
    expect(clerk.sees("#cells")).to_be_focused()
    expect(clerk.sees("#seen")).to_have_text("男")
    clerk.press("ArrowRight", "ArrowRight")
    expect(clerk.sees("#here")).to_have_text("住民異動届　受付 3　性別 3")
    clerk.press("2")
    expect(clerk.sees("#cell-2")).to_contain_text("→ 女")
    clerk.press("ArrowDown", "Space")
    expect(clerk.sees("#cell-10")).to_contain_text("違う")
    expect(clerk.sees("#cell-10")).to_have_attribute("aria-selected", "true")
    clerk.press("ArrowRight", "Space", "Space", "Enter")
    has_looked(clerk, 4)
    has_sent(clerk)
    expect(clerk.sees("#told")).to_have_text("39 件を確定しました。　1 件は確認の画面に回しました。")
    expect(clerk.sees("#left")).to_have_text("4")
    assert words_on(marks.house, WOMAN[1], WOMAN[0]) == [("typed", "male", "female")]
    assert words_on(marks.house, SEXES[2], 5) == []  # the odd one
    clerk.press("Enter")
    expect(clerk.sees("#over")).to_be_visible()
    has_sent(clerk)
    assert sorted(said(marks)) == ["confirmed"] * 42 + ["typed"]
    expect(clerk.sees("#kinds")).to_be_focused()
    clerk.press("Enter")
    expect(clerk.sees(".empty")).to_contain_text("まとめて確認できる項目はありません")


def test_what_was_confirmed_is_taken_back_page_by_page(marks: Counter) -> None:
    clerk = opened(marks)
    clerk.press("ArrowRight", "Space", "Enter")
    has_looked(clerk, 4)
    clerk.press("Enter")
    expect(clerk.sees("#over")).to_be_visible()
    clerk.press("Alt+z")
    has_looked(clerk, 4)
    has_sent(clerk)
    expect(clerk.sees("#told")).to_have_text("4 件の確定を取り消しました。")
    clerk.press("Alt+z")
    has_looked(clerk, 40)
    expect(clerk.sees("#cell-1")).to_have_attribute("aria-selected", "true")
    assert sorted(said(marks)) == ["confirmed"] * 43 + ["undone"] * 43
    clerk.press("ArrowRight", "Space", "Enter")  # it was right after all
    has_looked(clerk, 4)
    has_sent(clerk)
    assert words_on(marks.house, SEXES[1], 3) == [("confirmed", "male", "male")]
    assert words_on(marks.house, SEXES[0], 3)[-1] == ("confirmed", "male", "male")


def test_a_record_without_open_fields_is_finished_on_the_desk(marks: Counter) -> None:
    clerk = opened(marks)
    clerk.press("Enter")
    has_looked(clerk, 4)
    has_sent(clerk)
    clerk.page.goto("/desk/3")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.press("Enter")
    clerk.is_asked("届出人の電話")  # of the next record
    assert marks.desk("yamada").ok("GET", "/records/3")["status"] == RecordStatus.REVIEWED


def test_by_mouse(marks: Counter) -> None:
    clerk = opened(marks)
    for cell in ("#cell-2", "#cell-5", "#cell-5"):
        clerk.sees(cell).click()
    expect(clerk.sees(".cell[aria-selected=true]")).to_have_count(1)
    clerk.sees("#all-right").click()
    has_looked(clerk, 4)
    has_sent(clerk)
    expect(clerk.sees("#told")).to_have_text("39 件を確定しました。　1 件は確認の画面に回しました。")
    clerk.sees(
        "#keys button",
    ).filter(has_text="取消").click()
    has_looked(clerk, 40)
    expect(clerk.sees("#cell-2")).to_contain_text("違う")


def test_an_enter_too_many_confirms_nothing_that_was_not_looked_at(marks: Counter) -> None:
    clerk = marks.clerk("yamada", "/queue")
    clerk.page.clock.install()
    clerk.page.goto("/group")
    clerk.press("Enter")
    has_looked(clerk, 40)
    clerk.page.clock.pause_at(time.time() + 3600)
    for _ in range(9):
        clerk.page.keyboard.down("Enter")  # held down: the first one counts
    clerk.page.keyboard.up("Enter")
    expect(clerk.sees(".cell")).to_have_count(4, timeout=PATIENCE)
    clerk.press("Enter", "Enter")
    has_sent(clerk)
    expect(clerk.sees("#all-right")).to_be_disabled()
    assert said(marks) == ["confirmed"] * 40
    clerk.page.clock.resume()
    has_looked(clerk, 4)
    clerk.page.keyboard.down("Enter")
    clerk.page.keyboard.up("Enter")
    expect(clerk.sees("#over")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("reaches", [False, True])
def test_a_page_is_confirmed_once_although_the_line_breaks(marks: Counter, reaches: bool) -> None:
    clerk = opened(marks)
    clerk.expected = ("ERR_",)

    def lose(route: Route) -> None:
        if reaches:
            route.fetch()  # the server has it; its reply is lost
        route.abort()

    clerk.intercepts("**/groups/answers", lose)
    clerk.press("Enter")
    expect(clerk.sees("#told")).to_contain_text("サーバーにつながりません")
    clerk.page.unroute("**/groups/answers", lose)
    has_looked(clerk, 4)  # one goes on meanwhile
    has_sent(clerk)
    assert said(marks) == ["confirmed"] * 40
    expect(clerk.sees("#told")).to_have_text("40 件を確定しました。")


def test_sheets_on_which_others_work_are_left_and_told(marks: Counter) -> None:
    clerk = opened(marks)
    desk = marks.desk("suzuki")
    desk.ok("POST", "/records/4/claim")
    token = desk.ok("POST", "/records/5/claim")["claim"]["token"]
    answer = {"kind": "typed", "text": "female", "expected_version": 1, "claim_token": token}
    desk.ok("PUT", f"/records/5/fields/{SEXES[0]}", answer)
    desk.ok("DELETE", "/records/5/claim")
    clerk.press("Enter")
    has_looked(clerk, 4)
    has_sent(clerk)
    expect(clerk.sees("#told")).to_have_text(
        "35 件を確定しました。　4 件は他の人が作業中のため、そのままです。　1 件は先に変わっていたため、そのままです。"
    )
    assert [words_on(marks.house, key, 4) for key in SEXES] == [[]] * 4
    assert words_on(marks.house, SEXES[0], 5) == [("typed", "male", "female")]


def test_a_crop_that_is_not_seen_is_not_confirmed(marks: Counter) -> None:
    clerk = marks.clerk("yamada", "/group")
    clerk.expected = ("ERR_",)
    clerk.intercepts(f"**/records/3/fields/{SEXES[1]}/crop.jpg", lambda route: route.abort())
    clerk.press("Enter")
    has_looked(clerk, 40)
    expect(clerk.sees("#cell-1")).to_have_text("画像なし")
    clerk.sees("#cell-1").click()
    clerk.press("Enter")
    has_looked(clerk, 4)
    has_sent(clerk)
    expect(clerk.sees("#told")).to_have_text("39 件を確定しました。")
    assert words_on(marks.house, SEXES[1], 3) == []


def test_every_crop_has_its_name_and_what_was_read(marks: Counter) -> None:
    clerk = opened(marks)
    cells = clerk.page.get_by_role("listbox", name="「男」と読んだ切り抜き")
    expect(cells).to_be_focused()
    expect(cells.get_by_role("option", name="性別 2　機械の読み：男")).to_have_count(10)
    expect(cells).to_have_attribute("aria-activedescendant", "cell-0")
    clerk.press("Space")
    expect(cells.get_by_role("option", name="性別 1　機械の読み：男　✕ 違う")).to_have_count(1)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_grid_is_clean_in_every_state(marks: Counter, language: str) -> None:
    marks.desk("yamada").ok("PATCH", "/session", {"language": language})
    clerk = opened(marks)
    states = {
        "all right": (), "marked": ("Space", "ArrowRight", "2"), "inverted": ("F8", "F8"), "help": ("F1",),
    }  # fmt: skip
    for state, keys in states.items():
        clerk.press(*keys)
        assert found_by_axe(clerk.page) == [], state
    clerk.press("Escape", "Enter")
    has_looked(clerk, 4)
    clerk.press("Enter")
    expect(clerk.sees("#over")).to_be_visible()
    assert found_by_axe(clerk.page) == []
    marks.desk("yamada").ok("POST", "/groups/undo", {"answers": [], "odd": [one_odd(marks)]})
    clerk.page.goto("/group")
    expect(clerk.sees("#start-1")).to_be_visible()
    assert found_by_axe(clerk.page) == []


def one_odd(counter: Counter) -> int:
    """The number of the field that was marked."""
    with counter.house.database.read() as session:
        return session.scalars(select(RecordFieldRow.id).filter_by(record_id=3, key=SEXES[0])).one()


@pytest.mark.parametrize("size", ["usual", "largest"])
def test_at_twice_the_size_whole_rows_are_shown_and_nothing_sticks_out(marks: Counter, size: str) -> None:
    marks.desk("yamada").ok("PATCH", "/session", {"text_size": size})
    clerk = marks.clerk("yamada", "/queue")
    clerk.page.set_viewport_size(HALF)
    clerk.page.goto("/group")
    assert clerk.page.evaluate(OUT_OF_REACH) == []
    clerk.press("Enter")
    expect(clerk.sees("#all-right")).to_be_enabled(timeout=PATIENCE)
    assert clerk.sees("html").evaluate("page => page.scrollWidth") <= HALF["width"]
    assert clerk.page.evaluate(OUT_OF_REACH) == []
    shown = clerk.sees(".cell").count()
    assert 2 <= shown < 40
    expect(clerk.sees(".cell").last).to_be_in_viewport(ratio=1)
    clerk.press("Enter")
    expect(clerk.sees("#cell-0")).to_have_count(0)
    has_sent(clerk)
    expect(clerk.sees("#told")).to_have_text(f"{shown} 件を確定しました。")
    assert said(marks) == ["confirmed"] * shown
