"""A night in miniature, in a process of its own: real intake, turns, images, rows and export; only no OCR.

It dies, stops, or meets trouble where it is told to. What it reads of a sheet follows from the sheet's bytes alone.
"""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pipeline.digitise
import pipeline.export.export
import pipeline.turns
from models.record import PageResult
from models.scan import HintedScan
from pipeline import night, patience, shares
from pipeline.digitise import digitise, take_in
from pipeline.export.export import export_records
from pipeline.export.order import ExportFormat, ExportOrder
from pipeline.settings import Settings
from pipeline.site import open_site
from pipeline.store import turns as store_turns
from pipeline.store.turns import Turn
from tests.pipeline.store.paper import TEMPLATE, read_page

KEY = "drill"

BOUNDARIES: dict[str, tuple[Any, str]] = {
    "the run is noted, not committed": (night, "begin_run"),
    "the file is kept": (pipeline.digitise.Site, "vault"),
    "the scan is listed": (pipeline.digitise, "enter"),
    "the turn is taken": (pipeline.turns, "take_turns"),
    "an image is written": (pipeline.digitise, "keep_page"),
    "a scan is stored, not committed": (pipeline.digitise, "save_scan"),
    "the turns are shown, not committed": (pipeline.digitise, "show_turns"),
    "a group is committed": (pipeline.turns, "read_turns"),
    "a share is read": (shares, "read_share"),
    "the export is noted, not committed": (pipeline.export.export, "note_export"),
    "the run's end is noted, not committed": (night, "end_run"),
}
"""Behind which call the night is struck: each stage's end, and both sides of each commit."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Where the night works, and what befalls it.

    ``boundary`` and ``count``: behind which call of it. ``sign``: the signal that it then sends itself. ``trouble``: so
    many writes to disk fail with this error, ``while_reading``: only once all files are taken in. ``shift``: how far
    its clock is off.
    """

    data_dir: Path
    url: str
    folder: Path
    out: Path
    boundary: str | None = None
    count: int = 1
    sign: int = signal.SIGKILL
    trouble: int = 0
    troubles: int = 0
    while_reading: bool = False
    shift: timedelta = timedelta()
    lease_seconds: int = 1


def run(orders: Orders) -> None:
    """Take the folder in, read it, and export what was read."""
    settings = Settings(data_dir=orders.data_dir, database_url=orders.url, turn_seconds=orders.lease_seconds)  # type: ignore[arg-type]
    site = open_site(settings)
    vars(site)["workbench"] = SimpleNamespace(sheets=[SimpleNamespace(template=TEMPLATE)])
    pipeline.digitise.read_scans = _read  # type: ignore[assignment]
    for module in (shares, night):
        module.site = lambda: site  # type: ignore[attr-defined]
        module.settings = lambda: settings  # type: ignore[attr-defined]
    night.night_progress = lambda *_: nullcontext()  # type: ignore[assignment]
    patience._LONGEST_PAUSE = 0.5
    shares.readers = _Here  # type: ignore[assignment,return-value]
    shares._LOOK_SECONDS = 0.05
    store_turns.PAUSE = timedelta(0)
    pipeline.turns.read_turns = lambda turns: digitise(turns, site)  # type: ignore[assignment]
    _befall(orders)
    trouble = _Trouble(orders.trouble, orders.troubles)
    with night.kept_run(None):
        if not orders.while_reading:
            trouble.begin()
        take_in([orders.folder], "night", site)
        trouble.begin()
        shares.give_another_chance(None)
        while shares.shares_waiting(None):
            shares.read_share(None)
        assert trouble.is_over, "it was not met"
        order = ExportOrder(site.municipality_id, KEY, TEMPLATE.form, ExportFormat.JSONL)
        export_records(site.database, order, orders.out, datetime.now(UTC))
    site.database.close()


class _Here:
    """Reads in this very process."""

    def run_watched(
        self, work: Callable[..., None], turns: Sequence[Turn], watch: Callable[[], None], _: float
    ) -> None:
        watch()
        work(turns)


def _read(scans: Sequence[HintedScan], *_: object, **__: object) -> Iterator[tuple[int, PageResult]]:
    for place, hinted in enumerate(scans):
        sha256 = hinted.scan.sha256
        page = read_page(hinted.scan, ask=(), name=f"斎藤 {sha256[:6]}")
        page.aligned.pixels[:] = [*bytes.fromhex(sha256[:6])]  # a picture of its own, to be written to disk
        yield place, page


def _befall(orders: Orders) -> None:
    if orders.boundary is not None:
        _strike(*BOUNDARIES[orders.boundary], orders.count, orders.sign)
    if orders.shift:
        _shift_clock(orders.shift)


def _strike(holder: Any, name: str, count: int, sign: int) -> None:
    """Send the signal behind the ``count``-th call."""
    if name == "vault":
        from pipeline.store.vault import Vault

        holder, name = Vault, "keep"
    real, left = getattr(holder, name), [count]

    def struck(*args: Any, **kwargs: Any) -> Any:
        done = real(*args, **kwargs)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), sign)
        return done

    setattr(holder, name, struck)


class _Trouble:
    """Every other file cannot be brought to disk, until so many more were to be."""

    def __init__(self, number: int, times: int) -> None:
        self._number, self._left, self._real = number, times, os.fsync

    def begin(self) -> None:
        """Bring no more to disk, where there is to be trouble."""
        if self._number:
            os.fsync = self._fsync

    @property
    def is_over(self) -> bool:
        """Whether all of it was met."""
        return self._left <= 0

    def _fsync(self, handle: int) -> None:
        self._left -= 1
        if self._left >= 0 and self._left % 2 == 0:
            raise OSError(self._number, os.strerror(self._number))
        self._real(handle)


def _shift_clock(shift: timedelta) -> None:
    class Shifted(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + shift

    for module in (pipeline.turns, shares, night):
        module.datetime = Shifted  # type: ignore[attr-defined]


FULL, BROKEN = errno.ENOSPC, errno.EIO
