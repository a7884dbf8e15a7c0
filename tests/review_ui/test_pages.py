"""Every page, for every role, in both languages."""

from __future__ import annotations

import json
import re
from html import escape

import pytest

from models.catalogue import Language
from models.record import Role
from review_ui.i18n import page_words
from tests.api import town
from tests.api.conftest import Desk, House
from tests.review_ui.markup import Markup

USERS = {role: username for username, (_, role) in town.PEOPLE.items()}
PAGES = {
    "/queue": (Role.OPERATOR, ("queue.title", "queue.open", "status.draft", "nav.log_out")),
    "/counter": (Role.OPERATOR, ("counter.title", "counter.choose", "counter.empty", "counter.handover_lead")),
    "/counter/print/1": (Role.OPERATOR, ("counter.print_do", "counter.print_unsure", "counter.back")),
    "/refused": (Role.OPERATOR, ("refused.title", "refused.file", "refused.kind.unknown_form")),
    "/settings": (Role.OPERATOR, ("settings.title", "settings.text_size", "settings.paper.right", "settings.save")),
    "/help": (Role.OPERATOR, ("help.title", "help.enter", "help.blank")),
    "/group": (Role.REVIEWER, ("group.title", "group.empty", "nav.group")),
    "/desk": (Role.REVIEWER, ("desk.title", "desk.confirm", "desk.finish", "help.close")),
    "/desk/1": (Role.REVIEWER, ("desk.title", "desk.waiting", "nav.language")),
    "/records/1/history": (Role.OPERATOR, ("history.when", "history.kind.handed_in", "history.kind.decided")),
    "/supervisor": (
        Role.SUPERVISOR,
        ("supervisor.title", "supervisor.oldest", "supervisor.age.days_7", "troubles.title"),
    ),
    "/supervisor/fields": (Role.SUPERVISOR, ("troubles.title", "troubles.lead", "troubles.none")),
    "/exports": (Role.SUPERVISOR, ("exports.title", "exports.csv_cp932", "exports.safe")),
}


@pytest.fixture(scope="module")
def town_house(full_house: House) -> House:
    """A record in each of two states, and a sheet that was refused."""
    full_house.hand_in(2)
    town.hand_in_refused(full_house.database, full_house.settings, full_house.municipality_id)
    full_house.login("yamada").ok("POST", "/records/next", {})
    return full_house


def speaking(house: House, username: str, language: Language = "ja") -> Desk:
    desk = house.login(username)
    desk.ok("PATCH", "/session", {"language": language})
    return desk


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("role", Role)
def test_each_page_shows_its_words_to_whom_it_is_for(town_house: House, role: Role, language: Language) -> None:
    desk, words = speaking(town_house, USERS[role], language), page_words(language)
    for path, (needed, keys) in PAGES.items():
        reply = desk.client.get(path)
        assert reply.headers["content-type"] == "text/html; charset=utf-8"
        if not role.may(needed):
            assert reply.status_code == 403
            continue
        assert reply.status_code == 200, path
        assert f'<html lang="{language}" data-text="usual" data-paper="left">' in reply.text
        for key in keys:
            assert escape(words(key), quote=False).replace("'", "&#39;") in reply.text, (path, key)


def test_the_queue_lists_what_waits_and_links_only_for_reviewers(town_house: House) -> None:
    for username, links in (("ito", 0), ("yamada", 1)):
        page = speaking(town_house, username).client.get("/queue?status=draft").text
        assert "住民異動届" in page and "scan-0002.jpg 1ページ目" in page
        assert page.count('href="/desk/2"') == links
        assert page.count('href="/desk"') == links


def test_the_queue_names_who_holds_a_record(town_house: House) -> None:
    assert "山田 太郎" in town_house.login("ito").client.get("/queue?status=in_review").text


def test_a_state_without_records_says_so(town_house: House) -> None:
    page = speaking(town_house, "ito").client.get("/queue?status=exported").text
    assert page_words("ja")("queue.empty") in page


def test_refused_sheets_say_why_what_to_do_and_what_they_may_be(town_house: House) -> None:
    page = Markup(speaking(town_house, "ito").client.get("/refused").text)
    assert "unknown.jpg" in page.text and "4月1日 夜間" in page.text
    (pile,) = [json.loads(content) for attributes, content in page.scripts if attributes.get("id") == "sheets"]
    (sheet,) = pile["sheets"]
    assert sheet["words"].startswith("登録されているどの様式とも一致しませんでした")
    assert sheet["words"].endswith("先に様式の登録が必要です。")
    assert [guess["title"] for guess in sheet["guesses"]] == ["住民異動届"]
    assert (sheet["before"], sheet["when"]) == (None, "2025-04-01 18:00")
    assert len(pile["forms"]) == 4 and {form["version"] for form in pile["forms"]} == {"2026-04"}


def test_only_reviewers_are_offered_a_ruling(town_house: House) -> None:
    for username, offered in (("ito", False), ("yamada", True)):
        page = Markup(speaking(town_house, username).client.get("/refused").text)
        assert {"rulings", "forms", "attach", "drop"}.isdisjoint(page.ids()) is not offered
        assert (page_words("ja")("refused.only_look") in page.text) is not offered


