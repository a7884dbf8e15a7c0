"""What a sidecar may say, and what is said of one that is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.problem import Problem, ProblemCode
from models.record import Lane
from pipeline.inbox.sidecar import Sidecar, read_sidecar, sidecar_of

NOW = datetime(2026, 11, 26, 1, 30, tzinfo=UTC)
FORMS = frozenset({"resident_transfer"})


def told(folder: Path, data: bytes) -> Sidecar | Problem:
    (folder / "x.json").write_bytes(data)
    return read_sidecar(folder / "x.json", FORMS, NOW)


def test_all_that_may_be_said(tmp_path: Path) -> None:
    said = {"received_at": "2026-11-25T16:40:00+09:00", "lane": "counter", "form": "resident_transfer"}
    found = told(tmp_path, b"\xef\xbb\xbf" + json.dumps({**said, "remark": " 急ぎ "}, ensure_ascii=False).encode())
    came = datetime(2026, 11, 25, 7, 40, tzinfo=UTC)
    assert found == Sidecar(received_at=came, lane=Lane.COUNTER, form="resident_transfer", remark="急ぎ")
    assert told(tmp_path, b"{}") == Sidecar()


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"[]", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[" * 30_000, "JSON"),
        (b'{"a":' * 10_000, "JSON"),
        (b'{"remark": "' + b"x" * 70_000 + b'"}', "JSON"),
        ('{"山田太郎": 1}'.encode(), "JSON"),
        (b'{"lane": "express"}', "lane"),
        (b'{"received_at": "2026-11-25T16:40:00"}', "received_at"),
        (b'{"received_at": "yesterday", "remark": 7}', "received_at, remark"),
        (b'{"received_at": "2026-11-27T00:00:00Z"}', "received_at"),
        (b'{"received_at": "2026-11-26T10:41:00+09:00"}', "received_at"),
        (b'{"received_at": "1999-12-31T23:59:59+09:00"}', "received_at"),
        (b'{"received_at": "0001-01-01T00:00:00+09:00"}', "received_at"),
        (b'{"received_at": "9999-12-31T23:59:59-09:00"}', "received_at"),
        (b'{"received_at": 20261125}', "received_at"),
        (b'{"received_at": 1700000000}', "received_at"),
        (b'{"received_at": 1.5}', "received_at"),
        (b'{"received_at": true}', "received_at"),
        (b'{"received_at": "20261125"}', "received_at"),
        (b'{"received_at": "1700000000"}', "received_at"),
        (b'{"received_at": " 1700000000.5"}', "received_at"),
        (b'{"received_at": "2026-11-25"}', "received_at"),
        (b'{"form": "no_such_form"}', "form"),
        (b'{"form": "../../x"}', "form"),
        (b'{"remark": ""}', "remark"),
        (rb'{"remark": "a\u0000b"}', "remark"),
        (rb'{"remark": "a\u001bb"}', "remark"),
        (rb'{"remark": "a\u007fb"}', "remark"),
        (rb'{"remark": "a\u009bb"}', "remark"),
        (rb'{"remark": "a\ud800b"}', "JSON"),
        (rb'{"form": "resident_transfer\u0000"}', "form"),
        (b'{"remark": "a", "remark": "b"}', "remark"),
        (b'{"remark": "a", "remark": "a"}', "remark"),
        (rb'{"lane": "batch", "remark": "a", "lan\u0065": "counter", "remark": null}', "lane, remark"),
        (b'{"remark": ' + b"1" * 5_000 + b', "remark": "a"}', "JSON"),
        (b'{"remark": ' + b"[" * 150 + b"]" * 150 + b', "remark": "a"}', "remark"),
    ],
)
def test_what_is_wrong_is_named_by_key_and_never_quoted(tmp_path: Path, data: bytes, where: str) -> None:
    problem = told(tmp_path, data)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.details) == (ProblemCode.BAD_SIDECAR, {"where": where})


def test_a_scanners_clock_may_be_a_little_ahead(tmp_path: Path) -> None:
    ahead = (NOW + timedelta(minutes=9)).isoformat()
    assert isinstance(told(tmp_path, json.dumps({"received_at": ahead}).encode()), Sidecar)


def test_the_first_moment_of_2000_may_be_said(tmp_path: Path) -> None:
    assert isinstance(told(tmp_path, b'{"received_at": "2000-01-01 00:00+0900"}'), Sidecar)


def test_a_remark_may_have_lines(tmp_path: Path) -> None:
    assert told(tmp_path, rb'{"remark": "a\r\n\tb\n"}') == Sidecar(remark="a\r\n\tb")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "x.json").symlink_to("secret")
    with pytest.raises(OSError, match="symbolic"):
        read_sidecar(tmp_path / "x.json", FORMS, NOW)


def test_its_name_is_that_of_the_scan() -> None:
    assert sidecar_of(Path("a/申請.2.pdf")) == Path("a/申請.2.json")
