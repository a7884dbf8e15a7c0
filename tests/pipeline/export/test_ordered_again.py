"""The same export ordered again: here, elsewhere, while it waits, and after the program has changed."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from models.db.tables import AccountRow, DeliveryRow
from models.export_errors import ExportChanged, NotDelivered
from pipeline.export.export import export_records
from pipeline.export.order import ExportFormat, ExportOrder
from pipeline.store.outbox import LONGEST_PAUSE
from tests.pipeline.export.shop import Shop, die, instead, killed_in_a_child
from tests.pipeline.store.paper import NOW

PUT = "pipeline.export.put"


def after(done: Callable[..., object], *given: object) -> None:
    done(*given)
    die()


def test_a_job_that_runs_again_writes_nothing_again(shop: Shop) -> None:
    assert shop.export().is_new
    fetched = shop.folder.parent / "fetched.csv"
    shop.out.rename(fetched)
    again = shop.export()
    assert not again.is_new and again.record_ids == (shop.draft.record_id, shop.other)
    assert shop.files() == {}
    shop.out.write_bytes(b"the next one")
    assert not shop.export().is_new
    assert shop.files() == {"out.csv": b"the next one"}


def test_a_file_of_the_house_that_is_gone_is_written_again(shop: Shop) -> None:
    shop.export(is_ours=True)
    shop.out.unlink()
    assert shop.export(is_ours=True).is_new
    shop.assert_left_once()


def test_what_cannot_be_written_here_can_be_sent_elsewhere(shop: Shop) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    with instead(f"{PUT}._write", refused), pytest.raises(NotDelivered):
        shop.export(shop.folder / "wrong.csv")
    assert shop.export().is_new
    shop.later(LONGEST_PAUSE)
    assert shop.deliver() == 0
    shop.assert_left_once()


def test_where_somebody_may_be_writing_still_that_is_done_first(shop: Shop) -> None:
    """The hold of a killed one has not been given back: nobody knows whether it only sleeps."""
    with instead(f"{PUT}._name", after):
        assert killed_in_a_child(shop.database, shop.export)
    with shop.database.write() as session:
        session.execute(update(DeliveryRow).values(held_until=NOW))
    copy = shop.folder.parent / "copy.csv"
    assert shop.export(copy).path == copy
    shop.assert_left_once()
    assert copy.read_bytes() == shop.content


def test_a_file_that_would_not_be_the_same_is_not_made_again(shop: Shop, tmp_path: Path) -> None:
    order = ExportOrder(shop.draft.town.id, "monday", "greeting", ExportFormat.JSONL)
    export_records(shop.database, order, shop.folder / "a.jsonl", NOW)
    with shop.database.write() as session:
        session.execute(update(AccountRow).values(display_name="Somebody"))
    with pytest.raises(ExportChanged):
        export_records(shop.database, order, shop.folder / "b.jsonl", NOW)
    assert list(shop.files()) == ["a.jsonl"] and shop.waiting() == ()
