"""Reading stored scans again, on both databases: with a reader that says another name and reads otherwise, and with
the real engine on its other runtime."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import select, update

from models.db.states import PageStatus, RulingKind
from models.db.tables import AccountRow, PageRow, ReadingRow, RecordFieldRow, RecordRow, RulingRow
from models.errors import Defect
from models.record import RecordStatus, Role
from models.scan import Pixels
from pipeline.digitise import digitise, take_in
from pipeline.read.engine import Posteriors, TextEngine
from pipeline.read.engines import open_engine
from pipeline.read.names import reader_names
from pipeline.read.version import PARTS, PROJECT, reader_version
from pipeline.reread import reread, to_reread
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store.claims import claim
from pipeline.store.new_readings import Reread, Wanted
from pipeline.store.views import Actor
from pipeline.workbench import Workbench, open_workbench
from tests.pipeline.command_line import SAMPLES, madoguchi
from tests.pipeline.turns import turns_at

TRANSFER = SAMPLES / "resident_transfer_scan.jpg"
NOTHING = Counter[Reread]()
NOW = datetime(2025, 4, 1, 9, 0, tzinfo=UTC)


class Mirror:
    """Reads every line from its end, and is called otherwise; ``meanwhile`` happens once while it reads."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self.name, self.charset = "mirror/1", engine.charset
        self.meanwhile = lambda: None

    def posteriors(self, lines: Sequence[Pixels]) -> Iterator[tuple[int, Posteriors]]:
        act, self.meanwhile = self.meanwhile, lambda: None
        act()
        for index, steps in self._engine.posteriors(lines):
            yield index, np.ascontiguousarray(steps[::-1])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return open_workbench(Settings(data_dir=tmp_path_factory.mktemp("bench"), engine="onnxruntime"))


@pytest.fixture
def site(database_url: str, bench: Workbench, tmp_path: Path) -> Iterator[Site]:
    """A town hall with one sheet, read by the real engine."""
    site = open_site(Settings(data_dir=tmp_path / "site", database_url=database_url))  # type: ignore[arg-type]
    vars(site)["workbench"] = bench
    turns = turns_at(take_in([TRANSFER], "朝", site), site)
    digitise(turns, site)
    yield site
    site.database.close()


def with_engine(site: Site, engine: TextEngine) -> Site:
    """The same town hall after another engine was installed."""
    other = replace(site)
    engines = threading.local()
    engines.engine = engine
    vars(other)["workbench"] = replace(site.workbench, _engines=engines)
    return other


def wanted(site: Site) -> tuple[dict[int, tuple[int, ...]], Counter[Reread]]:
    todo = to_reread(site, Wanted(site.municipality_id))
    return dict(todo.scans), todo.left


def reread_what_waits(site: Site) -> Counter[Reread]:
    outcomes = Counter[Reread]()
    for scan_id, records in wanted(site)[0].items():
        outcomes += reread(scan_id, records, site)
    return outcomes


def said(site: Site) -> list[tuple[str, str, str, str]]:
    """Every reading: field, engine, text, candidates."""
    query = select(ReadingRow).order_by(ReadingRow.id)
    with site.database.read() as session:
        return [(row.field_key, row.engine, row.text, str(row.candidates)) for row in session.scalars(query)]


def standing(site: Site) -> dict[str, tuple[str, str, int]]:
    """Each field's text, the engine of its reading, and its version."""
    query = select(RecordFieldRow, ReadingRow.engine).join(ReadingRow, ReadingRow.id == RecordFieldRow.reading_id)
    with site.database.read() as session:
        return {field.key: (field.text, engine, field.version) for field, engine in session.execute(query)}


