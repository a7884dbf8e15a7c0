"""A second and a third clerk at their own screens, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Response, expect
from sqlalchemy import select, update

from models.db.tables import RecordFieldRow
from models.record import Lane
from tests.api import town
from tests.api.verified import CODE, FIRST, MACHINE, NUMBERED, OTHER, SECOND, first_look
from tests.browser.axe import found_by_axe
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter
from tests.browser.records import corrections

pytestmark = pytest.mark.browser

PHONE, NUMBER = "届出人の電話", "住民票コード 1"
RECORD = 3


@pytest.fixture
def numbered(counter: Counter) -> Counter:
    """A third record, from the counter: a phone number to look at, and a number that two people have to say."""
    house = counter.house
    town.hand_in(house.database, house.settings, house.municipality_id, NUMBERED, number=RECORD, lane=Lane.COUNTER)
    return counter


def check_phone(counter: Counter) -> None:
    """The phone number is verified too, and shown for it."""
    with counter.house.database.write() as session:
        mine = (RecordFieldRow.record_id == RECORD, RecordFieldRow.key == "filer.phone")
        session.execute(update(RecordFieldRow).where(*mine).values(verification="check"))


def stands(counter: Counter) -> tuple[str, str]:
    with counter.house.database.read() as session:
        query = select(RecordFieldRow.text, RecordFieldRow.proof).filter_by(record_id=RECORD, key=CODE)
        text, proof = session.execute(query).one()
        return text, str(proof)


def is_at(clerk: Clerk, record: int, look: str = "") -> None:
    expect(clerk.sees("#record-number")).to_have_text(str(record))
    expect(clerk.sees("#look")).to_have_text(look)


def first(counter: Counter) -> Clerk:
    """The first clerk confirms the phone number, types the other, finishes, and is given another record."""
    clerk = counter.clerk("yamada", "/desk")
    clerk.is_asked(PHONE)
    is_at(clerk, RECORD)
    clerk.press("Enter")
    clerk.is_asked(NUMBER)
    clerk.answers(text=FIRST)
    expect(clerk.sees("#finish")).to_be_focused()
    expect(clerk.sees("#complete-lead")).to_contain_text("別の人がもう一度確認します")
    clerk.press("Enter")
    is_at(clerk, 1)
    return clerk


def second(counter: Counter, text: str) -> Clerk:
    clerk = counter.clerk("suzuki", "/desk")
    clerk.is_asked(NUMBER)
    is_at(clerk, RECORD, "2人目の確認")
    clerk.answers(text=text)
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.press("Enter")
    is_at(clerk, 2)
    return clerk


def test_a_number_that_two_clerks_key_alike_is_done(numbered: Counter) -> None:
    one = first(numbered)
    second(numbered, FIRST)
    assert stands(numbered) == (FIRST, "agreed")
    assert corrections(numbered.house, CODE, RECORD) == [("typed", MACHINE, FIRST), ("typed", FIRST, FIRST)]
    one.page.goto("/queue?status=reviewed")
    expect(one.sees("tbody tr")).to_have_count(1)


def test_a_third_clerk_decides_between_two_and_the_first_is_never_offered_it(numbered: Counter) -> None:
    one = first(numbered)
    one.expected = ("409",)
    one.page.goto("/queue?status=draft")
    row = one.sees("tbody tr").filter(has_text="2人目の確認")
    expect(row).to_contain_text("あなたの答えを別の人が確かめます")
    expect(row.locator('a[href^="/desk"]')).to_have_count(0)
    second(numbered, SECOND)
    assert stands(numbered) == (FIRST, "differs")
    for clerk in (one, numbered.clerk("suzuki", "/queue")):
        clerk.expected = ("409",)
        clerk.page.goto(f"/desk/{RECORD}")
        expect(clerk.sees("#lost-message")).to_contain_text("あなたの答えを別の人が確かめる段階です")

    third = numbered.clerk("sato", "/desk")
    third.is_asked(NUMBER)
    is_at(third, RECORD, "3人目の確認")
    expect(third.sees("#total")).to_have_text("1")
    expect(third.sees("#answer")).to_have_value("")
    expect(third.sees("#candidates button")).to_have_text(
        [f"Alt+1山田 太郎 さん{FIRST}", f"Alt+2鈴木 次郎 さん{SECOND}"]
    )
    expect(third.sees("#candidates mark")).to_have_text(["4", "9"])
    third.press("Enter")  # decides nothing
    expect(third.sees("#message")).to_contain_text("まだ答えられていません")
    third.is_asked(NUMBER)
    third.press("Alt+1", "Alt+2")
    expect(third.sees("#answer")).to_have_value(SECOND)
    expect(third.sees("#message")).to_be_empty()
    third.press("Enter")
    expect(third.sees("#finish")).to_be_focused()
    third.press("Enter")
    expect(third.sees("#look")).to_have_text("")
    assert stands(numbered) == (SECOND, "ruled")


def test_what_is_keyed_unseen_starts_empty_and_enter_alone_says_nothing(numbered: Counter) -> None:
    first_look(numbered.desk("yamada"), RECORD)
    clerk = numbered.clerk("suzuki")
    replies: list[Response] = []
    clerk.page.on("response", lambda reply: replies.insert(0, reply))
    clerk.page.goto("/desk")
    clerk.is_asked(NUMBER)
    expect(clerk.sees("#answer")).to_have_value("")
    expect(clerk.sees("#reasons")).to_contain_text("1人目の答えは伏せています")
    expect(clerk.sees("#crop img")).to_be_visible()
    expect(clerk.sees("#fields [aria-current]")).to_contain_text("（伏せています）")
    clerk.press("Enter")
    expect(clerk.sees("#message")).to_contain_text("まだ答えられていません")
    clerk.answers(text=FIRST)
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.press("Alt+ArrowLeft")
    clerk.is_asked(NUMBER)
    expect(clerk.sees("#answer")).to_have_value(FIRST)  # one's own
    expect(clerk.sees("#reasons")).to_contain_text("あなたが入力しました")
    clerk.press("Alt+z")
    expect(clerk.sees("#reasons")).to_contain_text("1人目の答えは伏せています")
    clerk.is_asked(NUMBER)
    expect(clerk.sees("#answer")).to_have_value("")
    assert stands(numbered) == (FIRST, "awaited")
    bodies = [reply.text() for reply in replies if "/records/" in reply.url and not reply.url.endswith(".jpg")]
    assert len(bodies) >= 3
    assert not [text for text in (MACHINE, OTHER) for body in (clerk.page.content(), *bodies) if text in body]


def test_a_shown_value_is_confirmed_or_put_right(numbered: Counter) -> None:
    check_phone(numbered)
    first_look(numbered.desk("yamada"), RECORD)
    clerk = numbered.clerk("suzuki", "/desk")
    clerk.is_asked(PHONE)
    expect(clerk.sees("#reasons")).to_have_text(
        "1人目（山田 太郎 さん）の答えです。紙と同じなら Enter、違えば直してください。"
    )
    expect(clerk.sees("#answer")).to_have_value("0312345678")
    clerk.press("Enter")
    clerk.is_asked(NUMBER)
    clerk.press("Alt+i")
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.press("Enter")
    is_at(clerk, 1)
    assert corrections(numbered.house, "filer.phone", RECORD)[-1] == ("confirmed", "0312345678", "0312345678")

    third = numbered.clerk("sato", "/desk")
    third.is_asked(NUMBER)
    expect(third.sees("#candidates button").nth(1)).to_contain_text("判読不能")
    expect(third.sees("#fields button:disabled").filter(has_text=PHONE)).to_have_count(1)  # two have settled it
    third.press("Alt+2")
    expect(third.sees("#answer")).to_have_attribute("placeholder", "判読不能")
    third.press("Enter")
    expect(third.sees("#finish")).to_be_focused()
    third.has_saved()
    assert corrections(numbered.house, CODE, RECORD)[-1] == ("illegible", FIRST, "")


def test_a_second_look_is_put_aside_and_lost_like_any(numbered: Counter) -> None:
    first_look(numbered.desk("yamada"), RECORD)
    clerk = numbered.clerk("suzuki", "/desk")
    clerk.is_asked(NUMBER)
    clerk.type("412")
    clerk.press("Alt+s", "3")
    is_at(clerk, 1)
    clerk.page.goto(f"/desk/{RECORD}")
    clerk.is_asked(NUMBER)
    expect(clerk.sees("#asides")).to_contain_text("判断がつかない")
    expect(clerk.sees("#answer")).to_have_value("")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_later_looks_are_clean(numbered: Counter, language: str) -> None:
    check_phone(numbered)
    first_look(numbered.desk("yamada"), RECORD)
    for name in ("suzuki", "sato", "yamada"):
        numbered.desk(name).ok("PATCH", "/session", {"language": language})
    clerk = numbered.clerk("suzuki", "/desk")
    for key in ("Enter", "Enter"):  # a value that is shown, one that is not, and one that nobody has said
        expect(clerk.sees("#question")).to_be_visible()
        clerk.has_saved()
        assert found_by_axe(clerk.page) == []
        clerk.press(key)
    expect(clerk.sees("#message .note")).to_be_visible()
    assert found_by_axe(clerk.page) == []
    clerk.answers(text=SECOND)
    expect(clerk.sees("#finish")).to_be_focused()
    clerk.press("Enter")
    expect(clerk.sees("#record-number")).to_have_text("1")
    third = numbered.clerk("sato", "/desk")
    expect(third.sees("#candidates.words button")).to_have_count(2)
    assert found_by_axe(third.page) == []
    third.press("Alt+1")
    assert found_by_axe(third.page) == []
    queue = numbered.clerk("yamada", "/queue?status=in_review")
    assert found_by_axe(queue.page) == []
