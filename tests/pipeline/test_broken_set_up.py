"""A broken set-up is one line with a code and the fact that helps, never a traceback."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.pipeline.command_line import SAMPLES, madoguchi

SCAN = SAMPLES / "resident_transfer_scan.jpg"


@pytest.mark.parametrize(
    ("arguments", "setting", "exit_code", "told"),
    [
        (["settings"], {"MADOGUCHI_PORT": "abc"}, 2, "usage: * [wrong settings: MADOGUCHI_PORT: *]"),
        (
            ["setup"],
            {"MADOGUCHI_DATABASE_URI": "himitsu", "MADOGUCHI_COLOUR": "himitsu"},
            2,
            "usage: * [wrong settings: MADOGUCHI_COLOUR: there is no such setting;"
            " MADOGUCHI_DATABASE_URI: there is no such setting; is MADOGUCHI_DATABASE_URL meant?]",
        ),
        (["setup"], {"MADOGUCHI_DATABASE_URL": "postgresql+psycopg//u:himitsu"}, 2, "usage: *MADOGUCHI_DATABASE_URL*"),
        (
            ["setup"],
            {"MADOGUCHI_DATABASE_URL": "postgresql+psycopg://u:himitsu@127.0.0.1:1/x"},
            3,
            "store: *[the database cannot be opened: *",
        ),
        (
            ["setup"],
            {"MADOGUCHI_DATABASE_URL": "postgres://u:himitsu@127.0.0.1/x"},
            2,
            "usage: *MADOGUCHI_DATABASE_URL*",
        ),
        (["setup"], {"MADOGUCHI_DATA_DIR": "/dev/null/x"}, 3, "store: *[cannot make /dev/null/x: Not a directory]"),
        (["sanity"], {"MADOGUCHI_IMAGE_STORE": "s4://k:himitsu@host/b"}, 2, "usage: *MADOGUCHI_IMAGE_STORE*"),
        (["restore", "/nowhere"], {}, 2, "not_found: *no finished snapshot*"),
        (["setup"], {"MADOGUCHI_WEIGHTS_DIR": "{empty}"}, 3, "weights: *holds no inference.onnx]"),
        (["read", SCAN], {"MADOGUCHI_TEMPLATES_DIR": "{empty}"}, 2, "template: *no template.yaml here*"),
        (["export", "--form", "nonsense", "--out", "out.csv"], {}, 2, "usage: * [there is no form nonsense; *]"),
        (["sample", "--form", "nonsense", "--out", "out"], {}, 2, "usage: * [no template for nonsense in *]"),
    ],
)
def test_one_line_says_what_is_wrong(
    arguments: list[str | Path], setting: dict[str, str], exit_code: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    settings = {name: value.format(empty=tmp_path / "empty") for name, value in setting.items()}
    done = madoguchi(tmp_path / "data", *arguments, **settings)
    (line,) = done.stderr.splitlines()
    assert fnmatchcase(line, f"madoguchi: {told}".replace("[", "[[]")), line
    assert done.returncode == exit_code and done.stdout == ""
    assert "himitsu" not in done.stderr


def test_a_night_whose_prefect_cannot_keep_anything_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "prefect" / "prefect.db").mkdir(parents=True)  # no file of a database can be there
    done = madoguchi(tmp_path, "night")
    (line,) = done.stderr.splitlines()
    assert fnmatchcase(line, "madoguchi: environment: *Prefect's server does not start*")
    assert done.returncode == 3
