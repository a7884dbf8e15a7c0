from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.page import BlankSheet, IdentifiedPage
from models.problem import Problem, ProblemCode
from models.scan import Page, Pixels
from pipeline.align.align import align
from pipeline.identify.identify import Identifier
from pipeline.identify.known import KnownSheet
from pipeline.identify.sheet_code import SheetCode, code_of, draw_code, read_code
from tests.pipeline.identify.forms import SCAN_PX, blank_sheet, faxed, laid, page_of, scanned, written_on

SAMPLE = SheetCode("resident_transfer", "2026-04", 1)
AT = (1380, 60)
"""Left and top of the code on a drawn sheet, in pixels."""

FORMS = st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)
VERSIONS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=32)
"""All that a template may say."""


def on_paper(*codes: Pixels) -> Pixels:
    """A grey sheet with pictures one below the other."""
    paper = np.full((1400, 990), 255, np.uint8)
    for number, code in enumerate(codes):
        top = 60 + 420 * number
        paper[top : top + code.shape[0], 80 : 80 + code.shape[1]] = code
    return paper


def with_code(sheet: BlankSheet, code: SheetCode | str) -> BlankSheet:
    """The blank with a code printed on it; where it is a text, it is somebody else's."""
    pixels = sheet.pixels.copy()
    drawn = draw_code(code, 5) if isinstance(code, SheetCode) else foreign(code)
    pixels[AT[1] : AT[1] + drawn.shape[0], AT[0] : AT[0] + drawn.shape[1]] = drawn
    return replace(sheet, pixels=pixels, sha256=f"{len(str(code)):064x}")


