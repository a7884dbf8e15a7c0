"""The counter by keyboard alone: sheets come in, are read by the real engine, and go on; nothing is lost on the way."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from models.db.session import Database, make_engine
from models.db.tables import NoteRow
from pipeline.settings import PROJECT_ROOT
from review_ui.app import create_app
from tests.api import town
from tests.api.conftest import House
from tests.api.verified import finishes, says
from tests.browser.axe import found_by_axe
from tests.browser.clerk import Clerk
from tests.browser.conftest import Counter, Drawn
from tests.browser.screen import CHROMIUM, QUIET, served
from tests.readiness import furnish

pytestmark = pytest.mark.browser

SAMPLES = PROJECT_ROOT / "form_templates" / "samples"
ACCOUNT = SAMPLES / "account_transfer_request_scan.jpg"
CERTIFICATE = SAMPLES / "residence_certificate_request_scan.tif"
"""Nothing on it is said by two people."""
STRANGER = SAMPLES / "bad" / "unknown_form.jpg"
EMPTY = SAMPLES / "bad" / "zero_bytes.pdf"
PATIENCE = 240_000  # ms; a reading process has to start


@pytest.fixture(autouse=True, scope="module")
def _patient() -> Iterator[None]:
    """A reading process starting beside takes the processor."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def hall(drawn: Drawn, browser: Browser, unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A counter with the real engine, shared by these tests: each brings sheets of its own."""
    folder = tmp_path_factory.mktemp("hall")
    shutil.copytree(drawn.folder, folder, dirs_exist_ok=True)
    settings = town.desk_settings(folder)
    furnish(settings.data_dir, unpacked)
    database = Database(make_engine(settings.sqlalchemy_url))
    with TestClient(create_app(settings)) as client, served(client.app) as url:
        yield Counter(House(settings, database, drawn.municipality_id, client), browser, url, drawn.logins)
    database.close()


def own(path: Path, folder: Path) -> Path:
    """A file with the same picture and other bytes: a sheet of this test's own."""
    copy = folder / path.name
    copy.write_bytes(path.read_bytes() + folder.name.encode())
    return copy


def brings(clerk: Clerk, *paths: Path, key: str = "Alt+o") -> None:
    """Through the browser's own chooser, once the page listens to keys."""
    expect(clerk.sees("#keys button").first).to_be_visible()
    with clerk.page.expect_file_chooser() as chooser:
        clerk.page.evaluate("document.title")  # a way to the browser and back: it hands its choosers to the test now
        clerk.press(key)
    chooser.value.set_files(list(paths))


def looks_at(clerk: Clerk, standing: str) -> None:
    """The sheet that is looked at stands so."""
    expect(clerk.sees('#sheets [aria-selected="true"] .standing')).to_have_text(re.compile(standing), timeout=PATIENCE)


def test_a_sheet_is_read_corrected_at_the_desk_and_done_back_at_the_counter(hall: Counter, tmp_path: Path) -> None:
    clerk = hall.clerk("yamada", "/counter")
    expect(clerk.sees("#sheets:focus")).to_have_count(1)
    brings(clerk, own(CERTIFICATE, tmp_path))
    expect(clerk.sees("#sheet .progress [aria-current=step], #sheet .record").first).to_be_visible()
    looks_at(clerk, r"要確認 \d+")
    expect(clerk.sees("#sheet h2")).to_have_text("住民票の写し等交付請求書")
    expect(clerk.sees(".crops .open .crop-of img").first).to_have_js_property("complete", True)
    waiting = clerk.sees(".crops .open [scope=row]").count()
    expect(clerk.sees(".facts .warn dd")).to_have_text(str(waiting))
    clerk.press("Enter")
    clerk.page.wait_for_url("**/desk/*?from=counter")
    expect(clerk.sees("#question")).to_be_visible()
    assert hall.desk("suzuki").send("POST", f"/records/{record_of(clerk)}/claim").status_code == 409
    for _ in range(3 * waiting):
        clerk.press("Enter")
        clerk.has_saved()
        if clerk.sees("#finish").is_visible():
            break
    expect(clerk.sees("#finish")).to_contain_text("完了して窓口に戻る")
    clerk.press("Enter")
    clerk.page.wait_for_url("**/counter")
    looks_at(clerk, "確認済み")
    expect(clerk.sees("#fix")).to_have_count(0)


def record_of(clerk: Clerk) -> int:
    return int(clerk.page.url.split("/")[-1].split("?")[0])


