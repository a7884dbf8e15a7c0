"""One shape, safe headers, no personal data, whatever goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import api.errors
from api.routes.session import router
from models import errors
from models.catalogue import Catalogue
from models.export_errors import ExportRefused
from review_ui.app import create_app
from tests.api.conftest import House
from tests.api.town import PASSWORD, desk_settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/api/v1/nowhere", 404, "no_such_path"),
    ("PUT", "/api/v1/session", 405, "wrong_method"),
    ("GET", "/api/v1/records/0", 422, "invalid_request"),
    ("GET", "/api/v1/records/99999999999999999999", 422, "invalid_request"),
    ("GET", "/api/v1/records/1/fields/%00/crop.jpg", 422, "invalid_request"),
    ("GET", "/api/v1/exports/..%2Fmadoguchi.sqlite3", 404, "no_such_path"),
    ("GET", "/api/v1/exports/secret.csv", 422, "invalid_request"),
])  # fmt: skip
def test_every_refusal_has_the_one_shape(full_house: House, method: str, path: str, status: int, code: str) -> None:
    reply = full_house.login("sato").client.request(method, path)
    assert reply.status_code == status
    assert list(reply.json()) == ["error"]
    assert reply.json()["error"]["code"] == code
    assert reply.json()["error"]["message"]


def test_what_was_entered_is_never_sent_back(full_house: House) -> None:
    body = {"username": "yamada", "password": ["ひみつ"], "more": "ひみつ"}
    reply = full_house.client.post("/api/v1/session", json=body)
    assert reply.status_code == 422
    assert "ひみつ" not in json.dumps(reply.json(), ensure_ascii=False)
    assert reply.json()["error"]["details"] == {"body.password": "string_type", "body.more": "extra_forbidden"}


@pytest.mark.parametrize("path", [
    "/api/v1/health", "/api/v1/nowhere", "/login", "/nowhere", "/static/js/desk.js", "/static/none.js",
])  # fmt: skip
def test_every_response_carries_the_safe_headers(full_house: House, path: str) -> None:
    headers = full_house.client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy


def test_a_defect_is_told_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("氏名 斎藤 裕二")

    monkeypatch.setattr("api.routes.session.authenticate", broken)
    assert router.prefix == "/session"
    with TestClient(create_app(desk_settings(tmp_path)), raise_server_exceptions=False) as client:
        reply = client.post("/api/v1/session", json={"username": "yamada", "password": PASSWORD})
    assert reply.status_code == 500
    assert reply.json()["error"]["code"] == "internal"
    assert reply.headers["cache-control"] == "no-store"
    assert "RuntimeError" in caplog.text and "斎藤" not in caplog.text + reply.text


def test_every_error_has_words_in_both_languages() -> None:
    def tree(kind: type[errors.MadoguchiError]) -> set[type[errors.MadoguchiError]]:
        return {kind}.union(*(tree(child) for child in kind.__subclasses__()))

    codes = {f"error.{kind.code}" for kind in tree(errors.MadoguchiError)}
    ja, en = (Catalogue(language, ROOT / "models/messages", ROOT / "api/messages") for language in ("ja", "en"))
    assert ja.keys() == en.keys()
    of_commands = Catalogue("ja", ROOT / "models/messages", ROOT / "pipeline/messages")  # some end no door's work
    assert codes - ja.keys() - of_commands.keys() == set()


def test_every_error_of_the_tree_has_a_status() -> None:
    for kind in (errors.NotFound, errors.NotAllowed, errors.Conflict, ExportRefused, errors.StoreFault):
        assert api.errors.status_of(kind("x")) != 500
    assert api.errors.status_of(errors.MadoguchiError("x")) == 500


def test_a_request_too_large_to_be_the_desks_is_not_read_to_its_end(full_house: House) -> None:
    told = full_house.login("").refused(400, "POST", "/session", {"username": "ito", "password": "x" * 2_000_000})
    assert told["code"] == "invalid_request"