def foreign(words: str) -> Pixels:
    code = cv2.copyMakeBorder(cv2.QRCodeEncoder.create().encode(words), 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(cv2.resize(code, None, fx=5, fy=5, interpolation=cv2.INTER_NEAREST), np.uint8)


def edition(sheet: BlankSheet, version: str) -> BlankSheet:
    """The same print under another version, with a code of its own where it bears one."""
    return replace(sheet, template=sheet.template.model_copy(update={"version": version}), sha256=version.zfill(64))


def knowing(*sheets: BlankSheet) -> Identifier:
    return Identifier([KnownSheet.of(sheet) for sheet in sheets])


def scan(sheet: BlankSheet, angle: float = 0.8) -> Page:
    return page_of(laid(written_on(sheet.pixels, 4), scanned(angle), SCAN_PX))


def named(known: Identifier, page: Page) -> IdentifiedPage:
    found = known.identify(page)
    assert isinstance(found, IdentifiedPage), found
    return found


@given(FORMS, VERSIONS, st.integers(1, 99))
@settings(max_examples=60, deadline=None)
def test_what_is_drawn_is_read_back(form: str, version: str, page: int) -> None:
    code = SheetCode(form, version, page)
    assert read_code(on_paper(draw_code(code, 4))) == code


@pytest.mark.parametrize(
    "version", ["2026:04", "50%", "令和8年4月版", "%3A", "a%3Ab:c", "1.0 (β)", "%25", "¡5 ¥", "/", "\U00020bb7", " "]
)
def test_odd_versions_are_read_back(version: str) -> None:
    code = SheetCode("form", version, 2)
    assert read_code(on_paper(draw_code(code))) == code


def test_the_code_says_what_the_sheet_is_and_nothing_else() -> None:
    template = blank_sheet(1).template.model_copy(update={"version": "2026:04", "page": 3})
    assert code_of(template) == SheetCode("form_1", "2026:04", 3)
    assert str(code_of(template)) == "madoguchi:form_1:2026%3A04:3"
    assert str(SheetCode("form", "50%", 1)) == "madoguchi:form:50%25:1"


@pytest.mark.parametrize("turn", range(4))
def test_a_code_is_read_whichever_way_up(turn: int) -> None:
    assert read_code(np.ascontiguousarray(np.rot90(on_paper(draw_code(SAMPLE, 4)), turn))) == SAMPLE


@pytest.mark.parametrize(
    "words",
    ["https://example.jp/form", "madoguchi", "madoguchi:a:1", "madoguchi:a:1:x", "madoguchi:a:1:2:3", "other:a:1:1",
     "madoguchi:a:1:２", "madoguchi:a:1:-1"],
)  # fmt: skip
def test_other_codes_say_nothing(words: str) -> None:
    assert read_code(on_paper(foreign(words))) is None


def test_another_code_on_the_sheet_is_ignored() -> None:
    assert read_code(on_paper(foreign("https://example.jp/form"), draw_code(SAMPLE, 4))) == SAMPLE


def test_two_sheets_in_one_picture_say_nothing_and_one_code_twice_is_one() -> None:
    assert read_code(on_paper(draw_code(SAMPLE, 4), draw_code(replace(SAMPLE, page=2), 4))) is None
    assert read_code(on_paper(draw_code(SAMPLE, 4), draw_code(SAMPLE, 4))) == SAMPLE


def test_no_code_is_none() -> None:
    assert read_code(on_paper()) is None
    assert read_code(np.zeros((2, 2), np.uint8)) is None


def test_a_code_of_half_a_millimetre_a_module_survives_scan_and_fax() -> None:
    sheet = with_code(blank_sheet(1), SAMPLE)
    page = laid(written_on(sheet.pixels), scanned(1.5), SCAN_PX)
    assert read_code(page_of(page).small) == SAMPLE
    assert read_code(page_of(faxed(page)).small) == SAMPLE


@pytest.mark.parametrize("version", ["1", "2"])
def test_the_code_names_the_edition_where_its_twin_has_the_same_print(version: str) -> None:
    known = []
    for own in ("1", "2"):
        plain = edition(blank_sheet(1), own)
        known.append(with_code(plain, code_of(plain.template)))
    found = named(knowing(*known, blank_sheet(2)), scan(known[int(version) - 1]))
    assert found.blank.template.version == version
    assert found.rivals == ()


def test_the_code_names_its_sheet_where_the_twin_has_none() -> None:
    plain = edition(blank_sheet(1), "2")
    coded = with_code(blank_sheet(1), code_of(blank_sheet(1).template))
    found = named(knowing(plain, coded), scan(coded))
    assert found.blank is coded and found.rivals == ()


def test_a_page_whose_code_names_a_version_that_nobody_registered_is_refused_with_its_kin_as_the_guess() -> None:
    coded = with_code(blank_sheet(1), code_of(blank_sheet(1).template))
    newer = with_code(blank_sheet(1), SheetCode("form_1", "9", 1))
    problem = knowing(coded, blank_sheet(2)).identify(scan(newer))
    assert isinstance(problem, Problem) and problem.code is ProblemCode.UNKNOWN_FORM
    assert dict(problem.details) == {"matches": "0", "form": "form_1", "version": coded.template.version}


def test_a_page_whose_code_is_spoilt_is_still_found() -> None:
    coded = with_code(blank_sheet(1), code_of(blank_sheet(1).template))
    spoilt = coded.pixels.copy()
    cv2.line(spoilt, (AT[0] + 20, AT[1] + 20), (AT[0] + 170, AT[1] + 170), 0, 40)
    page = scan(replace(coded, pixels=spoilt))
    assert read_code(page.small) is None
    assert named(knowing(coded, blank_sheet(2)), page).blank is coded


def test_a_page_whose_code_and_print_speak_of_different_forms_is_not_taken_for_either() -> None:
    coded = with_code(blank_sheet(2), code_of(blank_sheet(2).template))
    alien = with_code(blank_sheet(1), code_of(blank_sheet(2).template))
    known = knowing(blank_sheet(1), coded)
    found = known.identify(scan(alien))
    told = align(found) if isinstance(found, IdentifiedPage) else found
    assert isinstance(told, Problem) and told.code is ProblemCode.UNKNOWN_FORM
