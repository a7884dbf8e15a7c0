"""The rules of the house that a machine can keep: import direction, sizes, no sockets beyond loopback."""

from __future__ import annotations

import ast
import re
import socket
from pathlib import Path

import pytest
import pytest_socket

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["models", "pipeline", "api", "review_ui"]  # each may import only itself and those before it
STEPS = ["intake", "identify", "align", "crop", "read", "check", "decide", "gather", "store", "export"]
HARD_LIMIT = 300
SOFT_LIMIT = 200
LONGER_THAN_SOFT: set[str] = set()  # debts, named; none is the aim
FUNCTION_LIMIT = 40
NOT_OURS = {".git", ".venv", "var", "build", "__pycache__", ".hypothesis"}  # as .gitignore has it


def tracked(*suffixes: str) -> list[Path]:
    """The project's own files; told without git, which a machine that got an archive does not have."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.name.endswith(suffixes) and not NOT_OURS.intersection(path.relative_to(ROOT).parts) and path.is_file()
    ]


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    later = PACKAGES[PACKAGES.index(package) + 1 :]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in imports(path)
        if name.split(".")[0] in later
    ]
    assert wrong == []


def test_nouns_know_no_engine_and_no_door() -> None:
    banned = {"paddleocr", "paddlex", "onnxruntime", "openvino", "prefect", "fastapi", "typer"}
    wrong = [
        f"{path.name}: {name}"
        for path in sorted((ROOT / "models").rglob("*.py"))
        for name in imports(path)
        if name.split(".")[0] in banned
    ]
    assert wrong == []


def test_engine_is_named_in_one_place() -> None:
    def users(*names: str) -> set[str]:
        return {
            str(path.relative_to(ROOT))
            for package in PACKAGES
            for path in (ROOT / package).rglob("*.py")
            if imports(path) & set(names)
        }

    assert users("paddleocr", "paddlex", "rapidocr") <= {
        "pipeline/read/paddle.py",  # the engine
        "pipeline/evaluate/stock.py",  # the yardstick
    }
    assert users("openvino", "openvino_telemetry") == {"pipeline/read/openvino.py"}


def test_files_stay_small() -> None:
    lines = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in tracked(".py", ".js", ".css", ".html")
    }
    assert {name: n for name, n in lines.items() if n > HARD_LIMIT} == {}
    soft = {name for name, n in lines.items() if n > SOFT_LIMIT and name.endswith((".py", ".js"))}
    assert soft <= LONGER_THAN_SOFT | {name for name in soft if name.startswith("tests/")}


def test_functions_stay_small() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations/versions" not in str(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LIMIT
    ]
    assert long == []


def test_no_dumping_ground_modules() -> None:
    names = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [path for path in tracked(".py", ".js") if path.stem in names or path.parent.name in names] == []


def test_nothing_is_fetched_at_run_time() -> None:
    """No page or module names a host; the few addresses in words are those of loopback and XML namespaces."""
    allowed = re.compile(r"https?://(127\.0\.0\.1|localhost|testserver|www\.w3\.org/|json-schema\.org/)")
    wrong = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in tracked(".py", ".js", ".css", ".html")
        if path.is_relative_to(ROOT / "review_ui") or path.is_relative_to(ROOT / "api")
        for match in re.finditer(r"https?://[^\s\"'<>]*", path.read_text(encoding="utf-8"))
        if not allowed.match(match.group(0))
    ]
    assert wrong == []


def test_locks_name_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text and "--" not in text
        pinned = [line for line in text.splitlines() if line and not line.startswith("#")]
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", line) for line in pinned)


def test_sockets_beyond_loopback_are_banned() -> None:
    with pytest.raises(pytest_socket.SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)  # an address reserved for documentation (RFC 5737)


def test_steps_are_where_the_design_says() -> None:
    assert [step for step in STEPS if not (ROOT / "pipeline" / step / "__init__.py").is_file()] == []
