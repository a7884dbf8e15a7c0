"""Exports on both databases: what leaves, what is marked, and what happens when it cannot leave."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.db.session import Database
from models.db.tables import ExportRecordRow, ExportRow
from models.errors import Conflict, NotAllowed, NotFound, Refusal, StoreFault
from models.export_errors import ExportRefused
from models.record import RecordStatus
from pipeline.export.export import export_records
from pipeline.export.order import ExportEncoding, ExportFormat, ExportOrder, ExportReceipt
from tests.pipeline.store.paper import NOW, Draft, draft_in, read_page, scan_of, store, town
from tests.pipeline.store.races import race


def order(draft: Draft, key: str = "monday", **changes: object) -> ExportOrder:
    base = ExportOrder(draft.town.id, key, "greeting", by=draft.town.supervisor)
    return replace(base, **changes)  # type: ignore[arg-type]


def export(draft: Draft, what: ExportOrder, out: Path) -> ExportReceipt:
    return export_records(draft.database, what, out, NOW)


def reviewed(database: Database, folder: Path, name: str = "斉藤　裕二") -> Draft:
    draft = draft_in(database, folder)
    draft.settle("name", name)
    assert draft.finish() is RecordStatus.REVIEWED
    return draft


def exports_noted(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(ExportRow)).one()


def test_the_correction_leaves_the_house(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    out = tmp_path / "out.csv"
    receipt = export(draft, order(draft), out)
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [
        ["record_id", "received_at", "name", "day", "wishes"],
        [str(draft.record_id), "2025-04-01T18:00:00+09:00", "斉藤　裕二", "2025-04-01", "tea;cake"],
    ]
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert receipt.record_ids == (draft.record_id,)
    assert draft.look().status is RecordStatus.EXPORTED


def test_json_lines_say_who_decided(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path, "𠮷田　裕二")
    out = tmp_path / "out.jsonl"
    export(draft, order(draft, format=ExportFormat.JSONL), out)
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert "𠮷田" in line
    fields = json.loads(line)["fields"]
    assert list(fields) == ["name", "day", "wishes"]
    assert fields["name"] == {
        "value": "𠮷田　裕二",
        "text": "𠮷田　裕二",
        "decided_by": "Yamada",
        "decided_at": "2025-04-01T18:00:00+09:00",
        "kind": "typed",
        "verification": "none",
        "verified_by": None,
        "verified_at": None,
    }
    assert fields["day"]["decided_by"] is None
    assert fields["wishes"]["value"] == ["tea", "cake"]


def test_lost_characters_stop_the_export(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path, "𠮷田　裕二")
    out = tmp_path / "out.csv"
    with pytest.raises(ExportRefused) as refused:
        export(draft, order(draft, encoding=ExportEncoding.CP932), out)
    assert refused.value.details == {"count": "1", "places": f"{draft.record_id} name 𠮷 (U+20BB7)"}
    assert not out.exists()
    assert exports_noted(database) == 0
    assert draft.look().status is RecordStatus.REVIEWED


def test_cp932_holds_the_names_it_knows(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path, "髙橋　﨑子")
    out = tmp_path / "out.csv"
    export(draft, order(draft, encoding=ExportEncoding.CP932), out)
    assert "髙橋　﨑子" in out.read_bytes().decode("cp932")


def test_the_same_export_again_gives_the_same_bytes(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    first = export(draft, order(draft), tmp_path / "a.csv")
    store(database, tmp_path, draft.town, read_page(scan_of(tmp_path, b"later"), ask=()), content=b"later")
    again = export(draft, order(draft), tmp_path / "b.csv")
    assert (again.export_id, again.sha256, again.record_ids) == (first.export_id, first.sha256, first.record_ids)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert exports_noted(database) == 1


def test_a_key_names_one_kind_of_export(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    export(draft, order(draft), tmp_path / "a.csv")
    with pytest.raises(Conflict):
        export(draft, order(draft, format=ExportFormat.JSONL), tmp_path / "a.jsonl")
    assert not (tmp_path / "a.jsonl").exists()


def test_exported_records_leave_again_only_by_name(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    export(draft, order(draft), tmp_path / "a.csv")
    with pytest.raises(Refusal, match="no reviewed record"):
        export(draft, order(draft, "tuesday"), tmp_path / "b.csv")
    export(draft, order(draft, "copy", record_ids=(draft.record_id,)), tmp_path / "c.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    with database.read() as session:
        assert session.scalars(select(func.count()).select_from(ExportRecordRow)).one() == 2


def test_what_waits_for_a_person_does_not_leave(database: Database, tmp_path: Path) -> None:
    draft = draft_in(database, tmp_path)
    with pytest.raises(Refusal, match="no reviewed record"):
        export(draft, order(draft), tmp_path / "a.csv")
    with pytest.raises(Refusal) as refused:
        export(draft, order(draft, record_ids=(draft.record_id,)), tmp_path / "a.csv")
    assert refused.value.details["status"] == "draft"


def test_a_full_disk_marks_nothing(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    with pytest.raises(StoreFault):
        export(draft, order(draft), Path("/dev/full/out.csv"))
    assert exports_noted(database) == 0
    assert draft.look().status is RecordStatus.REVIEWED


def test_another_municipality_exports_nothing_of_ours(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    with database.write() as session:
        other = town(session, "131024")
    theirs = ExportOrder(other.id, "monday", "greeting", by=other.supervisor)
    with pytest.raises(NotFound):
        export(draft, replace(theirs, record_ids=(draft.record_id,)), tmp_path / "a.csv")
    with pytest.raises(Refusal):
        export(draft, theirs, tmp_path / "a.csv")
    assert list(tmp_path.glob("a.csv")) == []


def test_reviewers_do_not_export(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    with pytest.raises(NotAllowed):
        export(draft, order(draft, by=draft.town.reviewer), tmp_path / "a.csv")


def test_an_order_and_its_actor_are_of_one_municipality(database: Database, tmp_path: Path) -> None:
    draft = reviewed(database, tmp_path)
    with database.write() as session:
        other = town(session, "131024")
    with pytest.raises(NotFound):
        export(draft, order(draft, by=other.supervisor), tmp_path / "a.csv")


def test_an_order_sent_twice_at_once_is_one_export(database: Database, tmp_path: Path) -> None:
    """The answer was slow, and somebody pressed again."""
    draft = reviewed(database, tmp_path)
    first, second = race(lambda _: export(draft, order(draft), tmp_path / "out.csv"), 2)
    assert replace(first, is_new=True) == replace(second, is_new=True)
    assert True in (first.is_new, second.is_new)
    assert exports_noted(database) == 1
