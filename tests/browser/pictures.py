"""``make pictures`` takes the pictures of ``docs/`` anew: every page in both languages, with sheets that were made.

The sample scans are read with the real engine, and a little is done with them, so that lists have something to show.
Pages that tell of weeks or of many sheets are taken in a town that is made up. One page more is one line in ``SCENES``
and a sentence in ``docs/desk.md`` and ``docs/desk.ja.md``.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from models.catalogue import Language
from models.db.tables import PageRow, RecordRow, SubmissionRow
from models.record import Lane
from pipeline.digitise import take_in
from pipeline.settings import PROJECT_ROOT, Settings
from pipeline.site import Site, open_site
from review_ui.app import create_app
from tests.api.conftest import API, Desk, House
from tests.api.crowd import settle_crowd
from tests.api.crowd_nights import LAST_NIGHT, settle_nights
from tests.api.glances import SEXES, hand_in_marks
from tests.api.town import PASSWORD, desk_settings, settle_people
from tests.api.verified import first_look, hand_in_numbered
from tests.browser.screen import SCREEN, opened_browser, served
from tests.pipeline.turns import read_waiting

SAMPLES = PROJECT_ROOT / "form_templates" / "samples"
PICTURES = PROJECT_ROOT / "docs" / "pictures"
COUNTER = ("resident_transfer_scan.jpg", "resident_transfer_photo.jpg")
NIGHT = (
    "account_transfer_request_scan.jpg",
    "account_transfer_request_fax.png",
    "child_allowance_claim_scan.pdf",
    "residence_certificate_request_scan.tif",
    "residence_certificate_request_photo.jpg",
    "child_allowance_claim_duplex.pdf",
    "bad/blank_page.jpg",
    "bad/broken.pdf",
    "bad/encrypted.pdf",
    "bad/unknown_form.jpg",
)
SHOWN = "residence_certificate_request_scan.tif"
"""The scan that lies on the desk."""
COLOURS = 96
"""What a picture may have: enough for paper and letters, and a third of the bytes."""
TOWN: dict[Language, str] = {"ja": "見本市", "en": "Mihon City"}


@dataclass(frozen=True)
class Scene:
    """A page as somebody sees it: who, where, and what is done and waited for before the picture is taken.

    ``{record}`` in the path is the record that the town shows, ``{night}`` its last night.
    """

    username: str
    path: str
    then: Callable[[Page], object] = lambda page: None
    made_up: bool = False


def at_field(key: str) -> Callable[[Page], object]:
    """On the desk, at a field of the record that lies there."""

    def go(page: Page) -> None:
        page.locator(f'.place[data-key="{key}"]').dispatch_event("click")
        expect(page.locator("#crop img")).to_be_visible()

    return go


def at_sheet(file_name: str) -> Callable[[Page], object]:
    """Among the refused sheets, at one of them."""

    def go(page: Page) -> None:
        page.locator("#pile li", has_text=file_name).click()
        expect(page.locator("#paper img")).to_be_visible()

    return go


def sees(selector: str) -> Callable[[Page], object]:
    """Once something is there."""
    return lambda page: expect(page.locator(selector)).to_be_visible()


def at_kind(page: Page) -> None:
    """In the grid of the most frequent kind, with one crop marked as odd."""
    page.locator("#start-1").click()
    expect(page.locator("#all-right")).to_be_enabled()
    page.locator("#cell-6").click()


SCENES: dict[str, Scene] = {
    "login": Scene("", "/login"),
    "queue": Scene("sato", "/queue"),
    "desk": Scene("yamada", "/desk/{record}", at_field("subject.name")),
    "second_look": Scene("suzuki", "/desk/{record}", sees("#answer:focus"), made_up=True),
    "group": Scene("yamada", "/group", at_kind, made_up=True),
    "counter": Scene("ito", "/counter", sees("#sheets li[aria-selected=true]")),
    "supervisor": Scene("sato", "/supervisor", made_up=True),
    "corrected": Scene("sato", "/supervisor/fields", made_up=True),
    "nights": Scene("sato", "/supervisor/nights", sees("#going"), made_up=True),
    "night": Scene("sato", "/supervisor/nights/{night}", made_up=True),
    "history": Scene("sato", "/records/{record}/history"),
    "refused": Scene("yamada", "/refused", at_sheet("unknown_form")),
    "exports": Scene("sato", "/exports", sees("#write:enabled")),
    "settings": Scene("yamada", "/settings"),
    "help": Scene("yamada", "/help"),
}


def main() -> None:
    """Take the pictures that are asked for, or all."""
    parser = argparse.ArgumentParser(prog="make pictures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="PAGE", help=f"any of {', '.join(SCENES)}; all where absent")
    names = parser.parse_args().names or list(SCENES)
    with tempfile.TemporaryDirectory() as folder, opened_browser() as browser:
        for town, settle in (("read", read_samples), ("made_up", make_up)):
            wanted = [name for name in names if SCENES[name].made_up is (town == "made_up")]
            site = open_site(desk_settings(Path(folder) / town))
            here = settle_people(site.database, site.settings)
            record = settle(site, here) if wanted else 0
            site.database.close()
            for language in get_args(Language):
                own = site.settings.model_copy(update={"language": language, "municipality_name": TOWN[language]})
                with opened_desk(own) as (app, url):
                    for name in wanted:
                        picture = taken(browser, app, url, SCENES[name], language, record)
                        save(picture, PICTURES / language / f"{name}.png")


def make_up(site: Site, here: int) -> int:
    """Weeks of work, sheets with marks, and a record whose number somebody has keyed: the one that is shown."""
    with site.database.write() as session:
        settle_nights(settle_crowd(session, here, datetime.now(UTC)))
    app = create_app(site.settings)
    with TestClient(app) as client:
        house = House(site.settings, site.database, here, client)
        for number in range(1, 14):
            hand_in_marks(house, number, true={SEXES[2]: "female"} if number == 2 else {})
        record = hand_in_numbered(house, 14)
        first_look(house.login("yamada"), record)
    return record


def read_samples(site: Site, here: int) -> int:
    """Take in the samples and have a little done with them, so that lists have something to show."""
    take_in([SAMPLES / name for name in COUNTER], "窓口", site, Lane.COUNTER)
    take_in([SAMPLES / name for name in NIGHT], "4月1日 夜間", site)
    read_waiting(site)
    with TestClient(create_app(site.settings)) as client:
        assert isinstance(client.app, FastAPI)
        work_a_little(log_in(client.app, "suzuki"), *(record_of(site, name) for name in NIGHT[:3]))
    return record_of(site, SHOWN)


def work_a_little(suzuki: Desk, first: int, second: int, third: int) -> None:
    """One record is finished, one put aside, about one a colleague is asked."""
    taken = suzuki.ok("POST", f"/records/{first}/claim")
    for field in taken["record"]["fields"]:
        if field["state"] == "open":
            kind = "confirmed" if field["text"] else "blank"
            body = {"kind": kind, "expected_version": field["version"], "claim_token": taken["claim"]["token"]}
            suzuki.ok("PUT", f"/records/{first}/fields/{field['key']}", body)
    suzuki.ok("POST", f"/records/{first}/finish", {"expected_version": taken["record"]["version"]})
    suzuki.ok("POST", f"/records/{second}/claim")
    suzuki.ok("POST", f"/records/{second}/skip", {"reason": "resident", "key": "pictures-1"})
    suzuki.ok("POST", f"/records/{third}/notes", {"text": "この住所は隣の町ではありませんか", "key": "pictures-2"})


def record_of(site: Site, file_name: str) -> int:
    """The record that came of a scan."""
    query = (
        select(RecordRow.id)
        .join(PageRow, PageRow.id == RecordRow.page_id)
        .join(SubmissionRow, SubmissionRow.scan_id == PageRow.scan_id)
        .where(SubmissionRow.file_name == file_name)
    )
    with site.database.read() as session:
        return session.scalars(query).one()


@contextmanager
def opened_desk(settings: Settings) -> Iterator[tuple[FastAPI, str]]:
    """The desk and its address."""
    app = create_app(settings)
    with TestClient(app), served(app) as url:
        yield app, url


def log_in(app: FastAPI, username: str) -> Desk:
    """Somebody at the doors."""
    client = TestClient(app)
    reply = client.post(f"{API}/session", json={"username": username, "password": PASSWORD})
    return Desk(client, reply.json()["csrf"])


def taken(browser: Browser, app: FastAPI, url: str, scene: Scene, language: Language, record: int) -> Image.Image:
    """The page once everything on it has come to rest."""
    context = browser.new_context(base_url=url, viewport=SCREEN, locale=language)
    context.set_default_timeout(120_000)  # ms; a busy machine is no reason to give up
    if scene.username:
        desk = log_in(app, scene.username)
        desk.ok("PATCH", "/session", {"language": language})
        (cookie,) = desk.client.cookies.jar
        context.add_cookies([{"name": cookie.name, "value": str(cookie.value), "url": url}])
    page = context.new_page()
    page.goto(scene.path.format(record=record, night=LAST_NIGHT))
    page.wait_for_load_state("networkidle")
    scene.then(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # ms; the sheet glides for 110
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture


def save(picture: Image.Image, path: Path) -> None:
    """In few colours: it lies in the repository."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