def test_a_sheet_that_is_no_form_says_why_and_is_given_up_scanned_again_or_named(hall: Counter, tmp_path: Path) -> None:
    clerk = hall.clerk("yamada", "/counter")
    brings(clerk, own(STRANGER, tmp_path))
    looks_at(clerk, "不明な様式")
    expect(clerk.sees("#sheet .note.bad")).to_contain_text("登録されているどの様式とも一致しませんでした")
    clerk.press("Alt+x")
    looks_at(clerk, "取りやめ")
    clerk.press("Alt+z")
    looks_at(clerk, "不明な様式")
    brings(clerk, own(ACCOUNT, tmp_path), key="Alt+r")
    looks_at(clerk, r"要確認 \d+")
    expect(clerk.sees("#sheets li").nth(1).locator(".standing")).to_have_text("取りやめ")
    clerk.press("ArrowDown")
    clerk.press("Alt+z")
    looks_at(clerk, "不明な様式")
    clerk.tab_to("select")
    clerk.press("End")
    expect(clerk.sees("select")).to_have_value("resident_transfer 2026-04")
    clerk.tab_to(".naming button")
    clerk.press("Enter")
    looks_at(clerk, r"要確認 \d+")
    expect(clerk.sees("#sheet h2")).to_have_text("住民異動届")


def test_the_same_sheet_twice_is_told_when_it_came(hall: Counter, tmp_path: Path) -> None:
    clerk = hall.clerk("yamada", "/counter")
    sheet = own(ACCOUNT, tmp_path)
    brings(clerk, sheet)
    looks_at(clerk, r"要確認 \d+")
    before = clerk.sees("#sheets li").count()
    brings(clerk, sheet)
    expect(clerk.sees("#earlier")).to_have_text(re.compile(r"この用紙は \d\d:\d\d に取り込み済みです。"))
    assert clerk.sees("#sheets li").count() == before


def test_whoever_may_only_scan_prints_and_hands_over(hall: Counter, tmp_path: Path) -> None:
    clerk = hall.clerk("ito", "/counter")
    brings(clerk, own(ACCOUNT, tmp_path))
    looks_at(clerk, r"要確認 \d+")
    expect(clerk.sees("#fix")).to_have_count(0)
    with clerk.page.context.expect_page() as opened:
        clerk.press("Alt+p")
    paper = opened.value
    expect(paper.locator("#print")).to_be_visible()
    number = paper.locator(".line", has=paper.get_by_text("口座番号", exact=True)).locator("dd")
    expect(number).to_contain_text(re.compile(r"^\*+\d{3}"))
    clerk.press("Alt+h")
    expect(clerk.sees("#handover-text:focus")).to_have_count(1)
    clerk.answers(text="番号札 12 の方です")
    looks_at(clerk, "引き渡し済み")
    expect(clerk.sees("#hand")).to_have_count(0)
    with hall.house.database.read() as session:
        assert session.scalars(select(NoteRow.text)).all() == ["番号札 12 の方です"]


def test_a_record_that_a_second_person_is_to_verify_says_so(hall: Counter, tmp_path: Path) -> None:
    clerk, desk = hall.clerk("yamada", "/counter"), hall.desk("yamada")
    brings(clerk, own(ACCOUNT, tmp_path))
    looks_at(clerk, r"要確認 \d+")
    record = int(re.findall(r"/desk/(\d+)", clerk.sees("#fix").get_attribute("href") or "")[0])
    for field in desk.ok("POST", f"/records/{record}/claim")["record"]["fields"]:
        if field["state"] == "open":
            says(desk, record, "", "illegible", field["key"])
    assert finishes(desk, record) == "draft"
    looks_at(clerk, "2人目の確認待ち")
    expect(clerk.sees(".facts .warn dd")).to_have_text("2人目の確認待ち")
    expect(clerk.sees(".facts dt")).to_have_text(["受付番号", "採用", "状態"])


@contextmanager
def camera_before(sheet: Path, folder: Path, usual: Browser) -> Iterator[Browser]:
    """A browser whose camera sees nothing but the sheet."""
    picture = cv2.imread(str(sheet))
    assert picture is not None
    film = folder / "camera.y4m"
    even = picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]  # video has no odd sides
    frame = cv2.cvtColor(even, cv2.COLOR_BGR2YUV_I420).tobytes()
    # Two pictures a second: thirty would leave the reading no processor.
    head = f"YUV4MPEG2 W{even.shape[1]} H{even.shape[0]} F2:1 Ip A1:1 C420\n"
    film.write_bytes(head.encode() + (b"FRAME\n" + frame) * 2)
    fake = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    args = [*QUIET, *fake, f"--use-file-for-fake-video-capture={film}"]
    browser = usual.browser_type.launch(executable_path=CHROMIUM, args=args)
    yield browser
    browser.close()


