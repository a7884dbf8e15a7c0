"""The smaller commands as a person meets them: what they print, and how they end."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.db.session import Database, make_engine
from models.record import Role
from pipeline.settings import Settings
from pipeline.store.accounts import authenticate
from pipeline.store.views import Actor
from tests.pipeline.command_line import ROOT, madoguchi
from tests.readiness import furnish

TEMPLATES = ROOT / "form_templates"
FORM = "account_transfer_request"
WIDE = {"COLUMNS": "240"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Path:
    """A data folder ready to read, for all tests of this file."""
    return furnish(tmp_path_factory.mktemp("house"), unpacked)


def only_line(text: str) -> str:
    (line,) = text.splitlines()
    return line


@pytest.mark.parametrize(("runtime", "told_runtime"), [("onnxruntime", "onnxruntime"), ("openvino", "openvino-")])
def test_doctor_finds_a_healthy_machine(house: Path, runtime: str, told_runtime: str) -> None:
    done = madoguchi(house, "doctor", MADOGUCHI_ENGINE=runtime, **WIDE)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [mark for mark, _ in lines] == ["✓"] * 6
    told = " ".join(words for _, words in lines)
    assert (
        f" on {told_runtime}" in told
        and "paddleocr/" in told
        and "5 templates" in told
        and "sqlite" in told
        and "GB free" in told
        and "no sockets" in told
    )


def test_doctor_marks_what_is_broken_and_goes_on(house: Path, tmp_path: Path) -> None:
    done = madoguchi(house, "doctor", MADOGUCHI_WEIGHTS_DIR=str(tmp_path), **WIDE)
    assert done.returncode == 3
    assert "holds no inference.onnx" in done.stdout
    marks = {line.split()[1]: line.split()[0] for line in done.stdout.splitlines()}
    assert marks == {"text": "✗", "database": "✓", "disk": "✓", "images": "✓", "PDF": "✓", "decoder": "✓"}
    assert "Traceback" not in done.stderr


def test_doctor_tells_an_image_store_that_takes_nothing(house: Path, tmp_path: Path) -> None:
    store = f"file://{tmp_path / 'not mounted' / 'images'}"
    done = madoguchi(house, "doctor", MADOGUCHI_IMAGE_STORE=store, **WIDE)
    assert done.returncode == 3
    (told,) = [line for line in done.stdout.splitlines() if line.split()[0] == "✗"]
    assert "images" in told and "not there" in told


def test_settings_are_all_listed_and_a_password_is_not(house: Path) -> None:
    store = "sftp://scan:himitsu@files/images"
    url = "postgresql+psycopg://desk:himitsu@db/madoguchi"
    done = madoguchi(
        house, "settings", MADOGUCHI_DATABASE_URL=url, MADOGUCHI_IMAGE_STORE=store, MADOGUCHI_PORT="8123", **WIDE
    )
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.split()[0].startswith("MADOGUCHI_")}
    assert set(rows) == {f"MADOGUCHI_{name.upper()}" for name in Settings.model_fields}
    assert "himitsu" not in done.stdout + done.stderr and "(set)" in rows["MADOGUCHI_DATABASE_URL"]
    assert "8123" in rows["MADOGUCHI_PORT"] and str(house) in rows["MADOGUCHI_DATA_DIR"]
    for name, field in Settings.model_fields.items():
        assert field.description and field.description in rows[f"MADOGUCHI_{name.upper()}"]


def test_the_shipped_templates_are_sound(house: Path) -> None:
    done = madoguchi(house, "template", "check", TEMPLATES)
    assert done.returncode == 0 and done.stderr == ""
    told = [re.fullmatch(r"(\w+) (\S+)( page 2)?: (\d+) fields", line) for line in done.stdout.splitlines()]
    folders = [f"{match[1]}_back" if match[3] else match[1] for match in told if match]
    assert folders == sorted(path.parent.name for path in TEMPLATES.glob("*/blank.png"))
    assert all(match and int(match[4]) > 10 for match in told)


@pytest.mark.parametrize(
    ("found", "slip", "field", "reason"),
    [
        ("    type: name\n", "    type: name\n    colour: red\n", r"fields\[[\w.]+\]\.colour", "Extra inputs"),
        ("type: name\n    box_mm: [", "type: name\n    box_mm: [1", r"\S+", "leaves the 210.0 × 297.0 mm page"),
    ],
    ids=["unknown key", "outside the page"],
)
def test_a_slip_in_a_template_is_named(
    house: Path, tmp_path: Path, found: str, slip: str, field: str, reason: str
) -> None:
    shutil.copytree(TEMPLATES / FORM, tmp_path / FORM)
    file = tmp_path / FORM / "template.yaml"
    text = file.read_text(encoding="utf-8")
    assert found in text
    file.write_text(text.replace(found, slip, 1), encoding="utf-8")
    done = madoguchi(house, "template", "check", tmp_path)
    assert done.returncode == 2 and done.stdout == ""
    told = re.fullmatch(rf"{re.escape(str(file))}: {field}: (.*)", only_line(done.stderr))
    assert told and reason in told[1], done.stderr


def test_the_schema_is_the_committed_one(house: Path) -> None:
    done = madoguchi(house, "template", "schema")
    assert done.returncode == 0
    assert done.stdout == (TEMPLATES / "template.schema.json").read_text(encoding="utf-8")


def test_setup_tells_the_first_password_once_and_keeps_no_copy(tmp_path: Path) -> None:
    first = madoguchi(tmp_path, "setup")
    assert first.returncode == 0, first.stderr
    told = re.search(r"user name +(\S+)\n +password +(\S+)", first.stdout)
    assert told is not None
    name, password = told.groups()
    second = madoguchi(tmp_path, "setup")
    assert second.returncode == 0 and second.stdout == "" and second.stderr == ""
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("madoguchi.sqlite3*"))
    assert kept and password.encode() not in kept
    database = Database(make_engine(f"sqlite:///{tmp_path / 'madoguchi.sqlite3'}"))
    actor = authenticate(database, "131016", name, password, datetime.now(UTC))
    database.close()
    assert isinstance(actor, Actor) and actor.role is Role.ADMIN


def test_an_export_of_nothing_is_a_quiet_day_and_writes_nothing(house: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = madoguchi(house, "export", "--form", "resident_transfer", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert only_line(done.stdout) == "No record waits to be exported."
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["digitize"],
        ["export", "--form", "resident_transfer", "--out", "out.xls", "--format", "xls"],
        ["ingest", "no/such/folder"],
        ["evaluate", "no/such/folder"],
        ["read", "no/such/scan.pdf"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_and_does_nothing(arguments: list[str], tmp_path: Path) -> None:
    done = madoguchi(tmp_path, *arguments)
    assert done.returncode == 2 and done.stdout == ""
    assert only_line(done.stderr).startswith("madoguchi: usage: ")
    assert list(tmp_path.iterdir()) == []


def test_a_template_that_is_broken_stops_reading_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "forms" / FORM
    shutil.copytree(TEMPLATES / FORM, folder)
    (folder / "template.yaml").write_text("form: [", encoding="utf-8")
    done = madoguchi(tmp_path / "var", "read", TEMPLATES / "samples", "--templates", tmp_path / "forms")
    assert done.returncode == 2
    told = only_line(done.stderr)
    assert told.startswith("madoguchi: template: ") and str(folder / "template.yaml") in told and "line 1" in told
