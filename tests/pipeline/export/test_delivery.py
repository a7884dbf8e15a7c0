"""Exports that are killed, starved, overtaken and ordered twice: each record leaves in one file, whole, once."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from models.db.states import DeliveryState, DeliveryTrouble
from models.db.tables import DeliveryRow
from models.errors import StoreFault
from models.export_errors import FileInTheWay, NotDelivered
from models.record import RecordStatus
from pipeline.store.outbox import FIRST_PAUSE, LONGEST_PAUSE
from tests.pipeline.export.shop import Shop, die, instead, killed_in_a_child
from tests.pipeline.store.races import race

PUT, DELIVER = "pipeline.export.put", "pipeline.export.deliver"


def after(done: Callable[..., object], *given: object) -> None:
    done(*given)
    die()


def before(*_: object) -> None:
    die()


def half(_: object, part: Path, content: bytes, *__: object) -> None:
    part.write_bytes(content[: len(content) // 2])
    die()


BOUNDARIES = {
    "noted, not committed": ("pipeline.export.note.post", after),
    "committed, not taken": (f"{DELIVER}.take", before),
    "taken, not written": (f"{PUT}._write", before),
    "half written": (f"{PUT}._write", half),
    "written, without its name": (f"{PUT}._name", before),
    "named, not marked": (f"{PUT}._name", after),
    "about to be marked": (f"{DELIVER}.mark_delivered", before),
    "marked, not committed": (f"{DELIVER}.mark_delivered", after),
}


@pytest.mark.parametrize(("step", "death"), BOUNDARIES.values(), ids=[name.replace(" ", "-") for name in BOUNDARIES])
def test_killed_at_every_boundary(shop: Shop, step: str, death: Callable[..., object]) -> None:
    with instead(step, death):
        assert killed_in_a_child(shop.database, shop.export)
    is_noted = step != "pipeline.export.note.post"
    assert shop.statuses() == [RecordStatus.EXPORTED if is_noted else RecordStatus.REVIEWED] * 2
    assert set(shop.files()) <= {"out.csv"} | {name for name in shop.files() if name.endswith(".part")}
    if is_noted:
        shop.later()  # what a killed one held lapses
        assert shop.deliver() == 1
        shop.assert_left_once()
    assert shop.export().record_ids == (shop.draft.record_id, shop.other)  # the job is run again
    shop.assert_left_once()


def test_killed_again_and_again(shop: Shop) -> None:
    with instead(f"{PUT}._write", half):
        assert killed_in_a_child(shop.database, shop.export)
        for _ in range(3):
            shop.later()
            assert killed_in_a_child(shop.database, shop.deliver)
            assert [name.endswith(".part") for name in shop.files()] == [True]  # what earlier ones left is gone
    shop.later()
    assert shop.deliver() == 1
    shop.assert_left_once()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_tried_again_later_and_later(shop: Shop, number: int) -> None:
    def full(_: object, part: Path, content: bytes, *__: object) -> None:
        part.write_bytes(content[:10])
        raise OSError(number, os.strerror(number))

    with instead(f"{PUT}._write", full):
        with pytest.raises(NotDelivered):
            shop.export()
        assert shop.files() == {} and shop.statuses() == [RecordStatus.EXPORTED] * 2
        assert (shop.row().trouble, shop.row().tries) == (DeliveryTrouble.DISK_FULL, 1)
        shop.now = shop.row().next_try_at
        for tries, pause in ((2, 2 * FIRST_PAUSE), (3, 4 * FIRST_PAUSE), (4, 8 * FIRST_PAUSE)):
            assert shop.deliver() == 0
            row = shop.row()
            assert (row.tries, row.next_try_at) == (tries, shop.now + pause)
            assert shop.deliver() == 0 and shop.row().tries == tries  # not before its time
            shop.now = row.next_try_at
        for _ in range(4):
            shop.deliver()
            assert shop.row().next_try_at <= shop.now + LONGEST_PAUSE
            shop.now = shop.row().next_try_at
    assert shop.deliver() == 1
    shop.assert_left_once()


def test_a_folder_that_went_away_is_not_made_anew(shop: Shop) -> None:
    def goes_away(take: Callable[..., object], *given: object) -> object:
        shop.folder.rmdir()
        return take(*given)

    with instead(f"{DELIVER}.take", goes_away), pytest.raises(NotDelivered):
        shop.export()
    assert not shop.folder.exists() and shop.row().trouble is DeliveryTrouble.OUT_OF_REACH
    shop.folder.mkdir()
    assert shop.export().is_new  # the same order again delivers what waits
    shop.assert_left_once()


def test_another_file_is_never_overwritten(shop: Shop) -> None:
    shop.out.write_bytes(b"of somebody else")
    with pytest.raises(FileInTheWay):
        shop.export()
    assert shop.statuses() == [RecordStatus.REVIEWED] * 2 and shop.waiting() == ()
    shop.out.unlink()

    def meanwhile(name: Callable[..., object], *given: object) -> object:
        shop.out.write_bytes(b"of somebody else")
        return name(*given)

    with instead(f"{PUT}._name", meanwhile), pytest.raises(NotDelivered):
        shop.export()
    assert shop.files() == {"out.csv": b"of somebody else"}
    assert shop.row().trouble is DeliveryTrouble.IN_THE_WAY
    shop.out.unlink()
    shop.now = shop.row().next_try_at
    assert shop.deliver() == 1
    shop.assert_left_once()


def without_links(*_: object) -> None:
    raise PermissionError(errno.EPERM, "no links here")


def test_a_share_without_links(shop: Shop) -> None:
    with instead(f"{PUT}.os.link", without_links):
        shop.export()
    shop.assert_left_once()


def test_two_at_once_write_one_file(shop: Shop) -> None:
    writing, go_on, calls = Event(), Event(), []

    def slowly(write: Callable[..., object], *given: object) -> None:
        calls.append(given)
        writing.set()
        assert go_on.wait(30)
        write(*given)

    with instead(f"{DELIVER}.Courier.bring_now", lambda *_: None):
        shop.export()
    (delivery,), found = shop.waiting(), []
    with instead(f"{PUT}._write", slowly):
        first = Thread(target=lambda: found.append(shop.courier().bring(delivery)))
        first.start()
        assert writing.wait(30)
        assert shop.courier().bring(delivery) is DeliveryState.PENDING
        go_on.set()
        first.join()
    assert found == [DeliveryState.DELIVERED] and len(calls) == 1
    shop.assert_left_once()
    assert shop.courier().bring(delivery) is DeliveryState.DELIVERED


def test_a_crowd_of_deliverers(shop: Shop) -> None:
    with instead(f"{DELIVER}.Courier.bring_now", lambda *_: None):
        shop.export()
    (delivery,) = shop.waiting()
    found = race(lambda _: shop.courier().bring(delivery), 6)
    assert set(found) <= {DeliveryState.PENDING, DeliveryState.DELIVERED} and DeliveryState.DELIVERED in found
    shop.assert_left_once()
    assert shop.row().token == 2  # noted, and taken once


@pytest.mark.parametrize("step", [f"{PUT}._forget_earlier", f"{PUT}._write", f"{PUT}._name", f"{DELIVER}.mark_failed"])
@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_one_that_wakes_up_past_its_hold_changes_nothing(shop: Shop, step: str, links: bool) -> None:
    paused, wake = Event(), Event()

    def pausing(done: Callable[..., Any], *given: object) -> Any:
        if not paused.is_set():
            paused.set()
            assert wake.wait(30)
        return done(*given)

    def failing(name: Callable[..., object], *given: object) -> object:
        if step.endswith("mark_failed") and not paused.is_set():
            raise OSError(errno.EIO, "broken")
        return name(*given)

    with instead(f"{DELIVER}.Courier.bring_now", lambda *_: None):
        shop.export()
    (delivery,), found = shop.waiting(), []
    with ExitStack() as stack:
        stack.enter_context(instead(f"{PUT}._name", failing))
        stack.enter_context(instead(step, pausing))
        if not links:
            stack.enter_context(instead(f"{PUT}.os.link", without_links))
        first = Thread(target=lambda: found.append(shop.courier().bring(delivery)))
        first.start()
        assert paused.wait(30)
        shop.later()
        assert shop.courier().bring(delivery) is DeliveryState.DELIVERED
        row = shop.row()
        shop.out.rename(shop.folder.parent / "fetched.csv")  # the system that it is for has taken it
        wake.set()
        first.join()
    assert found and found[0] is not DeliveryState.DELIVERED
    assert shop.files() == {}
    now = shop.row()
    assert (now.state, now.token, now.delivered_at, now.tries) == (row.state, row.token, row.delivered_at, row.tries)
    assert (shop.folder.parent / "fetched.csv").read_bytes() == shop.content


def test_a_database_that_is_gone_when_the_file_is_there(shop: Shop) -> None:
    pauses: list[object] = []

    def gone(mark: Callable[..., object], *given: object) -> None:
        if len(pauses) < 30:
            raise StoreFault("the database failed")
        mark(*given)

    with instead(f"{DELIVER}.mark_delivered", gone), instead(f"{DELIVER}.time.sleep", lambda _, s: pauses.append(s)):
        shop.export()
    assert pauses == [1] * 30
    shop.assert_left_once()


def test_bytes_are_kept_only_until_they_are_delivered(shop: Shop) -> None:
    with instead(f"{DELIVER}.Courier.bring_now", lambda *_: None):
        shop.export()
    with shop.database.read() as session:
        assert session.query(DeliveryRow.content).scalar()
    shop.deliver()
    with shop.database.read() as session:
        assert session.query(DeliveryRow.content).scalar() is None
