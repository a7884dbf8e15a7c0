"""An inbox that is looked into until nothing is left in it, with a note of what each file took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import perf_counter

from pipeline.inbox.pairing import Told
from pipeline.inbox.places import Seen
from pipeline.inbox.settle import Settling
from pipeline.inbox.taking import Taken, Taking
from pipeline.inbox.telling import Teller
from pipeline.inbox.watcher import Looked, Watcher
from pipeline.intake.open_scan import name_of
from pipeline.site import Site

Note = Callable[[str, float, bool], None]


@dataclass(frozen=True, slots=True)
class _Timed(Taking):
    """Notes the name of each file, the seconds that it took, and whether taking it in failed."""

    note: Note

    def take(self, file: Seen, told: Told, now: dt.datetime) -> Taken:
        start, failed = perf_counter(), True
        try:
            taken = Taking.take(self, file, told, now)
            failed = False
            return taken
        finally:
            self.note(name_of(file.path), perf_counter() - start, failed)


class InboxRun:
    """Takes in all files of ``root``, which lie still, without reading them."""

    def __init__(self, root: Path, site: Site) -> None:
        """For the site's own municipality."""
        self.root = root
        self.seconds: dict[str, float] = {}
        self.defects: set[str] = set()
        self.lines: list[str] = []
        sites = {site.settings.municipality: site}
        taking = _Timed(root, site.settings.data_dir / "staged.part", sites, frozenset(), lambda *_: None, self._note)
        self._watcher = Watcher(taking, Settling(2, 0.0), Teller(self.lines.append), None, Event())

    def until_nothing_is_left(self) -> None:
        """Look until nothing waits; a file whose taking failed is left where it is."""
        while True:
            looked = self._watcher.look()
            if looked.waiting <= len(self.defects) and looked == Looked(waiting=looked.waiting) and self.seconds:
                return

    def _note(self, name: str, seconds: float, failed: bool) -> None:
        self.seconds[name] = seconds
        if failed:
            self.defects.add(name)