def test_a_sheet_is_photographed_and_read(hall: Counter, tmp_path: Path) -> None:
    with camera_before(ACCOUNT, tmp_path, hall.browser) as browser:
        clerk = Counter(hall.house, browser, hall.url, hall.logins).clerk("yamada", "/counter")
        clerk.press("Alt+c")
        expect(clerk.sees("#webcam-take:focus")).to_have_count(1)
        clerk.press("Enter")
        expect(clerk.sees("#webcam-send:focus")).to_have_count(1)
        clerk.press("Enter")
        looks_at(clerk, r"要確認 \d+")
        expect(clerk.sees("#sheet .sheet-head")).to_contain_text("カメラ")
        expect(clerk.sees("#webcam")).to_be_hidden()
        assert clerk.complaints == []


def test_without_a_camera_the_page_says_so(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/counter")
    clerk.press("Alt+c")
    expect(clerk.sees("#webcam-problem")).to_contain_text(re.compile("カメラが見つかりません|許可されていません"))
    expect(clerk.sees("#webcam-take")).to_be_disabled()
    clerk.press("Escape")
    expect(clerk.sees("#sheets:focus")).to_have_count(1)


def test_a_file_that_does_not_get_through_is_kept_and_sent_by_a_press(counter: Counter) -> None:
    clerk = counter.clerk("yamada", "/counter")
    clerk.expected = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    clerk.page.context.set_offline(True)
    brings(clerk, EMPTY)
    looks_at(clerk, "送れませんでした")
    expect(clerk.sees("#sheet .note.bad")).to_contain_text("ファイルはこの画面に残っています")
    clerk.page.context.set_offline(False)
    clerk.press("Alt+r")
    looks_at(clerk, "空のファイル")
    expect(clerk.sees("#earlier")).to_have_count(0)


def test_another_tab_learns_of_a_sheet_with_and_without_a_stream(counter: Counter) -> None:
    first, second, third = (counter.clerk("yamada") for _ in range(3))
    third.expected = ("ERR_FAILED",)
    third.intercepts("**/counter/events", lambda route: route.abort())
    for clerk in (first, second, third):
        clerk.page.goto("/counter")
    brings(first, EMPTY)
    for clerk in (second, third):
        looks_at(clerk, "空のファイル")
    first.press("Alt+x")
    for clerk in (first, second, third):
        looks_at(clerk, "取りやめ")
    asked = [url for url in second.requests if url.endswith("/counter/sheets")]
    assert asked == []  # it was told


def test_a_file_that_is_too_large_is_not_sent_at_all(counter: Counter, tmp_path: Path) -> None:
    clerk = counter.clerk("yamada", "/counter")
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(counter.house.settings.max_file_bytes + 1)
    brings(clerk, large)
    looks_at(clerk, "受け取れません")
    expect(clerk.sees("#sheet .note.bad")).to_contain_text("上限 50 MB")
    clerk.press("Alt+x")
    expect(clerk.sees("#nothing")).to_be_visible()
    assert [url for url in clerk.requests if url.endswith("/counter/sheets")] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_counter_is_clean_in_every_state(counter: Counter, language: str) -> None:
    house = counter.house
    town.hand_in(house.database, house.settings, house.municipality_id, number=9)
    counter.desk("yamada").ok("PATCH", "/session", {"language": language})
    clerk = counter.clerk("yamada", "/counter")
    clerk.page.wait_for_load_state("domcontentloaded")
    assert found_by_axe(clerk.page) == [], "empty"
    brings(clerk, ACCOUNT)
    expect(clerk.sees("#sheet .progress")).to_be_visible()
    assert found_by_axe(clerk.page) == [], "waiting"
    brings(clerk, EMPTY)
    expect(clerk.sees("#sheet .refusal")).to_be_visible()
    assert found_by_axe(clerk.page) == [], "refused"
    for key in ("F1", "Alt+c"):
        clerk.press(key)
        expect(clerk.sees("dialog[open]")).to_be_visible()
        assert found_by_axe(clerk.page) == [], key
        clerk.press("Escape")
