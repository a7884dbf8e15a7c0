"""A share of the hostile corpus goes through the inbox; ``make bench-hostile`` puts all of it through, and reads it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from models.db.tables import ProblemRow, SubmissionRow
from models.problem import Problem, ProblemCode
from models.scan import Page
from pipeline.evaluate import bench_hostile
from pipeline.evaluate.bench_hostile import Kind, is_sound
from pipeline.evaluate.hostile import corpus, written
from pipeline.evaluate.hostile_corpus import SORTS, hostile_files
from pipeline.evaluate.inbox_run import InboxRun
from pipeline.intake.open_scan import caps_of, decode_pages, name_of
from pipeline.settings import Settings
from pipeline.site import Site, open_site
from pipeline.store.scans import load_scan
from tests.pipeline.turns import unread_scans

SLOW = ("PNG bomb", "JPEG scans", "TIFF bomb", "PDF swell", "PDF drawing")
"""Kinds that are slow to make or to open; the bench has them."""


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, str], InboxRun]]:
    folder = tmp_path_factory.mktemp("hostile")
    site = open_site(Settings(data_dir=folder / "site", decode_seconds=10))
    inbox = folder / "inbox" / site.settings.municipality
    inbox.mkdir(parents=True)
    sorts = {kind: sort for kind, sort in SORTS.items() if kind not in SLOW}
    files = corpus(sorts, 7, {kind: max(3, sort.count // 18) for kind, sort in sorts.items()})
    kinds = dict(written(inbox, files))
    kinds |= written(inbox, (file for file in hostile_files(7, 0.0) if file[0] == "odd name"))
    run = InboxRun(folder / "inbox", site)
    run.until_nothing_is_left()
    yield site, {name_of(Path(name)): kind for name, kind in kinds.items()}, run
    site.database.close()


def test_every_file_is_listed_once_and_the_refused_have_a_reason(taken: tuple[Site, dict[str, str], InboxRun]) -> None:
    site, kinds, run = taken
    query = select(SubmissionRow.file_name, SubmissionRow.scan_id, ProblemRow.code).outerjoin(
        ProblemRow, ProblemRow.submission_id == SubmissionRow.id
    )
    with site.database.read() as session:
        rows = session.execute(query).all()
    assert len(kinds) > 120 and run.defects == set()
    assert sorted(name for name, _, _ in rows) == sorted(kinds)
    assert all((scan_id is None) == (code is not None) for _, scan_id, code in rows)
    refused = Counter(str(code) for _, _, code in rows if code is not None)
    assert {"broken_file", "unknown_file_type", "encrypted_pdf", "too_many_pages"} <= set(refused)
    inbox = run.root / site.settings.municipality
    assert [path for path in inbox.iterdir() if path.is_file()] == []
    assert len(list((inbox / "refused").rglob("*.reason.txt"))) == sum(refused.values())


def test_every_page_of_the_others_is_decoded_or_refused(taken: tuple[Site, dict[str, str], InboxRun]) -> None:
    site, _, _ = taken
    with site.database.read() as session:
        scans = [load_scan(session, scan_id, site.vault) for scan_id in unread_scans(session)]
    seen: Counter[type] = Counter()
    for scan in scans:
        pages = list(decode_pages(scan, caps_of(site.settings)))
        assert len(pages) == scan.page_count
        for page in pages:
            seen[type(page)] += 1
            if isinstance(page, Problem):
                assert page.code in (ProblemCode.BROKEN_FILE, ProblemCode.TOO_COSTLY, ProblemCode.TOO_MANY_PIXELS)
            else:
                assert isinstance(page, Page) and page.pixels.dtype == np.uint8
    assert seen[Page] > 30 and seen[Problem] > 20


def test_the_same_seed_gives_the_same_files() -> None:
    few = {kind: 2 for kind in SORTS if kind not in SLOW}
    sorts = {kind: SORTS[kind] for kind in few}
    assert list(corpus(sorts, 3, few)) == list(corpus(sorts, 3, few)) != list(corpus(sorts, 4, few))


def test_the_whole_corpus_has_two_thousand_files_and_more() -> None:
    assert sum(sort.count for sort in SORTS.values()) >= 2000


@pytest.mark.parametrize(
    ("kind", "sound"),
    [
        (Kind(files=2), True),
        (Kind(unaccounted=1), False),
        (Kind(failed=1), False),
        (Kind(refused=Counter({"NO REASON": 1})), False),
        (Kind(pages=Counter({"NO REASON": 1})), False),
        (Kind(pages=Counter({"broken_file": 3})), True),
    ],
)
def test_the_bench_fails_where_anything_is_lost(kind: Kind, sound: bool) -> None:
    assert is_sound({"sound": Kind(files=1), "kind": kind}) is sound
    bench_hostile._show({"kind": kind}, 1.0)


def test_the_bench_writes_what_it_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind(files=2, failed=1, pages=Counter({"broken_file": 3}))
    monkeypatch.setattr(bench_hostile, "run", lambda *_: {"PNG lie": kind})
    assert bench_hostile.main(["--json", str(tmp_path / "x.json")]) == 1
    told = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert (told["PNG lie"]["files"], told["PNG lie"]["pages"]) == (2, {"broken_file": 3})
