"""The morning report as files: beside counts made by hand, whole in itself, printable, and without anybody's name."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest

from models.catalogue import Language
from models.db.session import Database
from models.problem import NOTICES, ProblemCode
from models.run import RunOutcome
from pipeline.report import write
from pipeline.report.as_html import as_html, middle_of
from pipeline.report.as_json import as_keys
from pipeline.report.figures import MorningReport, NightBook, morning_report
from pipeline.report.write import file_name_of, write_report
from pipeline.settings import Settings
from pipeline.site import Site
from pipeline.store.runs import run_of
from pipeline.store.vault import Vault
from pipeline.words import words_in
from tests.pipeline.store.nights import HOUR, MINUTE, RESIDENT, START, Nights

MORNING = START + 10 * HOUR
TITLES = {"greeting": "挨拶状"}
LANGUAGES = get_args(Language)


@pytest.fixture
def nights(database: Database, tmp_path: Path) -> Nights:
    return Nights(database, tmp_path)


@pytest.fixture
def run_id(nights: Nights) -> int:
    """3 good pages, 2 refused, a refused file, one given up; a neighbour's page; a page at the counter."""
    nights.reads(START - 23 * HOUR, came_at=START - 24 * HOUR)
    nights.run("night-0", START - 24 * HOUR, START - 22 * HOUR)
    for minute, ask in ((1, ("name", "day")), (2, ("name",)), (3, ())):
        nights.reads(START + minute * MINUTE, ask=ask)
    nights.refuses(START + 4 * MINUTE)
    nights.refuses(START + 5 * MINUTE)
    nights.refuses_file(START + 6 * MINUTE)
    nights.fails("disk_full")
    nights.reads(START + 7 * MINUTE, where=nights.there)
    nights.comes(pages=3)
    return nights.run("night-1", START, START + HOUR, RunOutcome.FAILED)


def report(nights: Nights, run_id: int, *towns: int) -> MorningReport:
    here = towns or (nights.town.id, nights.there.id)
    with nights.database.read() as session:
        return morning_report(session, run_of(session, run_id, MORNING), here, MORNING)


