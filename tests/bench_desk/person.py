"""A scripted person at the desk: looks, compares with the truth, presses Enter, picks, or writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from models.form import Form
from models.reading import FieldValue
from models.template import ChoiceField, FormField
from pipeline.check.values import same_value, value_of
from tests.bench_desk.keystrokes import Writing, as_typed, shortest, whole

SHOWN = """() => {
  const texts = [...document.querySelectorAll("#candidates button > span")].map((one) => one.textContent);
  const options = [...document.querySelectorAll("#answer input")];
  const stands = document.querySelector("input#answer")?.value
    ?? options.filter((one) => one.checked).map((one) => one.value).join(",");
  const alt = Boolean(document.querySelector("#candidates kbd")?.textContent.startsWith("Alt"));
  const chosen = options.filter((one) => one.checked).map((one) => one.value);
  return { ...window.stopShown(), stands, texts, alt, chosen };
}"""

MANY_BOUNCES = 4


@dataclass(frozen=True, slots=True)
class Truth:
    """What stands on the paper in one field."""

    value: FieldValue
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of one record: what the person did there (``how``), and the seconds of each kind that it took."""

    record: int
    key: str
    how: str
    looking: float
    keys: float
    typing: float
    page: float


@dataclass
class Person:
    """``look_s`` for each field, ``keys_a_second`` for each key; nothing of that is really waited for.

    What the page takes is real: from Enter to the next stop with its picture painted, and what an answer's way to the
    server takes longer than a look, for then a person would see the desk come back to it.
    """

    page: Page
    truths: Mapping[int, Mapping[str, Truth]]
    form_of: Callable[[int], Form]
    look_s: float
    keys_a_second: float
    mends: bool

    def goes_through(self, tell: Callable[[int], None]) -> list[Step]:
        """All records that wait; ``tell`` hears of each that is done."""
        steps: list[Step] = []
        while (shown := self.page.evaluate(SHOWN))["key"] != "empty":
            step = self._step(shown)
            if [(past.record, past.key) for past in steps[-MANY_BOUNCES:]] == [(step.record, step.key)] * MANY_BOUNCES:
                raise RuntimeError(f"the desk does not take the answer to {step.key}")
            steps.append(step)
            if step.how == "finished":
                tell(step.record)
        return steps

    def _step(self, shown: dict[str, Any]) -> Step:
        record = int(shown["record"])
        if shown["key"] == "complete":
            return self._timed(record, shown["key"], "finished", 0.0, 1.0)
        field = self.form_of(record).all_fields()[int(shown["key"])]
        how, keys = self._answer(field, self.truths[record].get(field.key, Truth(None, "")), shown)
        return self._timed(record, field.key, how, self.look_s, keys)

    def _timed(self, record: int, key: str, how: str, look_s: float, keys: float) -> Step:
        self.page.keyboard.press("Alt+b" if how == "blank" else "Enter")
        painted = self.page.evaluate("window.nextStop")
        sending = self.page.evaluate("window.whenSent()") / 1000
        page = painted["picture"] / 1000 + max(0.0, sending - self.look_s)
        return Step(record, key, how, look_s, keys, keys / self.keys_a_second, page)

    def _answer(self, field: FormField, truth: Truth, shown: dict[str, Any]) -> tuple[str, float]:
        """Bring the truth into the input; how, and how many keys with the one that sends it."""
        if same_value(truth.value, value_of(field, shown["stands"]).value):
            return "confirmed", 1.0
        if not truth.value:
            return "blank", 1.0
        if isinstance(field, ChoiceField):
            return "chosen", self._choose(field, truth, shown["chosen"]) + 1.0
        for number, text in enumerate(shown["texts"], 1):
            if same_value(truth.value, value_of(field, text).value):
                self.page.keyboard.press(f"Alt+{number}" if shown["alt"] else str(number))
                return "picked", 2.0
        text = as_typed(field.type, truth.text)
        way = shortest(shown["stands"], text) if self.mends else whole(text)
        self._write(way)
        return "mended" if way.moves else "written", way.keys + 1.0

    def _choose(self, field: ChoiceField, truth: Truth, chosen: list[str]) -> float:
        wanted = set(truth.value if isinstance(truth.value, tuple) else (str(truth.value),))
        wrong = wanted.symmetric_difference(chosen) if field.type == "choices" else wanted
        places = [place for place, option in enumerate(field.options, 1) if option.value in wrong]
        for place in places:
            if place <= 9:
                self.page.keyboard.press(str(place))
            else:
                self.page.locator("#answer input").nth(place - 1).click()
        return float(len(places))

    def _write(self, way: Writing) -> None:
        for key in way.moves:
            self.page.keyboard.press(key)
        if way.text:
            self.page.keyboard.insert_text(way.text)
