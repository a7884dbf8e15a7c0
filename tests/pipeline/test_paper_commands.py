"""``madoguchi sample`` and ``madoguchi evaluate``: paper with its truth, and what was right of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake.open_scan import Caps, decode_pages, open_scan
from pipeline.paper.sample import Level
from tests.pipeline.command_line import madoguchi
from tests.readiness import furnish

CAPS = Caps(max_file_bytes=50_000_000, max_pages=5, max_page_pixels=40_000_000, pdf_dpi=200)


def sampled(out: Path, *options: str) -> list[Path]:
    """The scans that the command says it wrote; nothing else may lie there but their truth."""
    done = madoguchi(out.parent / "var", "sample", "--out", out, *options)
    assert done.returncode == 0, done.stderr
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert sorted(out.iterdir()) == sorted([*paths, *map(truth_of, paths)])
    return paths


def truth_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.truth.json")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return sampled(tmp_path_factory.mktemp("paper") / "two", "--count", "2", "--level", "scan", "--seed", "5")


def test_as_many_scans_as_asked_for_take_turns_among_the_forms(two: list[Path]) -> None:
    truths = [json.loads(truth_of(path).read_text(encoding="utf-8")) for path in two]
    assert [truth["file"] for truth in truths] == [path.name for path in two]
    assert len({truth["pages"][0]["template"] for truth in truths}) == 2


def test_the_same_seed_is_the_same_paper_and_another_is_not(two: list[Path], tmp_path: Path) -> None:
    again = sampled(tmp_path / "again", "--count", "2", "--level", "scan", "--seed", "5")
    other = sampled(tmp_path / "other", "--count", "2", "--level", "scan", "--seed", "6")
    for first, second, third in zip(two, again, other, strict=True):
        assert first.name == second.name and first.read_bytes() == second.read_bytes()
        assert truth_of(first).read_bytes() == truth_of(second).read_bytes()
        assert first.read_bytes() != third.read_bytes()
        assert truth_of(first).read_bytes() != truth_of(third).read_bytes()


@pytest.mark.parametrize("level", Level)
def test_every_level_is_a_scan_that_opens(level: Level, tmp_path: Path) -> None:
    form = "residence_certificate_request"
    (path,) = sampled(tmp_path / "out", "--form", form, "--count", "1", "--level", level)
    (page,) = json.loads(truth_of(path).read_text(encoding="utf-8"))["pages"]
    assert (page["template"], page["level"]) == (form, level)
    (decoded,) = decode_pages(open_scan(path, CAPS), CAPS)  # type: ignore[arg-type]
    assert decoded.pixels.std() > 5 and min(decoded.pixels.shape[:2]) > 900  # type: ignore[union-attr]


def test_a_form_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = madoguchi(tmp_path / "var", "sample", "--form", "tax_return", "--out", tmp_path / "out")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("madoguchi: usage: ") and done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def report(two: list[Path], tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> dict[str, Any]:
    house = furnish(tmp_path_factory.mktemp("evaluate"), unpacked)
    done = madoguchi(house, "evaluate", two[0].parent, "--json", MADOGUCHI_WORKERS="1")
    assert done.returncode == 0, done.stderr
    counted: dict[str, Any] = json.loads(done.stdout)
    return counted


def test_every_field_of_every_page_is_counted_once(two: list[Path], report: dict[str, Any]) -> None:
    told = [json.loads(truth_of(path).read_text(encoding="utf-8"))["pages"][0]["fields"] for path in two]
    values = [field["value"] for fields in told for field in fields.values()]
    assert report["pages"] == len(two)
    assert report["all"]["filled"] == sum(bool(value) for value in values)
    assert report["all"]["blank"] == sum(not value for value in values)


def test_types_add_up_to_all_and_no_count_exceeds_its_whole(report: dict[str, Any]) -> None:
    for count, whole in report["all"].items():
        if count not in {"accepted_error_upper", "calibration_error", "calibration_error_by_chance"}:  # rates
            assert sum(counts[count] for counts in report["types"].values()) == whole
    for counts in [report["all"], *report["types"].values()]:
        assert 0 <= counts["filled_right"] <= counts["filled"]
        assert 0 <= counts["blank_right"] <= counts["blank"]
        assert 0 <= counts["accepted_wrong"] <= counts["accepted"] <= counts["filled"] + counts["blank"]


def test_plain_scans_are_found_and_laid_and_mostly_read(report: dict[str, Any]) -> None:
    assert report["identified"] == 2 and report["wrong_form"] == 0
    assert 0 <= report["corner_error_mm"]["median"] <= report["corner_error_mm"]["p95"] < 1
    assert report["seconds_a_page"] > 0 and report["workers"] == 1
    assert report["all"]["filled_right"] / report["all"]["filled"] > 0.7  # `make bench` has the exact figures
