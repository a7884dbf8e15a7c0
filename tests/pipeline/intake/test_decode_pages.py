from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from models.problem import Problem, ProblemCode
from models.scan import Page, Scan
from pipeline.intake.open_scan import Caps, decode_page, decode_pages, open_scan
from tests.pipeline.intake.paper import only_page, opened, stripes, write_pdf, write_tiff


def black_corner(page: Page) -> tuple[bool, bool]:
    """Whether the bar's place is black, and whether the rest is the grey that was written."""
    return bool((page.pixels[15:25, 15:100] < 30).all()), bool((page.pixels[100:, :] > 190).all())


def test_pdf_pages_are_drawn_at_the_set_resolution(tmp_path: Path, caps: Caps) -> None:
    scan = opened(write_pdf(tmp_path / "x.pdf", pages=6), caps)
    pages = [page for page in decode_pages(scan, caps) if isinstance(page, Page)]
    assert [page.number for page in pages] == [1, 2, 3, 4, 5, 6]
    assert all(page.pixels.shape == (1170, 827, 3) and page.dpi == 100 for page in pages)
    assert (pages[5].pixels[180, 150] == 0).all()
    assert (pages[5].pixels[600, 150] == 255).all()


def test_only_the_crop_box_is_drawn(tmp_path: Path, caps: Caps) -> None:
    path = write_pdf(tmp_path / "x.pdf", size=(14_400, 14_400), crop=(0, 500, 300, 800))
    assert b"/MediaBox [ 0 0 14400 14400 ]" in path.read_bytes()
    assert only_page(path, caps).pixels.shape[:2] == (417, 417)


def test_one_page_alone_is_the_page_among_the_others(tmp_path: Path, caps: Caps) -> None:
    for path in (write_pdf(tmp_path / "x.pdf", pages=3), write_tiff(tmp_path / "x.tif", 3)):
        scan = opened(path, caps)
        for number, among in enumerate(decode_pages(scan, caps), 1):
            alone = decode_page(scan, number, caps)
            assert isinstance(alone, Page) and isinstance(among, Page)
            assert alone.number == number and alone.dpi == among.dpi
            assert np.array_equal(alone.pixels, among.pixels)
        missing = decode_page(scan, 9, caps)
        assert isinstance(missing, Problem) and missing.code is ProblemCode.BROKEN_FILE


@pytest.mark.parametrize(("mode", "compression"), [("1", "group4"), ("L", "tiff_lzw"), ("RGB", "jpeg"), ("L", None)])
def test_tiff_frames(tmp_path: Path, caps: Caps, mode: str, compression: str | None) -> None:
    scan = opened(write_tiff(tmp_path / "x.tif", 3, compression, mode), caps)
    pages = list(decode_pages(scan, caps))
    assert [type(page) for page in pages] == [Page] * 3
    bars = [int(np.argmax(page.pixels[:, 20, 1] < 60)) for page in pages if isinstance(page, Page)]
    assert bars == [10, 30, 50]


def test_a_broken_frame_leaves_the_others_alone(tmp_path: Path, caps: Caps) -> None:
    path = write_tiff(tmp_path / "x.tif", 3, "tiff_deflate")
    data = bytearray(path.read_bytes())
    with Image.open(path) as image:
        image.seek(1)
        strip = image.tag_v2[273][0], image.tag_v2[279][0]  # StripOffsets, StripByteCounts
    data[strip[0] : sum(strip)] = b"\xff" * strip[1]
    path.write_bytes(data)
    first, second, third = decode_pages(opened(path, caps), caps)
    assert isinstance(first, Page)
    assert isinstance(third, Page)
    assert isinstance(second, Problem)
    assert (second.code, second.page) == (ProblemCode.BROKEN_FILE, 2)


def test_a_truncated_jpeg(tmp_path: Path, caps: Caps) -> None:
    path = tmp_path / "x.jpg"
    noise = np.random.default_rng(1).integers(0, 255, (400, 300), np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:-20_000])
    (problem,) = decode_pages(opened(path, caps), caps)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.page, problem.details) == (ProblemCode.BROKEN_FILE, 1, {"reason": "truncated"})