class Page(HTMLParser):
    """What stands in a page, and what it would ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "link", "br"):
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag  # well-formed

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)
        if self.rows and ("td" in self._open or "th" in self._open):
            self.rows[-1][-1] += data

    def row(self, head: str) -> list[str]:
        return next(row for row in self.rows if row[0].strip().startswith(head))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_needs_nothing_beside_it_and_names_nobody(nights: Nights, run_id: int, language: Language) -> None:
    text = as_html(report(nights, run_id), TITLES, language)
    page = Page(text)
    assert not page.tags.keys() & {"script", "link", "img", "iframe", "object", "form", "base"}
    names = {name for name, _ in page.attributes}
    assert not names & {"src", "href", "style"} and not any(name.startswith("on") for name in names)
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) == {"http://www.w3.org/2000/svg"}  # the name of a language
    assert not re.search(r"@import|url\((?!#)", text)
    for secret in (RESIDENT, "斎藤", ".jpg", ".pdf", "の束"):
        assert secret not in text
    assert f'lang="{language}"' in text and "{" not in "".join(page.words)
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_the_figures_in_the_page_are_those_made_by_hand(nights: Nights, run_id: int) -> None:
    page = Page(as_html(report(nights, run_id), TITLES, "en"))
    told = " ".join("".join(page.words).split())
    assert page.row("Greeting" if "Greeting" in told else "挨拶状")[1:6] == ["4", "4", "1", "12", "4"]
    assert [row[0] for row in page.rows if "registered forms" in "".join(row)] == ["2"]
    assert [row[0] for row in page.rows if "password" in "".join(row)] == ["1"]
    assert "could not be read however often it was tried (disk_full): 1" in told
    assert "The run failed half-way" in told and "Pages left unread: 3." in told
    assert "2 seconds a field are taken" in told
    assert page.row("2025-04-01")[1:3] == ["6", "3"] and page.row("2025-03-31")[1:3] == ["1", "0"]


def test_the_json_has_the_same_figures(nights: Nights, run_id: int) -> None:
    told = as_keys(report(nights, run_id))
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
    assert {key: told["total"][key] for key in ("pages", "pages_read", "pages_refused", "files_refused")} == {
        "pages": 6,
        "pages_read": 4,
        "pages_refused": 2,
        "files_refused": 1,
    }
    assert (told["total"]["records_without_question"], told["total"]["fields_for_people"]) == (1, 4)
    assert told["review"] == {"answers": 4, "seconds": 8.0, "people": 1, "basis": ["assumed"]}
    assert told["refused"]["reasons"] == {"unknown_form": 2, "encrypted_pdf": 1}
    assert {len(sheet) for sheet in told["refused"]["sheets"]} == {4}
    assert [(town["code"], town["pages"], town["failed_scans"]) for town in told["municipalities"]] == [
        ("131016", 5, 1),
        ("131024", 1, 0),
    ]
    assert (told["run"]["outcome"], told["pages_left"]) == ("failed", 3)
    assert [night["key"] for night in told["nights_before"]] == ["night-0"]
    assert RESIDENT not in json.dumps(told, ensure_ascii=False)


def test_the_document_explains_every_key(nights: Nights, run_id: int) -> None:
    def keys(told: object) -> set[str]:
        if isinstance(told, list):
            return set().union(*map(keys, told)) if told else set()
        if not isinstance(told, dict):
            return set()
        return {*told}.union(*map(keys, told.values()))

    told = as_keys(report(nights, run_id))
    told["refused"]["reasons"], told["failed_scans"] = {}, {}  # there the keys are codes
    document = (Path(write.__file__).parents[2] / "docs" / "seeing.md").read_text(encoding="utf-8")
    assert {key for key in keys(told) if f"`{key}`" not in document} == set()


def test_a_report_of_one_municipality_tells_of_no_other(nights: Nights, run_id: int) -> None:
    told = as_keys(report(nights, run_id, nights.there.id))
    assert (told["total"]["pages"], told["failed_scans"], told["pages_left"]) == (1, {}, 0)
    text = str(middle_of(report(nights, run_id, nights.there.id), TITLES, "ja"))
    assert "自治体ごとの結果" not in text and "<style" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_and_every_end_has_words(language: Language) -> None:
    known = words_in(language).keys()
    refusals = [code for code in ProblemCode if code not in NOTICES]
    wanted = {f"report.{kind}.{code}" for kind in ("why", "act") for code in refusals}
    wanted |= {f"report.outcome.{one}" for one in RunOutcome}
    wanted |= {f"report.do.{one}" for one in RunOutcome if one is not RunOutcome.DONE}
    assert wanted - known == set()


@pytest.mark.parametrize("outcome", [*RunOutcome, None])
def test_a_night_without_anything_is_told_too(nights: Nights, outcome: RunOutcome | None) -> None:
    run_id = nights.run("empty", START, None if outcome is None else START + HOUR, outcome or RunOutcome.DONE)
    for language in LANGUAGES:
        Page(as_html(report(nights, run_id), {}, language))


def test_what_is_left_is_told_of_the_last_run_alone_and_only_what_had_come(nights: Nights, run_id: int) -> None:
    nights.comes(MORNING, pages=9)  # for the next night
    assert report(nights, run_id).pages_left == 3
    later = nights.run("night-2", START + 24 * HOUR, None)
    assert report(nights, run_id).pages_left is None
    assert report(nights, later).pages_left is None


def test_nights_that_ended_are_counted_once(nights: Nights, run_id: int) -> None:
    book, here = NightBook(), (nights.town.id,)
    with nights.database.read() as session:
        run = run_of(session, run_id, MORNING)
        first = book.night(session, run, here, MORNING)
        assert book.night(session, run, here, MORNING + HOUR) is first
        assert book.night(session, run, (nights.there.id,), MORNING) is not first


def test_reports_lie_in_the_data_folder_whole_and_are_written_anew(nights: Nights, run_id: int, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", language="ja")
    site = Site(settings, nights.database, Vault(tmp_path / "vault"), nights.town.id)
    for _ in range(2):
        path = write_report(site, run_id)
    assert path == tmp_path / "var" / "reports" / "night-1.html"
    assert sorted(file.name for file in path.parent.iterdir()) == ["night-1.html", "night-1.json"]
    assert Page(path.read_text(encoding="utf-8")).tags["main"] == 1
    assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["run"]["id"] == run_id


def test_a_key_leads_to_no_other_folder() -> None:
    assert file_name_of("../../etc/x\0 y") == "______etc_x__y"
