"""``madoguchi ingest`` of a duplex scan, with the real engine: two claims, one with its back, one with a bank book."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from models.counter import CounterStage
from pipeline.digitise import digitise, take_in
from pipeline.pages import PAGES_AT_A_TIME
from pipeline.settings import Settings
from pipeline.workbench import Workbench
from tests.pipeline.command_line import SAMPLES, madoguchi
from tests.pipeline.test_digitise import opened
from tests.pipeline.test_ingest_command import rows
from tests.pipeline.turns import turns_at

DUPLEX = SAMPLES / "child_allowance_claim_duplex.pdf"


Heard = list[tuple[CounterStage, int]]


@pytest.fixture(scope="module")
def heard() -> Heard:
    """What was told while the scan was read."""
    return []


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory, bench: Workbench, heard: Heard) -> Path:
    """A data folder into which the scan was taken twice: read by this process, then found by the command as it is."""
    folder = tmp_path_factory.mktemp("duplex")
    for site in opened(Settings(data_dir=folder), bench):
        turns = turns_at(take_in([DUPLEX], DUPLEX.name, site), site)
        digitise(turns, site, lambda stage, done: heard.append((stage, done)))
    done = madoguchi(folder, "ingest", DUPLEX)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = dict(re.findall(r"^ *(\S.*?) {2,}(\d+) *$", done.stdout, re.MULTILINE))
    told = {key: counts[key] for key in ("pages read", "records", "attachments (kept unread)")}
    assert told == {"pages read": "3", "records": "2", "attachments (kept unread)": "1"}
    assert (counts["blank backs (dropped)"], counts["missing pages"], counts["not read"]) == ("2", "0", "0")
    return folder


def test_every_page_has_its_place(data_dir: Path) -> None:
    query = (
        "select p.number, p.status, p.form_page, r.record_id from pages p"
        " left join record_pages r on r.page_id = p.id order by p.number"
    )
    assert rows(data_dir, query) == [
        (1, "read", 1, 1),
        (2, "read", 2, 1),
        (3, "read", 1, 2),
        (4, "blank_back", None, None),
        (5, "attached", None, 2),
        (6, "blank_back", None, None),
    ]
    assert rows(data_dir, "select code from problems") == []


@pytest.mark.usefixtures("data_dir")
def test_each_page_of_a_group_is_told_of(heard: Heard) -> None:
    """A pile gives way there to whoever waits at the counter."""
    pages = (range(first, first + PAGES_AT_A_TIME) for first in range(0, 6, PAGES_AT_A_TIME))
    stages = (CounterStage.LOOKING, CounterStage.READING)
    assert heard == [(stage, page) for group in pages for stage in stages for page in group]


def test_both_sides_are_one_record(data_dir: Path) -> None:
    truth = json.loads(DUPLEX.with_suffix(".truth.json").read_text(encoding="utf-8"))["pages"]
    stored = dict(
        rows(data_dir, "select key, form_page from record_fields where record_id = 1 and type <> 'signature'")
    )
    written = {key: page["page_of_form"] for page in truth[:2] for key in page["fields"]}
    assert {key: page for key, page in stored.items() if not str(key).startswith("office.")} == written
    agreed = rows(data_dir, "select value from record_fields where record_id = 1 and key = 'consent.registers'")
    assert agreed == [(json.dumps(truth[1]["fields"]["consent.registers"]["value"]),)]


def test_a_claim_without_its_optional_back_has_only_the_fields_of_its_front(data_dir: Path) -> None:
    assert rows(data_dir, "select distinct form_page from record_fields where record_id = 2") == [(1,)]
