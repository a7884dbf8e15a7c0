"""Looking into the inbox again and again. Whatever a file is or does, the next one is taken."""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from models.errors import EnvironmentFault, MadoguchiError, StoreFault
from pipeline.inbox.fetch import Changed
from pipeline.inbox.finding import Finding
from pipeline.inbox.pairing import Pairing
from pipeline.inbox.places import Seen
from pipeline.inbox.settle import Settling
from pipeline.inbox.taking import Taken, Taking
from pipeline.inbox.telling import Teller
from pipeline.intake.trouble import broken_file

UNREADABLE_PATIENCE_S = 300.0
"""On a share a file that others have open may look like one that nobody may read."""

AGAIN_S = 30.0
"""Between two tries of what failed for other reasons than being away or being written."""

_FORBIDDEN = (errno.EACCES, errno.EPERM)

_Key = tuple[Path, object]
"""A file in one state."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look came to: files taken, refused, and left for a later look."""

    taken: int = 0
    refused: int = 0
    waiting: int = 0

    def __add__(self, other: Looked) -> Looked:
        """Both together."""
        return Looked(self.taken + other.taken, self.refused + other.refused, self.waiting + other.waiting)


WAITS = Looked(waiting=1)
LEFT = Looked()
"""Nobody need wait for it: the database has it and the share does not let go of it, or the program failed on it."""


@dataclass(slots=True)
class Watcher:
    """Knows between two looks only what saves work: all of it may be lost."""

    taking: Taking
    settling: Settling
    teller: Teller
    sidecar_seconds: float | None
    stop: Event
    _finding: Finding = field(init=False)
    _pairing: Pairing = field(init=False)
    _tried: set[_Key] = field(default_factory=set)
    _forbidden: dict[_Key, float] = field(default_factory=dict)
    _rests: dict[_Key, float] = field(default_factory=dict)
    _stuck: dict[_Key, Taken] = field(default_factory=dict)
    _failed: dict[_Key, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin without a memory."""
        self._finding = Finding(self.taking, self.teller)
        self._pairing = Pairing(self.settling, self.taking.forms)

    def look(self) -> Looked:
        """Take what has settled, the counter's first, until all of it was tried once.

        Meanwhile the folders are looked into again and again: nobody at the counter waits until a pile is taken.
        """
        self._tried.clear()
        total, is_through = Looked(), False
        while not is_through:
            began = monotonic()
            files = self._finding.find()
            if files is None:
                return Looked(total.taken, total.refused, 1)
            self.settling.look(files, monotonic())
            self._pairing.look(files, monotonic())
            self._forget_all_but(files)
            looked, is_through = self._go_through(files, began)
            total = Looked(total.taken + looked.taken, total.refused + looked.refused, looked.waiting)
        return total

    def _go_through(self, files: Sequence[Seen], began: float) -> tuple[Looked, bool]:
        """Try what was not tried yet, as long as a look or finding ``files`` takes; whether that was all."""
        total, before, first = Looked(), len(self._tried), None
        for file in files:
            now = monotonic()
            if self.stop.is_set():
                break
            if first is not None and now - first > max(self.settling.seconds_between, first - began):
                return total, False
            if file.place.code in self.taking.sites and not self._pairing.goes_with_its_scan(file, now):
                total += self._try(file)
            if first is None and len(self._tried) > before:
                first = now
        return total, True

    def _try(self, file: Seen) -> Looked:
        key, now = (file.path, file.state), monotonic()
        if self._failed.get(key, 0.0) > now:
            return LEFT
        if key in self._tried or self._rests.get(key, 0.0) > now:
            return LEFT if key in self._stuck else WAITS
        try:
            return self._take(file, key, now)
        except StoreFault as error:
            self.teller.fault(error)
        except MadoguchiError as error:
            self._rests[key] = now + AGAIN_S
            self.teller.fault(error)
        except Exception as error:  # a defect of ours: this file rests, the others are taken
            self._failed[key] = now + 10 * AGAIN_S
            self.teller.defect(error)
            return LEFT
        return WAITS

    def _take(self, file: Seen, key: _Key, now: float) -> Looked:
        try:
            if key in self._stuck:
                self._tried.add(key)
                return self._leave(self._stuck[key])
            told = self._pairing.told(file, self.sidecar_seconds, now) if self.settling.is_settled(file, now) else None
            if told is None:
                return WAITS
            self._tried.add(key)
            taken = self.taking.take(file, told, dt.datetime.now(dt.UTC))
        except (Changed, FileNotFoundError):
            return WAITS
        except OSError as error:
            return self._unreadable(file, error)
        self._pairing.took(file, told, monotonic())
        self.teller.well()
        return self._leave(taken)

    def _leave(self, taken: Taken) -> Looked:
        file = taken.leaving.file
        key, code = (file.path, file.state), file.place.code
        is_new = key not in self._stuck
        counted = Looked(taken=not taken.is_refused, refused=taken.is_refused) if is_new else Looked()
        try:
            self.taking.leave(taken)
        except FileNotFoundError:
            pass  # somebody else has moved it
        except (OSError, EnvironmentFault):
            self._stuck[key], self._rests[key] = taken, monotonic() + AGAIN_S
            self.teller.trouble("stuck", code)
            return counted
        self._stuck.pop(key, None)
        self._pairing.left(file)
        self.teller.over("stuck", code)
        return counted

    def _unreadable(self, file: Seen, error: OSError) -> Looked:
        """A share that falters is asked again; a file that nobody lets us read is refused after a while."""
        key, now = (file.path, file.state), monotonic()
        self.teller.trouble("unreadable", file.place.code)
        if error.errno in _FORBIDDEN and now - self._forbidden.setdefault(key, now) >= UNREADABLE_PATIENCE_S:
            problem = broken_file((error.strerror or "cannot be opened").lower())
            sidecar = next(iter(self._pairing.beside(file, now)), None)
            return self._leave(self.taking.give_up(file, problem, sidecar, dt.datetime.now(dt.UTC)))
        self._rests[key] = now + 1.0
        return WAITS

    def _forget_all_but(self, files: Sequence[Seen]) -> None:
        there = {file.path for file in files}
        known: Sequence[dict[_Key, Any]] = (self._rests, self._stuck, self._failed, self._forbidden)
        for memory in known:
            for key in [key for key in memory if key[0] not in there]:
                del memory[key]
