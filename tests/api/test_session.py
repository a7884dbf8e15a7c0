from __future__ import annotations

from tests.api.conftest import House
from tests.api.town import PASSWORD


def test_login_gives_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_send(house: House) -> None:
    reply = house.client.post("/api/v1/session", json={"username": "yamada", "password": PASSWORD})
    assert reply.status_code == 201
    assert reply.json()["role"] == "reviewer"
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    assert "secure" not in cookie  # plain http on loopback; over https it is


def test_wrong_password_and_unknown_name_are_told_alike(house: House) -> None:
    nobody = house.login("")
    wrong = nobody.refused(401, "POST", "/session", {"username": "yamada", "password": "sakura-ga-saku"})
    unknown = nobody.refused(401, "POST", "/session", {"username": "nobody", "password": "sakura-ga-saku"})
    assert wrong == unknown
    assert wrong["code"] == "login_failed"


def test_guessing_locks_the_name_and_says_until_when(house: House) -> None:
    nobody = house.login("")
    for _ in range(5):
        nobody.send("POST", "/session", {"username": "yamada", "password": "guess"})
    locked = nobody.refused(429, "POST", "/session", {"username": "yamada", "password": PASSWORD})
    assert locked["code"] == "login_locked"
    assert locked["details"]["until"] in locked["message"]


def test_going_out_ends_the_session_on_the_server(house: House) -> None:
    desk = house.login("yamada")
    token = desk.client.cookies["madoguchi_session"]
    desk.ok("DELETE", "/session")
    desk.client.cookies.set("madoguchi_session", token)
    assert desk.refused(401, "GET", "/session")["code"] == "not_logged_in"


def test_a_write_needs_the_token_of_its_own_login(house: House) -> None:
    desk, other = house.login("yamada"), house.login("yamada")
    for csrf in ("", other.csrf, desk.csrf + "x", "あ"):
        reply = desk.client.patch(
            "/api/v1/session", json={"language": "en"}, headers={b"X-CSRF-Token": csrf.encode("utf-8")}
        )
        assert reply.status_code == 403, csrf
        assert reply.json()["error"]["code"] == "forged_request"
    assert desk.ok("GET", "/session")["language"] == "ja"


def test_words_follow_the_language_of_the_account(house: House) -> None:
    desk = house.login("yamada")
    before = desk.refused(404, "GET", "/records/99")["message"]
    desk.ok("PATCH", "/session", {"language": "en"})
    after = desk.refused(404, "GET", "/records/99")["message"]
    assert before.startswith("見つかりません")
    assert after.startswith("Not found")


def test_settings_stay_with_the_account_and_each_can_be_changed_alone(house: House) -> None:
    desk, other = house.login("yamada"), house.login("suzuki")
    desk.ok("PATCH", "/session", {"text_size": "largest", "paper_side": "right"})
    desk.ok("PATCH", "/session", {"text_size": "large"})
    desk.ok("PATCH", "/session", {})
    for shown in (desk, house.login("yamada")):
        account = shown.ok("GET", "/session")
        assert (account["language"], account["text_size"], account["paper_side"]) == ("ja", "large", "right")
    account = other.ok("GET", "/session")
    assert (account["language"], account["text_size"], account["paper_side"]) == ("ja", "usual", "left")


def test_a_size_or_side_that_is_not_offered_is_refused(house: House) -> None:
    desk = house.login("yamada")
    for body in ({"text_size": "huge"}, {"paper_side": "above"}, {"role": "admin"}):
        desk.refused(422, "PATCH", "/session", body)
    assert desk.ok("GET", "/session")["text_size"] == "usual"
