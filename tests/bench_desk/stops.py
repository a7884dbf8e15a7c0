"""From a key to the next stop painted: a person's way through records on the real desk, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from models.db.session import Database
from models.fields import ChoiceField, ImageField
from models.reasons import Reason, ReasonCode
from models.record import Lane
from pipeline.settings import Settings
from tests.api import town
from tests.bench_desk.figures import Times, gathered
from tests.bench_desk.line import slow_line
from tests.bench_desk.serving import COOKIE, Doors, serving
from tests.bench_desk.sheets import FilledSheet, front_pages, invent_sheets
from tests.browser.screen import SCREEN, opened_browser

SHOWN_A_RECORD = 6
"""Fields of a record that a person is shown. Real sheets have twice as many: here one key in seven ends a record."""

GOAL_MS = 100.0
PATIENCE_MS = 120_000
"""A busy machine is no reason to give up."""
_TYPED = 4
"""Every so many fields are typed anew, the others confirmed."""

SCRIPT = Path(__file__).with_name("painted.js")

NAMES = {"field": "next field", "end": "end of the record", "record": "next record"}


def hand_in_whole(database: Database, settings: Settings, here: int, count: int, seed: int) -> None:
    """Sheets with every field and a picture, at the counter: they are the first in the queue."""
    template = next(template for template in front_pages() if template.form == town.FORM)
    for number, sheet in enumerate(invent_sheets([template], count, seed), 1):
        town.hand_in(database, settings, here, _written(sheet, (seed, number)), number, Lane.COUNTER)


def _written(sheet: FilledSheet, seed: tuple[int, ...]) -> town.Written:
    rng = np.random.default_rng(seed)
    askable = [given.field for given in sheet.written if not isinstance(given.field, ImageField)]
    shown = rng.choice(len(askable), size=min(SHOWN_A_RECORD, len(askable)), replace=False)
    reasons = (Reason(ReasonCode.LOW_CONFIDENCE),)
    texts = {given.field.key: given.text for given in sheet.written}
    asked = {
        askable[place].key: town.Asked(
            reasons, () if isinstance(askable[place], ChoiceField) else (texts[askable[place].key][::-1],)
        )
        for place in shown
    }
    return town.Written(texts=texts, asked=asked)


def stop_times(settings: Settings, records: int, latency_ms: float, pause_ms: float) -> tuple[Times, ...]:
    """Times of every Enter on the way through ``records`` records: text painted, crop painted, whole sheet painted."""
    with serving(settings) as port, slow_line(port, latency_ms) as far, opened_browser() as browser:
        url = f"http://127.0.0.1:{far}"
        context = browser.new_context(base_url=url, viewport=SCREEN, locale="ja-JP")
        context.add_cookies([{"name": COOKIE, "value": Doors(port, "yamada").cookie, "url": url}])
        context.add_init_script(path=SCRIPT)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/desk")
        expect(page.locator("#answer:focus, #answer input:focus")).to_be_visible(timeout=PATIENCE_MS)
        page.wait_for_timeout(2000)  # ms; the program has answered its first requests
        pairs = list(_way(page, records, pause_ms))
        context.close()
    return gathered(pairs, {"text, all": GOAL_MS, "crop, all": GOAL_MS})


def _way(page: Page, records: int, pause_ms: float) -> Iterator[tuple[str, float]]:
    left, stops = records, 0
    while left > 0:
        stops += 1
        if stops % _TYPED == 0:
            _type_anew(page)
        page.keyboard.press("Enter")
        painted = page.evaluate("window.nextStop")
        left -= painted["kind"] == "record"
        page.wait_for_timeout(pause_ms)
        yield "text, all", painted["text"]
        yield "crop, all", painted["picture"]
        yield f"text, {NAMES[painted['kind']]}", painted["text"]
        if painted["kind"] != "end":
            yield f"crop, {NAMES[painted['kind']]}", painted["picture"]
        if painted["kind"] == "record":
            yield f"whole sheet, {NAMES['record']}", painted["page"]


def _type_anew(page: Page) -> None:
    """Write what stands in the input once more, over the selected text."""
    answer = page.locator("input#answer")
    if answer.count():
        page.keyboard.type(answer.input_value())