def reviewer(site: Site) -> Actor:
    with site.database.write() as session:
        row = AccountRow(
            municipality_id=site.municipality_id, username="yamada", display_name="山田", password_hash="none",
            role=Role.REVIEWER, language="ja", active=True,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return Actor(row.id, site.municipality_id, "yamada", "山田", Role.REVIEWER, "ja")


def test_another_reader_is_heard_beside_the_first(site: Site) -> None:
    assert wanted(site) == ({}, Counter({Reread.SAME: 1}))
    before, stood = said(site), standing(site)
    other = with_engine(site, Mirror(site.workbench.engine()))
    assert wanted(other) == ({1: (1,)}, NOTHING)
    assert reread_what_waits(other) == Counter({Reread.READ: 1})
    after, stands = said(site), standing(site)
    assert after[: len(before)] == before
    assert all(engine.startswith("mirror/1+cells/") for _, engine, _, _ in after[len(before) :])
    marks = {key for key, (_, engine, _) in stood.items() if engine.startswith("marks@")}
    assert marks and {key: stood[key] for key in marks} == {key: stands[key] for key in marks}  # read by the same still
    assert {stands[key][2] for key in stands.keys() - marks} == {2}
    assert sum(stands[key][0] != stood[key][0] for key in stands) > 5
    assert wanted(other) == ({}, Counter({Reread.SAME: 1}))
    assert reread(1, (1,), other) == Counter({Reread.SAME: 1}) and said(site) == after


def test_a_record_that_is_claimed_while_it_is_read_is_left(site: Site) -> None:
    actor = reviewer(site)
    with site.database.write() as session:
        session.execute(update(RecordRow).values(status=RecordStatus.DRAFT))
    mirror = Mirror(site.workbench.engine())

    def somebody_takes_it() -> None:
        with site.database.write() as session:
            claim(session, actor, 1, NOW, 15)

    mirror.meanwhile = somebody_takes_it
    before = said(site)
    assert reread_what_waits(with_engine(site, mirror)) == Counter({Reread.BEGUN: 1})
    assert said(site) == before


def test_a_page_that_a_person_named_is_read_as_that(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = reviewer(site)
    with site.database.write() as session:
        page = session.scalars(select(PageRow)).one()
        assert page.status is PageStatus.READ
        named = {"form": page.form, "template_version": page.template_version, "record_id": 1, "kind": RulingKind.FORM}
        session.add(
            RulingRow(
                municipality_id=site.municipality_id, page_id=page.id, account_id=actor.account_id, at=NOW, **named
            )
        )
    monkeypatch.setattr("pipeline.reread.read_scans", lambda *_, **__: pytest.fail("it is named"))
    other = with_engine(site, Mirror(site.workbench.engine()))
    assert reread_what_waits(other) == Counter({Reread.READ: 1})
    assert sum(engine.startswith("mirror/1+") for _, engine, _, _ in said(site)) > 20


def test_an_edition_that_is_gone_is_left_and_counted(site: Site) -> None:
    other = with_engine(site, Mirror(site.workbench.engine()))
    with site.database.write() as session:
        session.execute(update(RecordRow).values(template_version="1990-01"))
    assert wanted(other) == ({}, Counter({Reread.NO_FORM: 1}))


def test_a_failure_names_nobody(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise LookupError("斎藤 裕二")

    monkeypatch.setattr("pipeline.reread.read_scans", stumble)
    with pytest.raises(Defect, match=r"^LookupError at test_reread\.py:\d+$"):
        reread(1, (1,), with_engine(site, Mirror(site.workbench.engine())))


def test_the_real_engine_on_its_other_runtime(site: Site) -> None:
    bench = site.workbench
    before = said(site)
    other = with_engine(site, open_engine(bench.weights, 1, "openvino"))
    assert reread_what_waits(other) == Counter({Reread.READ: 1})
    fresh = said(site)[len(before) :]
    assert fresh and all("/openvino-" in engine for _, engine, _, _ in fresh)
    texts = {field: text for field, _, text, _ in before}
    assert sum(texts[field] == text for field, _, text, _ in fresh) > 0.9 * len(fresh)
    assert reread_what_waits(other) == NOTHING
    assert reread_what_waits(site) == Counter({Reread.READ: 1})  # and back: its readings are there already
    assert said(site) == [*before, *fresh]


def test_the_command_reads_in_processes_of_its_own(bench: Workbench, tmp_path: Path) -> None:
    site = open_site(Settings(data_dir=tmp_path, engine="onnxruntime"))
    vars(site)["workbench"] = bench
    turns = turns_at(take_in([TRANSFER], "朝", site), site)
    digitise(turns, site)
    site.database.close()
    told = madoguchi(tmp_path, "reread", "--batch", "夜")
    assert (told.returncode, told.stdout.splitlines()[0][:24]) == (0, "Nothing to read again: t")
    before = said(site)
    told = madoguchi(tmp_path, "reread", "--dry-run", MADOGUCHI_ENGINE="openvino")
    assert (told.returncode, told.stdout.strip()) == (0, "1 records on 1 scans would be read again.")
    assert said(site) == before
    told = madoguchi(tmp_path, "reread", MADOGUCHI_ENGINE="openvino")
    assert told.returncode == 0 and re.search(r"read again +1 *$", told.stdout, re.MULTILINE), told.stdout + told.stderr
    assert len(said(site)) > len(before)
    site.database.close()


def test_a_changed_program_has_another_name(tmp_path: Path) -> None:
    for part in PARTS:
        place = tmp_path / part
        (place if place.suffix else place / "a.py").parent.mkdir(parents=True, exist_ok=True)
        (place if place.suffix else place / "a.py").write_text("1", "utf-8")
    first = reader_version(tmp_path)
    (tmp_path / "pipeline" / "read" / "__pycache__").mkdir()
    (tmp_path / "pipeline" / "read" / "__pycache__" / "a.pyc").write_bytes(b"x")
    reader_version.cache_clear()
    assert reader_version(tmp_path) == first
    for part in PARTS:
        place = tmp_path / part
        (place if place.suffix else place / "a.py").write_text("2", "utf-8")
        reader_version.cache_clear()
        second = reader_version(tmp_path)
        assert second != first
        first = second
    assert all((PROJECT / part).exists() for part in PARTS)
    names = reader_names(SimpleNamespace(name="e"))  # type: ignore[arg-type]
    assert names == {f"e@{reader_version()}", f"marks@{reader_version()}"}