def test_a_jpeg_is_turned_as_its_camera_says(tmp_path: Path, caps: Caps) -> None:
    image = Image.fromarray(stripes()).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the sheet is at the right: turn clockwise
    image.save(tmp_path / "x.jpg", exif=exif, quality=95)
    page = only_page(tmp_path / "x.jpg", caps)
    assert page.pixels.shape == (340, 240, 3)
    assert black_corner(page) == (True, True)


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGB", "LA", "RGBA", "PA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_upright_blue_green_red(tmp_path: Path, caps: Caps, mode: str) -> None:
    grey = stripes()
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode == "1":
        image = Image.fromarray(np.where(grey > 128, 255, 0).astype(np.uint8)).convert("1")
    else:
        image = Image.fromarray(grey).convert(mode)
    path = tmp_path / ("x.tif" if mode in {"CMYK", "PA"} else "x.png")
    image.save(path)
    assert black_corner(only_page(path, caps)) == (True, True)


def test_colours_keep_their_places_and_glass_is_white_paper(tmp_path: Path, caps: Caps) -> None:
    rgba = np.zeros((200, 200, 4), np.uint8)
    rgba[:100] = (200, 10, 30, 255)
    Image.fromarray(rgba).save(tmp_path / "x.png")
    pixels = only_page(tmp_path / "x.png", caps).pixels
    assert (pixels[:100] == (30, 10, 200)).all()
    assert (pixels[100:] == 255).all()


def test_a_fax_in_normal_mode_gets_square_pixels(tmp_path: Path, caps: Caps) -> None:
    Image.fromarray(stripes(1728, 1145)).convert("1").save(tmp_path / "x.tif", compression="group4", dpi=(204, 98))
    page = only_page(tmp_path / "x.tif", caps)
    assert page.pixels.shape[:2] == (2383, 1728)
    assert page.dpi == 204


@pytest.mark.parametrize(("told", "dpi"), [(200, 200.0), (72, 1754 / (297 / 25.4)), (1200, 1754 / (297 / 25.4))])
def test_resolution_is_believed_only_where_it_makes_a_sheet_of_paper(
    tmp_path: Path, caps: Caps, told: int, dpi: float
) -> None:
    Image.fromarray(stripes(1240, 1754)).save(tmp_path / "x.jpg", dpi=(told, told))
    assert only_page(tmp_path / "x.jpg", caps).dpi == pytest.approx(dpi)


def outcome(path: Path, caps: Caps) -> list[Page | Problem]:
    scan = open_scan(path, caps)
    if isinstance(scan, Problem):
        assert scan.details is not None
        return [scan]
    pages = list(decode_pages(scan, caps))
    assert len(pages) == scan.page_count
    assert isinstance(scan, Scan)
    return pages


SEEDS = ("pdf", "tif", "jpg", "png")


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("good")
    write_pdf(folder / "x.pdf")
    write_tiff(folder / "x.tif", 3, "group4", "1")
    for kind in ("jpg", "png"):
        Image.fromarray(stripes()).save(folder / f"x.{kind}")
    return {kind: (folder / f"x.{kind}").read_bytes() for kind in SEEDS}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(SEEDS),
    hits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    kept=st.floats(0.05, 1),
)
def test_damaged_files_never_raise(
    tmp_path: Path, caps: Caps, good_files: dict[str, bytes], kind: str, hits: list[tuple[float, int]], kept: float
) -> None:
    data = bytearray(good_files[kind])
    for place, value in hits:
        data[int(place * len(data))] = value
    path = tmp_path / "damaged"
    path.write_bytes(data[: max(1, int(len(data) * kept))])
    assert all(isinstance(page, Page | Problem) for page in outcome(path, replace(caps, max_pages=5)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*"]), body=st.binary())
def test_random_bytes_never_raise(tmp_path: Path, caps: Caps, head: bytes, body: bytes) -> None:
    (tmp_path / "random").write_bytes(head + body)
    assert all(isinstance(page, Problem) for page in outcome(tmp_path / "random", caps))


def test_a_page_that_poppler_complains_about_is_broken_and_the_others_are_read(tmp_path: Path, caps: Caps) -> None:
    """It would be drawn white, and pass for an empty sheet."""
    path = tmp_path / "x.pdf"
    pictures = [Image.fromarray(stripes()).convert("RGB") for _ in range(2)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
    data = bytearray(path.read_bytes())
    start = data.index(b"\xff\xd8\xff")
    data[start : start + 40] = bytes(40)
    path.write_bytes(data)
    first, second = decode_pages(opened(path, caps), caps)
    assert isinstance(first, Problem) and first.code is ProblemCode.BROKEN_FILE
    assert isinstance(second, Page)