def test_a_pile_without_sheets_says_so(house: House) -> None:
    page = Markup(speaking(house, "yamada").client.get("/refused").text)
    hidden = {attributes["id"] for _, attributes in page.tags if "hidden" in attributes and "id" in attributes}
    assert hidden == {"sheet"}
    assert page_words("ja")("refused.empty") in page.text


def test_navigation_offers_only_what_the_role_may_open(town_house: House) -> None:
    for username, offered in (("ito", False), ("yamada", False), ("sato", True), ("kanri", True)):
        page = town_house.login(username).client.get("/help").text
        assert ('href="/exports"' in page, 'href="/supervisor"' in page) == (offered, offered)


@pytest.mark.parametrize("path", ["/", *PAGES])
def test_whoever_is_not_logged_in_is_led_to_the_login(full_house: House, path: str) -> None:
    reply = full_house.login("").client.get(path)
    assert reply.url.path == "/login"
    assert page_words("ja")("login.password") in reply.text


def test_whoever_is_logged_in_is_led_past_the_login(full_house: House) -> None:
    assert full_house.login("ito").client.get("/login").url.path == "/queue"


@pytest.mark.parametrize(("username", "path", "status", "language", "told"), [
    ("ito", "/desk", 403, "ja", "この操作をする権限がありません。必要な場合は管理者に依頼してください。"),
    ("ito", "/desk", 403, "en", "Your account is not allowed to do this. Ask an administrator"),
    ("sato", "/nowhere", 404, "ja", "ページが見つかりません。アドレスを確かめるか、受付一覧に戻ってください。"),
    ("sato", "/desk/0", 422, "ja", "受け付けられない内容です。入力を確かめてください。"),
    ("sato", "/queue?status=lost", 422, "en", "This cannot be accepted. Check what was entered."),
    ("sato", "/queue?after=nonsense", 409, "en", "Open the page again"),
])  # fmt: skip
def test_an_error_is_a_page_that_says_what_why_and_what_now(
    full_house: House, username: str, path: str, status: int, language: Language, told: str
) -> None:
    reply = speaking(full_house, username, language).client.get(path)
    assert reply.status_code == status
    page = Markup(reply.text)
    words = page_words(language)
    assert words("error_page.title") in page.text and words("error_page.back") in page.text
    assert told in page.text
    assert ("a", "/queue") in [(tag, attributes.get("href")) for tag, attributes in page.tags]


@pytest.mark.parametrize("username", ["ito", "kanri"])
def test_every_page_is_rendered_in_the_size_and_order_of_the_account(house: House, username: str) -> None:
    """By the server, errors too: a page that a script puts right would flash."""
    desk = house.login(username)
    desk.ok("PATCH", "/session", {"text_size": "largest", "paper_side": "right"})
    for path in PAGES:
        assert '<html lang="ja" data-text="largest" data-paper="right">' in desk.client.get(path).text, path
    assert '<html lang="ja" data-text="usual" data-paper="left">' in house.login("").client.get("/login").text


def test_what_stands_on_a_form_or_in_a_name_cannot_become_markup(house: House) -> None:
    town.settle_people(house.database, house.settings, {"evil": ("<script>alert(1)</script>", Role.REVIEWER)})
    page = house.login("evil").client.get("/help").text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def every_page(house: House) -> dict[str, str]:
    """The HTML of every page, the login and an error among them."""
    client = house.login("kanri").client
    pages = {path: client.get(path).text for path in (*PAGES, "/nowhere")}
    return {**pages, "/login": house.login("").client.get("/login").text}


def test_no_page_holds_a_script_or_style_of_its_own(town_house: House) -> None:
    """So the strict Content-Security-Policy never stands in the way."""
    for path, html in every_page(town_house).items():
        page = Markup(html)
        assert page.unclosed == [], path
        for attributes, content in page.scripts:
            if attributes.get("type") == "application/json":
                assert json.loads(content)
            else:
                assert attributes["src"].startswith("/static/js/") and content == "", path
        for tag, attributes in page.tags:
            assert tag != "style" and "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path


def test_every_file_that_a_page_names_is_there(town_house: House) -> None:
    for html in every_page(town_house).values():
        for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
            assert town_house.client.get(name).status_code == 200, name


def test_ids_are_unique_and_labels_point_to_them(town_house: House) -> None:
    for path, html in every_page(town_house).items():
        page = Markup(html)
        assert len(page.ids()) == len(set(page.ids())), path
        targets = {attributes["for"] for tag, attributes in page.tags if tag == "label" and "for" in attributes}
        assert targets <= set(page.ids()), path


def test_pages_allow_only_what_comes_from_this_house(town_house: House) -> None:
    client = town_house.login("kanri").client
    for path in (*PAGES, "/login", "/nowhere", "/static/css/base.css"):
        policy = dict(part.split(" ", 1) for part in client.get(path).headers["content-security-policy"].split("; "))
        assert policy == {
            "default-src": "'self'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'",
        }, path  # fmt: skip
