from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from models.errors import MissingPackage
from models.problem import ProblemCode
from models.scan import MediaType
from pipeline.intake import decoder
from pipeline.intake.open_scan import Caps, open_scan
from tests.pipeline.intake.paper import opened, refused, stripes, write_pdf, write_png_header, write_tiff


def test_a_scan_is_known_by_its_bytes_and_keeps_the_name_people_gave(tmp_path: Path, caps: Caps) -> None:
    path = write_pdf(tmp_path / "stored.bin", pages=3)
    before = path.read_bytes()
    scan = open_scan(path, caps, file_name="申請書.pdf")
    assert not hasattr(scan, "code")
    assert scan.sha256 == hashlib.sha256(before).hexdigest()
    assert (scan.file_name, scan.media_type, scan.page_count) == ("申請書.pdf", MediaType.PDF, 3)
    assert scan.size_bytes == len(before)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("suffix", "media_type"), [("png", "image/png"), ("jpg", "image/jpeg"), ("tif", "image/tiff")])
def test_the_type_comes_from_the_bytes_not_from_the_name(
    tmp_path: Path, caps: Caps, suffix: str, media_type: str
) -> None:
    Image.fromarray(stripes()).save(tmp_path / f"x.{suffix}")
    lying = (tmp_path / f"x.{suffix}").rename(tmp_path / "x.pdf")
    assert opened(lying, caps).media_type == media_type


def test_zero_bytes(tmp_path: Path, caps: Caps) -> None:
    (tmp_path / "empty.pdf").touch()
    assert refused(tmp_path / "empty.pdf", caps).code is ProblemCode.EMPTY_FILE


@pytest.mark.parametrize("text", ["ただのメモです。\n" * 40, "GIF89a....", "PK\x03\x04", "<html>%PD F-"])
def test_text_named_pdf(tmp_path: Path, caps: Caps, text: str) -> None:
    (tmp_path / "memo.pdf").write_text(text, encoding="utf-8")
    assert refused(tmp_path / "memo.pdf", caps).code is ProblemCode.UNKNOWN_FILE_TYPE


def test_too_many_bytes_are_refused_unread(tmp_path: Path, caps: Caps) -> None:
    path = tmp_path / "huge.tif"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    problem = refused(path, caps)
    assert problem.code is ProblemCode.FILE_TOO_LARGE
    assert problem.details == {"size_mb": "50000.0", "limit_mb": "5.0"}


def test_a_pdf_with_500_pages(tmp_path: Path, caps: Caps) -> None:
    problem = refused(write_pdf(tmp_path / "book.pdf", pages=500), caps)
    assert problem.code is ProblemCode.TOO_MANY_PAGES
    assert problem.details == {"pages": "500", "limit": "20"}


def test_a_tiff_with_more_frames_than_allowed(tmp_path: Path, caps: Caps) -> None:
    path = write_tiff(tmp_path / "x.tif", frames=5)
    assert opened(path, replace(caps, max_pages=5)).page_count == 5
    problem = refused(path, replace(caps, max_pages=4))
    assert (problem.code, problem.details) == (ProblemCode.TOO_MANY_PAGES, {"pages": "> 4", "limit": "4"})


def test_a_tiff_whose_frames_go_in_a_circle_ends(tmp_path: Path, caps: Caps) -> None:
    path = write_tiff(tmp_path / "x.tif", frames=2)
    data = bytearray(path.read_bytes())
    first = int.from_bytes(data[4:8], "little")
    second_link = first + 2 + 12 * int.from_bytes(data[first : first + 2], "little")
    second = int.from_bytes(data[second_link : second_link + 4], "little")
    last_link = second + 2 + 12 * int.from_bytes(data[second : second + 2], "little")
    assert data[last_link : last_link + 4] == bytes(4)
    data[last_link : last_link + 4] = first.to_bytes(4, "little")
    path.write_bytes(data)
    assert opened(path, caps).page_count == 2


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (11_000, 1_000)])
def test_a_pixel_bomb_is_refused_by_its_header(
    tmp_path: Path, caps: Caps, width: int, height: int, recwarn: pytest.WarningsRecorder
) -> None:
    problem = refused(write_png_header(tmp_path / "bomb.png", width, height), caps)
    assert problem.code is ProblemCode.TOO_MANY_PIXELS
    assert problem.details == {"megapixels": f"{width * height / 1e6:.1f}", "limit": "10.0"}
    assert not recwarn


def test_a_poster_among_pdf_pages_is_refused_before_it_is_drawn(tmp_path: Path, caps: Caps) -> None:
    problem = refused(write_pdf(tmp_path / "poster.pdf", size=(14_400, 14_400)), caps)
    assert (problem.code, problem.page, problem.details["megapixels"]) == (ProblemCode.TOO_MANY_PIXELS, 1, "400.0")


def test_a_pdf_with_a_password(tmp_path: Path, caps: Caps) -> None:
    assert refused(write_pdf(tmp_path / "x.pdf", password="hiraku"), caps).code is ProblemCode.ENCRYPTED_PDF


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path, caps: Caps) -> None:
    assert opened(write_pdf(tmp_path / "x.pdf", password=""), caps).page_count == 1


def test_a_broken_pdf(tmp_path: Path, caps: Caps) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(2000))
    problem = refused(tmp_path / "x.pdf", caps)
    assert (problem.code, problem.details) == (ProblemCode.BROKEN_FILE, {"reason": "unreadable"})


def test_a_file_that_is_gone_and_a_folder(tmp_path: Path, caps: Caps) -> None:
    gone = refused(tmp_path / "gone.pdf", caps)
    assert (gone.code, gone.details) == (ProblemCode.BROKEN_FILE, {"reason": "no such file or directory"})
    assert refused(tmp_path, caps).code is ProblemCode.UNKNOWN_FILE_TYPE


def test_a_pipe_is_not_waited_for(tmp_path: Path, caps: Caps) -> None:
    os.mkfifo(tmp_path / "x.pdf")
    assert refused(tmp_path / "x.pdf", caps).code is ProblemCode.UNKNOWN_FILE_TYPE


def test_missing_poppler_is_a_fault_of_the_machine(tmp_path: Path, caps: Caps, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_pdf(tmp_path / "x.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(decoder, "_idle", [])  # a process keeps the PATH that it began with
    with pytest.raises(MissingPackage, match="poppler-utils"):
        open_scan(path, caps)
