"""``python -m tests.browser.pictures`` takes the README's picture of the desk anew, from a real sample scan."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient
from PIL import Image
from playwright.sync_api import Page, expect

from pipeline.digitise import digitise, take_in, waiting_scans
from pipeline.settings import PROJECT_ROOT
from pipeline.site import open_site
from review_ui.app import create_app
from tests.api.town import desk_settings, settle_people
from tests.browser.clerk import Clerk
from tests.browser.screen import SCREEN, opened_browser, served

SAMPLE = PROJECT_ROOT / "form_templates" / "samples" / "residence_certificate_request_scan.tif"
FIELD = "subject.kana"
PICTURE = PROJECT_ROOT / "review_ui" / "pictures" / "desk.png"


@contextmanager
def desk_of(scan: Path, folder: Path) -> Iterator[str]:
    """The address of a desk on which the scan was read with the real engine."""
    site = open_site(desk_settings(folder))
    settle_people(site.database, site.settings)
    for scan_id in waiting_scans(take_in([scan], "4月1日 夜間", site), site):
        digitise(scan_id, site)
    with TestClient(create_app(site.settings)) as client, served(client.app) as url:
        yield url
    site.database.close()


def picture_of(page: Page, field: str) -> Image.Image:
    """The desk once its field, its crop and the sheet are all there."""
    page.locator(f'.place[data-key="{field}"]').dispatch_event("click")
    expect(page.locator("#crop img")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # ms; the sheet glides for 110
    return Image.open(io.BytesIO(page.screenshot()))


def main() -> None:
    """Take the picture in few colours: it lies in the repository."""
    with tempfile.TemporaryDirectory() as folder, desk_of(SAMPLE, Path(folder)) as url, opened_browser() as browser:
        clerk = Clerk(browser.new_page(base_url=url, viewport=SCREEN, locale="ja-JP"))
        clerk.page.goto("/login")
        clerk.log_in("yamada")
        clerk.press("Enter")
        expect(clerk.sees("#question")).to_be_visible()
        PICTURE.parent.mkdir(exist_ok=True)
        picture_of(clerk.page, FIELD).quantize(96, dither=Image.Dither.NONE).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
