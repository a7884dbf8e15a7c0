from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import TemplateError
from models.geometry import PX_PER_MM
from models.scan import Pixels
from pipeline.identify import known
from pipeline.identify.features import Looks
from pipeline.identify.known import KnownSheet, load_known
from pipeline.identify.sheet_code import code_of, draw_code
from pipeline.identify.sheets import load_blank, load_template
from tests.pipeline.identify.forms import blank_sheet

FORM = """
form: {form}
version: "1"
title: {{ja: 試験, en: Test}}
page_mm: [210, 297]
fields:
  - {{key: name, label: {{ja: 氏名, en: Name}}, type: name, box_mm: [20, 40, 60, 10]}}
"""


def write(folder: Path, seed: int, pixels: Pixels | None = None) -> Path:
    """A template folder whose blank is the drawn form of that seed."""
    own = folder / f"form_{seed}"
    own.mkdir(parents=True)
    (own / "template.yaml").write_text(FORM.format(form=f"form_{seed}"), encoding="utf-8")
    cv2.imwrite(str(own / "blank.png"), blank_sheet(seed).pixels if pixels is None else pixels)
    return own


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    for seed in (1, 2):
        write(tmp_path / "templates", seed)
    return tmp_path / "templates"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Counts how often features are computed; they are computed for real."""
    calls: list[int] = []
    real = known.features_of

    def counting(small: Pixels, looks: Looks) -> object:
        calls.append(small.size)
        return real(small, looks)

    monkeypatch.setattr(known, "features_of", counting)
    yield calls


def same(one: KnownSheet, other: KnownSheet) -> bool:
    mine, theirs = one.blank(), other.blank()
    return (
        one.template == other.template == theirs.template
        and one.bears_code == other.bears_code
        and mine.sha256 == theirs.sha256
        and bool((mine.pixels == theirs.pixels).all())
        and bool((one.features.points == other.features.points).all())
        and bool((one.features.angles == other.features.angles).all())
        and bool((one.features.descriptors == other.features.descriptors).all())
    )


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.npz"))


def test_what_is_known_is_the_template_its_blank_and_its_features(templates: Path) -> None:
    first, second = load_known(templates)
    assert [first.template.form, second.template.form] == ["form_1", "form_2"]
    path = templates / "form_1" / "template.yaml"
    blank = load_blank(path, load_template(path))
    assert (first.blank().pixels == blank.pixels).all() and first.blank().sha256 == blank.sha256
    assert same(first, KnownSheet.of(blank)) and not same(first, second)
    assert not first.bears_code


def test_the_second_load_equals_the_first_and_computes_nothing(
    templates: Path, cache: Path, computed: list[int]
) -> None:
    first = load_known(templates, cache)
    assert len(computed) == 2 and len(kept(cache)) == len(list(cache.iterdir())) == 2
    second = load_known(templates, cache)
    assert len(computed) == 2
    assert all(same(one, other) for one, other in zip(first, second, strict=True))


@pytest.mark.parametrize("file", ["template.yaml", "blank.png"])
def test_a_changed_file_is_read_anew_and_its_neighbour_is_not(
    templates: Path, cache: Path, computed: list[int], file: str
) -> None:
    load_known(templates, cache)
    if file == "template.yaml":
        path = templates / "form_1" / file
        path.write_text(path.read_text(encoding="utf-8").replace("[20, 40,", "[25, 40,"), encoding="utf-8")
    else:
        cv2.imwrite(str(templates / "form_1" / file), blank_sheet(7).pixels)
    changed, _ = load_known(templates, cache)
    assert len(computed) == 3 and len(kept(cache)) == 3
    if file == "template.yaml":
        assert changed.template.all_fields()[0].box_mm.x == 25
    else:
        assert (changed.blank().pixels == blank_sheet(7).pixels).all()


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"PK\x03\x04 cut short", None, "empty archive"])
def test_a_spoilt_file_is_replaced(
    templates: Path, cache: Path, computed: list[int], rubbish: bytes | str | None
) -> None:
    first = load_known(templates, cache)
    for file in kept(cache):
        if rubbish == "empty archive":
            np.savez(file, nothing=np.zeros(1))
        else:
            whole = file.read_bytes()
            file.write_bytes(whole[: len(whole) // 2] if rubbish is None else rubbish)
    second = load_known(templates, cache)
    assert len(computed) == 4
    load_known(templates, cache)
    assert len(computed) == 4
    assert all(same(one, other) for one, other in zip(first, second, strict=True))


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(
    templates: Path, tmp_path: Path, computed: list[int]
) -> None:
    (tmp_path / "file").touch()
    for _ in range(2):
        sheets = load_known(templates, tmp_path / "file" / "cache")
        assert [sheet.template.form for sheet in sheets] == ["form_1", "form_2"]
    assert len(computed) == 4


def test_the_blank_is_opened_when_it_is_needed(templates: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_known(templates, cache)
    opened: list[Path] = []
    real = known._kept_blank.__wrapped__
    monkeypatch.setattr(known, "_kept_blank", lambda file, source: opened.append(file) or real(file, source))
    sheets = load_known(templates, cache)
    assert opened == []
    height, width = (round(mm * PX_PER_MM) for mm in (297, 210))
    assert sheets[1].blank().pixels.shape == (height, width)
    assert len(opened) == 1


def test_a_cache_that_is_emptied_in_the_meantime_is_not_missed(templates: Path, cache: Path) -> None:
    sheets = load_known(templates, cache)
    wanted = sheets[0].blank()
    known._kept_blank.cache_clear()
    for file in cache.iterdir():
        file.unlink()
    again = sheets[0].blank()
    assert again.sha256 == wanted.sha256 and (again.pixels == wanted.pixels).all()


def test_a_wrong_template_is_told_with_or_without_a_cache(templates: Path, cache: Path) -> None:
    load_known(templates, cache)
    (templates / "form_2" / "template.yaml").write_text("form: x", encoding="utf-8")
    for folder in (None, cache):
        with pytest.raises(TemplateError, match="form_2"):
            load_known(templates, folder)


def test_pages_that_do_not_make_up_their_form_are_told_from_the_cache_too(templates: Path, cache: Path) -> None:
    load_known(templates, cache)
    path = templates / "form_2" / "template.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("form_2", "form_1"), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(TemplateError, match="page 1 is there twice"):
            load_known(templates, cache)


def test_a_blank_with_its_own_code_is_known_to_bear_it(tmp_path: Path, cache: Path) -> None:
    own = write(tmp_path / "templates", 1)
    code = draw_code(code_of(load_template(own / "template.yaml")), 5)
    pixels = blank_sheet(1).pixels.copy()
    pixels[60 : 60 + code.shape[0], 1380 : 1380 + code.shape[1]] = code
    cv2.imwrite(str(own / "blank.png"), pixels)
    for _ in range(2):
        (sheet,) = load_known(tmp_path / "templates", cache)
        assert sheet.bears_code


def load(templates: Path, cache: Path) -> tuple[int, list[str]]:
    return os.getpid(), [sheet.blank().sha256 for sheet in load_known(templates, cache)]


def test_two_processes_may_fill_one_cache_at_once(templates: Path, cache: Path, computed: list[int]) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        first, second = (job.result() for job in [pool.submit(load, templates, cache) for _ in range(2)])
    assert first[1] == second[1]
    assert len(kept(cache)) == 2 and sorted(cache.iterdir()) == kept(cache)
    assert [sheet.blank().sha256 for sheet in load_known(templates, cache)] == first[1]
    assert computed == []


def test_the_first_load_holds_no_pixels_that_are_kept(tmp_path: Path, cache: Path) -> None:
    for seed in range(1, 7):
        write(tmp_path / "templates", seed)
    tracemalloc.start()
    sheets = load_known(tmp_path / "templates", cache)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < len(sheets) * 1_000_000 < len(sheets) * sheets[0].blank().pixels.nbytes
