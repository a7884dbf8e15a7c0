"""``madoguchi read --json`` on the shipped samples, good and bad: the contract that others build on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.pipeline.command_line import SAMPLES, madoguchi, started
from tests.readiness import furnish

BAD = {
    "broken.pdf": "broken_file",
    "encrypted.pdf": "encrypted_pdf",
    "zero_bytes.pdf": "empty_file",
    "text_named.pdf": "unknown_file_type",
    "five_hundred_pages.pdf": "too_many_pages",
    "pixel_bomb.png": "too_many_pixels",
    "blank_page.jpg": "blank_page",
    "unknown_form.jpg": "unknown_form",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> list[dict[str, Any]]:
    done = started(furnish(tmp_path_factory.mktemp("read"), unpacked), "read", SAMPLES, "--json")
    assert done.returncode == 1, done.stderr  # done, with refused pages
    return [json.loads(line) for line in done.stdout.splitlines()]


def truth_of(path: Path, page: int) -> dict[str, Any]:
    told = json.loads(path.with_name(f"{path.stem}.truth.json").read_text(encoding="utf-8"))
    return next(entry for entry in told["pages"] if entry["page"] == page)


def test_each_bad_file_is_refused_with_its_reason(pages: list[dict[str, Any]]) -> None:
    bad = [page for page in pages if Path(page["file"]).parent.name == "bad"]
    refused = {Path(page["file"]).name: page for page in bad if page["status"] == "refused"}
    assert {name: page["problems"][0]["code"] for name, page in refused.items()} == BAD
    for page in refused.values():
        assert page["template"] is None and page["fields"] == {}
        assert len(page["problems"][0]["message"]) > 30  # what, why, what now


def test_each_page_of_a_duplex_scan_is_told_by_itself(pages: list[dict[str, Any]]) -> None:
    told = [page for page in pages if Path(page["file"]).name == "child_allowance_claim_duplex.pdf"]
    assert [(page["page"], page["page_of_form"]) for page in told] == [
        (1, 1), (2, 2), (3, 1), (4, None), (5, None), (6, None),
    ]  # fmt: skip
    assert [page["problems"][0]["code"] for page in told[3:]] == ["blank_page", "unknown_form", "blank_page"]


def test_a_back_with_printed_notes_only_is_known_and_has_nothing_to_read(tmp_path: Path, ready_house: Path) -> None:
    for name in ("child_allowance_claim", "child_allowance_claim_back"):
        shutil.copytree(SAMPLES.parent / name, tmp_path / "forms" / name)
    path = tmp_path / "forms" / "child_allowance_claim_back" / "template.yaml"
    told = yaml.safe_load(path.read_text(encoding="utf-8")) | {"fields": [], "rules": []}
    path.write_text(yaml.safe_dump(told | {"version": "2026-04"}, allow_unicode=True), encoding="utf-8")
    scan = SAMPLES / "child_allowance_claim_duplex.pdf"
    done = madoguchi(ready_house, "read", scan, "--templates", tmp_path / "forms", "--json")
    front, back, *_ = map(json.loads, done.stdout.splitlines())
    assert (front["status"], back["status"], back["page_of_form"], back["fields"]) == ("read", "read", 2, {})


def test_an_upside_down_page_is_read_and_told(pages: list[dict[str, Any]]) -> None:
    (page,) = [page for page in pages if Path(page["file"]).name == "upside_down.jpg"]
    assert page["status"] == "read"
    assert [problem["code"] for problem in page["problems"]] == ["turned_page"]
    assert "180" in page["problems"][0]["message"]


def test_every_good_page_is_read_as_its_own_form(pages: list[dict[str, Any]]) -> None:
    read = [page for page in pages if page["status"] == "read"]
    assert len(read) >= 16
    for page in read:
        told = truth_of(Path(page["file"]), page["page"])
        assert (page["template"], page["page_of_form"]) == (told["template"], told["page_of_form"])
        assert 0 <= page["residual_mm"] < 2 and page["seconds"] > 0 and page["version"]


def test_most_filled_fields_are_right(pages: list[dict[str, Any]]) -> None:
    right = filled = 0
    for page in (page for page in pages if page["status"] == "read"):
        for key, told in truth_of(Path(page["file"]), page["page"])["fields"].items():
            if told["value"]:
                filled += 1
                right += squeezed(page["fields"][key]["value"]) == squeezed(told["value"])
    assert filled > 200
    assert right / filled >= 0.85  # all three levels together; `make bench` has the exact figures


def squeezed(value: Any) -> Any:
    return "".join(value.split()) if isinstance(value, str) else value


def test_fields_have_the_shape_of_the_contract(pages: list[dict[str, Any]]) -> None:
    fields = [field for page in pages for field in page["fields"].values()]
    assert fields
    for field in fields:
        assert set(field) == {"value", "text", "confidence", "decision", "reasons", "candidates", "box_px"}
        assert field["decision"] in {"accept", "review"} and 0 <= field["confidence"] <= 1
        assert len(field["box_px"]) == 4 and all(len(corner) == 2 for corner in field["box_px"])
        assert all(set(candidate) == {"text", "score"} for candidate in field["candidates"])
        if field["decision"] == "accept":
            assert field["reasons"] == []


def test_nothing_is_stored(ready_house: Path) -> None:
    before = sorted(ready_house.rglob("*"))
    done = madoguchi(ready_house, "read", SAMPLES / "bad" / "blank_page.jpg", "--json")
    assert done.returncode == 1
    assert sorted(ready_house.rglob("*")) == before  # what is computed of lists, blanks and weights, nothing of scans
    assert {path.name for path in ready_house.iterdir()} == {"lexicon", "templates", "weights"}
